"""Records and messages that no code of ours has written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from tests.simulation.engine.cloud import Cloud
from tests.simulation.engine.queues import Queue

HUGE: Final = "x" * 400_000
LONE_SURROGATE: Final = "\ud800"
MARK: Final = "poison-"
KEYS: Final[dict[str, dict[str, Any]]] = {
    "tweets": {"pk": {"S": "T#1"}, "sk": {"N": "0"}},
    "graph": {"pk": {"S": "U#1"}, "sk": {"S": "P#2"}},
    "engagement": {"actor_id": {"N": "1"}, "tweet_id": {"N": "2"}},
}
# What a later release might send; code of that release can read it.
NEXT_VERSION: Final = 2
ODD_ROWS: Final[tuple[dict[str, Any], ...]] = (
    {"kind": {"S": "riddle"}, "version": {"S": "riddle"}},
    {"kind": {"S": "tweet"}, "schema_version": {"N": "99"}, "version": {"N": "1"}},
    {"kind": {"S": LONE_SURROGATE}, "version": {"S": LONE_SURROGATE}},
    {"kind": {"S": "riddle"}, "version": {"S": "riddle"}, "text": {"S": HUGE}},
)
# Every column of this table may be absent, and no kind is named: only values can be wrong.
ODD_ENGAGEMENTS: Final[tuple[dict[str, Any], ...]] = (
    {"schema_version": {"N": "99"}, "like_id": {"N": "1"}},
    {"like_id": {"S": "riddle"}},
    {"vote_id": {"N": "1"}, "choices": {"S": LONE_SURROGATE}},
    {"vote_id": {"N": "1"}, "choices": {"S": HUGE}},
)


@dataclass
class Poison:
    """What was injected, by the mark that each piece carries."""

    messages: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    made: int = 0

    def into_queue(self, queue: Queue, random: Random) -> None:
        """Send something that is no job, or one of a version that nobody knows yet."""
        mark = self._mark()
        body = random.choice(
            (
                f"{{not json {mark}",
                json.dumps({"version": NEXT_VERSION, "kind": "push", "author_id": "1", "mark": mark}),
                json.dumps({"version": 1, "kind": LONE_SURROGATE, "author_id": "1", "mark": mark}),
                json.dumps({"version": 1, "kind": "push", "mark": mark, "more": HUGE[:200_000]}),
                json.dumps(mark),
            )
        )
        queue.inject(body)
        self.messages.add(mark)

    def into_stream(self, cloud: Cloud, table: str, random: Random) -> None:
        """Put a change into a stream that is of no known kind, from a later schema, or of the wrong types."""
        mark = self._mark()
        odd = random.choice(ODD_ENGAGEMENTS if table == "engagement" else ODD_ROWS)
        image = {**KEYS[table], **odd, "touched": {"S": "content"}}
        record = {
            "eventID": mark,
            "eventName": "INSERT",
            "eventSource": "aws:dynamodb",
            "dynamodb": {"Keys": KEYS[table], "NewImage": image, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        }
        stream = cloud.dynamodb.table(table).stream
        assert stream is not None
        shards = [shard.id for shard in stream.shards.values() if shard.open]
        stream.inject(random.choice(shards), record)
        self.records.add(mark)

    def _mark(self) -> str:
        self.made += 1
        return f"{MARK}{self.made}-"
