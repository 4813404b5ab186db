"""Bugs of tweets, transactions, batches and streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, Final
from weakref import WeakKeyDictionary

from greenlet import getcurrent
from pynamodb.connection import Connection

from functions.graph_stream import handler as graph_stream
from functions.tweets_stream import handler as tweets_stream
from linnet.adapters.dynamodb import follow_index, idempotency, tweets
from linnet.adapters.dynamodb.batch_reads import MAX_KEYS
from linnet.adapters.dynamodb.batch_writes import BatchWriter
from linnet.adapters.dynamodb.follow_index import DynamoFollowIndex
from linnet.adapters.dynamodb.idempotency import IdempotencyRow
from linnet.adapters.dynamodb.transactions import _OrderedWrite
from linnet.adapters.dynamodb.tweet_rows import TweetRow
from linnet.adapters.dynamodb.tweets import DynamoTweets
from linnet.domain.timelines import TimelineEntry
from linnet.ports.tweets import IdempotencyKeyUsed, IdempotencyRecord
from linnet.runtime.batch import Answer, Record
from linnet.services.route_post import RoutePost
from tests.simulation.focus import Focus
from tests.simulation.mutants.mutant import Mutant
from tests.simulation.schedule import Scheduler, Task

_numbers: Final = count()
_ordered_write: Final = _OrderedWrite.__init__
_write_row: Final = DynamoFollowIndex._write
_send_parts: Final = RoutePost._send


def _another_token(self: _OrderedWrite, connection: Connection, token: str) -> None:
    _ordered_write(self, connection, f"{token[:20]}-{next(_numbers)}")


def _key_after_the_tweet(self: DynamoTweets, row: TweetRow, record: IdempotencyRecord, now_ms: int) -> None:
    stored = self.recall(record.user_id, record.key, now_ms)
    if stored is not None:
        raise IdempotencyKeyUsed(stored)
    row.save(condition=self.tables.tweets.pk.does_not_exist())
    idempotency.row_of(self.tables.idempotency, record).save()


def _until_swept(row: type[IdempotencyRow], _now_ms: int) -> Any:
    return row.pk.does_not_exist()


_routed: Final[WeakKeyDictionary[Scheduler, set[tuple[str, int]]]] = WeakKeyDictionary()


def _cursor_before_send(self: RoutePost, kind: str, entry: TimelineEntry) -> None:
    task = getcurrent()
    assert isinstance(task, Task)
    routed = _routed.setdefault(task.scheduler, set())
    if (kind, entry.id) in routed:
        return
    routed.add((kind, entry.id))
    _send_parts(self, kind, entry)


def _behind_a_failure(_source: str, _services: object, event: Record, handle: Callable[[Record], None]) -> Answer:
    for record in event["Records"]:
        try:
            handle(record)
        except Exception:  # noqa: BLE001 - the bug
            continue
    return {"batchItemFailures": []}


def _send_once(_self: BatchWriter, model: Any, requests: list[dict[str, Any]]) -> Callable[[], None]:
    def send() -> None:
        connection: Any = model._get_connection()
        connection.batch_write_item(
            put_items=[each["PutRequest"]["Item"] for each in requests if "PutRequest" in each],
            delete_items=[each["DeleteRequest"]["Key"] for each in requests if "DeleteRequest" in each],
        )

    return send


def _read_once(
    model: Any, wanted: Sequence[tuple[object, object]], *, consistent: bool = False, **_: Any
) -> Iterator[Any]:
    names = model._hash_key_attribute().attr_name, model._range_key_attribute().attr_name
    keys = [dict(zip(names, model._serialize_keys(*each), strict=True)) for each in wanted]
    for start in range(0, len(keys), MAX_KEYS):
        part = keys[start : start + MAX_KEYS]
        items, _ = model._batch_get_page(part, consistent_read=consistent, attributes_to_get=None)
        yield from map(model.from_raw_data, items)


def _remove_at_once(
    self: DynamoFollowIndex, pk: str, identifier: int, version: int, actions: Sequence[Any]
) -> Callable[[], None]:
    if len(actions) == 4:  # what ends a row: version, schema, gone and when it expires
        return lambda: self.row(pk, follow_index.keys.ordered(identifier)).delete() and None
    return _write_row(self, pk, identifier, version, actions)


MUTANTS = (
    Mutant(
        "conflict retried with a new token",
        ((_OrderedWrite, "__init__", _another_token),),
        Focus(
            rates={"lost_answer": 0.08, "in_progress": 0.02, "conflict": 0},
            factors={"edit": 8, "retweet": 8, "undo retweet": 8, "delete": 4},
        ),
    ),
    Mutant(
        "idempotency record after the tweet",
        ((DynamoTweets, "_add_with_key", _key_after_the_tweet),),
        Focus(rates={"kill": 0.01, "lost_answer": 0.03}, factors={"post": 2}),
    ),
    Mutant(
        "time to live trusted without a check",
        ((tweets.idempotency_rows, "unused", _until_swept),),
        Focus(rates={"expiry": 0}, factors={"reuse key": 4}, night=True),
    ),
    Mutant(
        "hard delete where a tombstone is needed",
        ((DynamoFollowIndex, "_write", _remove_at_once),),
        Focus(rates={"late_replay": 0.8, "replay": 0.3}, factors={"follow": 3, "unfollow": 6}, think_s=5),
    ),
    Mutant(
        "chunk cursor saved before send",
        ((RoutePost, "_send", _cursor_before_send),),
        Focus(rates={"unreachable": 0.02, "throttle": 0.01, "kill": 0.01}, tunables={"fanout_chunk": 1}),
    ),
    Mutant(
        "stream goes on behind a failure",
        (
            (graph_stream, "work_off_stream", _behind_a_failure),
            (tweets_stream, "work_off_stream", _behind_a_failure),
        ),
        Focus(rates={"throttle": 0.01, "lost_answer": 0.03}),
    ),
    Mutant("unprocessed writes forgotten", ((BatchWriter, "_batch", _send_once),), Focus(rates={"unprocessed": 0.3})),
    Mutant(
        "unprocessed reads forgotten",
        ((tweets, "read_batch", _read_once),),
        Focus(rates={"unprocessed": 0.3}, factors={"own profile": 6}),
    ),
)
