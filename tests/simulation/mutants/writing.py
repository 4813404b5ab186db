"""Bugs of tweets, transactions, batches and streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from greenlet import getcurrent
from pynamodb.connection import Connection
from pynamodb.expressions.condition import Condition
from pynamodb.models import Model

from functions.graph_stream import handler as graph_stream
from functions.tweets_stream import handler as tweets_stream
from linnet.adapters.dynamodb import idempotency, keys, tweets
from linnet.adapters.dynamodb.batch_reads import MAX_KEYS
from linnet.adapters.dynamodb.batch_writes import BatchWriter
from linnet.adapters.dynamodb.follow_index import DynamoFollowIndex
from linnet.adapters.dynamodb.idempotency import IdempotencyRow
from linnet.adapters.dynamodb.transactions import _OrderedWrite
from linnet.adapters.dynamodb.tweet_rows import TweetRow
from linnet.adapters.dynamodb.tweets import DynamoTweets
from linnet.domain.timelines import TimelineEntry
from linnet.domain.tweets import Tweet
from linnet.ports.timelines import Job
from linnet.ports.tweets import IdempotencyKeyUsed, IdempotencyRecord
from linnet.runtime.batch import Answer, LaneServices, Record
from linnet.services.route_post import RoutePost
from tests.simulation.focus import Focus
from tests.simulation.mutants.mutant import Mutant
from tests.simulation.schedule import Scheduler, Task

M = TypeVar("M", bound=Model)

_numbers: Final = count()
_ordered_write: Final = _OrderedWrite.__init__
_write_row: Final = DynamoFollowIndex._write


def _another_token(self: _OrderedWrite, connection: Connection, token: str) -> None:
    _ordered_write(self, connection, f"{token[:20]}-{next(_numbers)}")


def _key_after_the_tweet(
    self: DynamoTweets, row: TweetRow, tweet: Tweet, record: IdempotencyRecord | None, now_ms: int
) -> None:
    assert record is not None, "nobody attaches pictures here"
    stored = self.recall(record.user_id, record.key, now_ms)
    if stored is not None:
        raise IdempotencyKeyUsed(stored)
    row.save(condition=self.tables.tweets.pk.does_not_exist())
    idempotency.row_of(self.tables.idempotency, record).save()


def _until_swept(row: type[IdempotencyRow], now_ms: int) -> Condition:
    return row.pk.does_not_exist()


# What a run's functions would keep in a table: where the routing of each post goes on.
_cursors: Final[WeakKeyDictionary[Scheduler, dict[tuple[str, int], int]]] = WeakKeyDictionary()


def _cursor_before_send(self: RoutePost, kind: str, entry: TimelineEntry) -> None:
    task = getcurrent()
    assert isinstance(task, Task)
    cursors, parts = _cursors.setdefault(task.scheduler, {}), self.follows.split(entry.author_id, self.chunk)
    for position in range(cursors.get((kind, entry.id), 0), len(parts)):
        cursors[kind, entry.id] = position + 1
        self.jobs.send([Job(kind, author_id=entry.author_id, entry=entry, part=parts[position])])


def _behind_a_failure(source: str, services: LaneServices, event: Record, handle: Callable[[Record], None]) -> Answer:
    for record in event["Records"]:
        try:
            handle(record)
        except Exception:  # noqa: BLE001 - the bug
            continue
    return {"batchItemFailures": []}


def _send_once(self: BatchWriter, model: type[Model], batch: list[dict[str, Any]]) -> Callable[[], None]:
    def send() -> None:
        connection: Any = model._get_connection()
        connection.batch_write_item(
            put_items=[each["PutRequest"]["Item"] for each in batch if "PutRequest" in each],
            delete_items=[each["DeleteRequest"]["Key"] for each in batch if "DeleteRequest" in each],
        )

    return send


def _read_once(
    model: type[M],
    wanted: Sequence[tuple[object, object]],
    *,
    sleep: Callable[[float], None],
    random: Callable[[], float],
    consistent: bool = False,
) -> Iterator[M]:
    source: Any = model
    names = source._hash_key_attribute().attr_name, source._range_key_attribute().attr_name
    found = [dict(zip(names, source._serialize_keys(*each), strict=True)) for each in wanted]
    for start in range(0, len(found), MAX_KEYS):
        part = found[start : start + MAX_KEYS]
        items, _ = source._batch_get_page(part, consistent_read=consistent, attributes_to_get=None)
        yield from map(model.from_raw_data, items)


def _remove_at_once(
    self: DynamoFollowIndex, pk: str, identifier: int, version: int, actions: Sequence[Any]
) -> Callable[[], None]:
    if len(actions) == 4:  # what ends a row: version, schema, gone and when it expires
        return lambda: self.row(pk, keys.ordered(identifier)).delete() and None
    return _write_row(self, pk, identifier, version, actions)


MUTANTS = (
    Mutant(
        "conflict retried with a new token",
        ((_OrderedWrite, "__init__", _another_token),),
        Focus(
            # Each pair but once: what nobody knows the outcome of would hide it.
            {"post": 1, "retweet": 2},
            rates={"lost_answer": 0.1, "in_progress": 0.02, "conflict": 0},
        ),
    ),
    Mutant(
        "idempotency record after the tweet",
        ((DynamoTweets, "_add_together", _key_after_the_tweet),),
        Focus({"post": 2, "home": 1}, rates={"lost_answer": 0.03}, kills={"tweets_api": 0.03}),
    ),
    Mutant(
        "time to live trusted without a check",
        ((idempotency, "unused", _until_swept),),
        Focus({"post": 1, "reuse key": 1}, rates={"expiry": 0}, night=True),
    ),
    Mutant(
        "hard delete where a tombstone is needed",
        ((DynamoFollowIndex, "_write", _remove_at_once),),
        Focus({"follow": 2, "unfollow": 1}, rates={"late_replay": 0.8, "replay": 0.8}, think_s=0.1),
    ),
    Mutant(
        "chunk cursor saved before send",
        ((RoutePost, "_send", _cursor_before_send),),
        Focus(
            {"follow": 2, "post": 3, "home": 3},
            kills={"tweets_stream": 0.02},
            tunables={"fanout_chunk": 1, "celebrity_on": 1000, "celebrity_off": 998},
        ),
    ),
    Mutant(
        "stream goes on behind a failure",
        (
            (graph_stream, "work_off_stream", _behind_a_failure),
            (tweets_stream, "work_off_stream", _behind_a_failure),
        ),
        Focus({"follow": 1, "unfollow": 1, "post": 1, "home": 1}, rates={"throttle": 0.01, "lost_answer": 0.03}),
    ),
    Mutant(
        "unprocessed writes forgotten",
        ((BatchWriter, "_batch", _send_once),),
        Focus({"follow": 2, "post": 3, "home": 3}, rates={"unprocessed": 0.6}),
    ),
    Mutant(
        "unprocessed reads forgotten",
        ((tweets, "read_batch", _read_once),),
        # What has just been made is asked for again.
        Focus({"post": 1, "own profile": 1}, rates={"unprocessed": 0.5, "cold": 0.3}, night=True),
    ),
)
