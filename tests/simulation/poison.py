"""Records and messages that no code of ours has written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from tests.simulation.engine.cloud import Cloud

HUGE: Final = "x" * 400_000
LONE_SURROGATE: Final = "\ud800"
MARK: Final = "poison-"
# What a later release might send; code of that release can read it.
NEXT_VERSION: Final = 2


@dataclass
class Poison:
    """What was injected, by the mark that each piece carries."""

    messages: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    made: int = 0

    def into_queue(self, cloud: Cloud, random: Random) -> None:
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
        cloud.sqs.queue("fanout").inject(body)
        self.messages.add(mark)

    def into_stream(self, cloud: Cloud, table: str, random: Random) -> None:
        """Put a change into a stream that is of no known kind, from a later schema, or of the wrong types."""
        mark = self._mark()
        keys = {"tweets": {"pk": {"S": "T#1"}, "sk": {"N": "0"}}, "graph": {"pk": {"S": "U#1"}, "sk": {"S": "P#2"}}}
        odd: dict[str, Any] = random.choice(
            (
                {"kind": {"S": "riddle"}, "version": {"S": "riddle"}},
                {"kind": {"S": "tweet"}, "schema_version": {"N": "99"}, "version": {"N": "1"}},
                {"kind": {"S": LONE_SURROGATE}, "version": {"S": LONE_SURROGATE}},
                {"kind": {"S": "riddle"}, "version": {"S": "riddle"}, "text": {"S": HUGE}},
            )
        )
        image = {**keys[table], **odd, "touched": {"S": "content"}}
        record = {
            "eventID": mark,
            "eventName": "INSERT",
            "eventSource": "aws:dynamodb",
            "dynamodb": {"Keys": keys[table], "NewImage": image, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        }
        stream = cloud.dynamodb.table(table).stream
        shards = [shard.id for shard in stream.shards.values() if shard.open]
        stream.inject(random.choice(shards), record)
        self.records.add(mark)

    def _mark(self) -> str:
        self.made += 1
        return f"{MARK}{self.made}-"
