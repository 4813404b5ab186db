"""Pushes on their way through the queue."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.adapters.queue_messages import MalformedMessage
from linnet.adapters.sqs_pushes import MAX_PUSH_BYTES, PushTooLarge, SqsPushes, decode_push, encode_push
from linnet.domain.ids import MAX_ID
from linnet.domain.pushes import PUBLIC_TOPIC, Push, PushKind, TopicKind, hashtag_topic, own_topic, tweet_topic
from linnet.ports.pushes import Pushes
from tests.fakes.pushes import FakePushes

IDS = st.integers(0, MAX_ID)
TOPICS = st.one_of(
    st.builds(own_topic, st.sampled_from([TopicKind.HOME, TopicKind.NOTIFICATIONS, TopicKind.MESSAGES]), IDS),
    st.builds(tweet_topic, IDS),
    st.just(PUBLIC_TOPIC),
    st.builds(hashtag_topic, st.text(min_size=1, max_size=9)),
)
PUSHES = st.builds(
    Push,
    kind=st.sampled_from(PushKind),
    topic=TOPICS,
    id=IDS,
    payload=st.dictionaries(st.text(max_size=9), st.none() | st.booleans() | IDS | st.text(max_size=20), max_size=5),
    actor_id=st.none() | IDS,
    tweet_id=st.none() | IDS,
    occurrence=st.text(max_size=9),
    shard=st.none() | st.integers(0, 15),
    fresh=st.lists(IDS, max_size=20).map(tuple),
)
PUSH = Push(PushKind.NOTIFICATION, own_topic(TopicKind.NOTIFICATIONS, 5), 9, {"kind": "like"}, actor_id=6)


class FifoQueue:
    """Keep messages as a first-in-first-out queue does: one for each deduplication id of a group."""

    def __init__(self) -> None:
        self.messages: dict[tuple[str, str], str] = {}

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:  # noqa: N803
        for entry in Entries:
            key = entry["MessageGroupId"], entry["MessageDeduplicationId"]
            assert all(1 <= len(part) <= 128 and part.isascii() for part in key)
            self.messages.setdefault(key, entry["MessageBody"])
        return {}


class Sent:
    """A queue and what is in it."""

    def __init__(self, kind: str) -> None:
        self._queue = FifoQueue()
        self._fake = FakePushes()
        self._fakes = kind == "fake"
        self.pushes: Pushes = self._fake
        if not self._fakes:
            self.pushes = SqsPushes(self._queue, "url", lambda seconds: None, lambda: 0.5)  # type: ignore[arg-type]

    @property
    def waiting(self) -> list[Push]:
        return self._fake.sent if self._fakes else [decode_push(body) for body in self._queue.messages.values()]


@pytest.fixture(params=["fake", "sqs"])
def sent(request: pytest.FixtureRequest) -> Sent:
    return Sent(request.param)


@given(PUSHES)
def test_a_push_comes_out_as_it_went_in(push: Push) -> None:
    assert decode_push(encode_push(push)) == push


def test_ids_are_strings_in_messages() -> None:
    assert json.loads(encode_push(PUSH)) == {
        "version": 1,
        "kind": "notification",
        "topic": "notifications:5",
        "id": "9",
        "payload": {"kind": "like"},
        "actor_id": "6",
    }


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"kind": "unheard-of"},
        {"topic": "nowhere"},
        {"topic": 3},
        {"id": "x"},
        {"id": None},
        {"payload": []},
        {"actor_id": "x"},
    ],
)
def test_what_is_no_push_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(MalformedMessage):
        decode_push(json.dumps({**json.loads(encode_push(PUSH)), **change}))


@pytest.mark.parametrize("body", ["", "null", "[]", "{}"])
def test_what_is_no_message_is_refused(body: str) -> None:
    with pytest.raises(MalformedMessage):
        decode_push(body)


def test_a_push_is_no_place_for_content() -> None:
    with pytest.raises(PushTooLarge):
        encode_push(replace(PUSH, payload={"text": "x" * MAX_PUSH_BYTES}))


def test_a_push_that_is_sent_twice_waits_once(sent: Sent) -> None:
    for _ in range(2):
        sent.pushes.send([PUSH])
    assert sent.waiting == [PUSH]


def test_pushes_that_differ_in_what_they_are_about_all_wait(sent: Sent) -> None:
    pushes = [
        PUSH,
        replace(PUSH, id=10),
        replace(PUSH, occurrence="again"),
        replace(PUSH, topic=own_topic(TopicKind.NOTIFICATIONS, 6)),
        replace(PUSH, topic=own_topic(TopicKind.MESSAGES, 5)),
        replace(PUSH, kind=PushKind.MESSAGE),
        replace(PUSH, shard=0),
        replace(PUSH, shard=1),
    ]
    sent.pushes.send(pushes)
    assert sent.waiting == pushes


def test_a_topic_keeps_its_order_and_others_do_not_wait_for_it() -> None:
    queue = FifoQueue()
    others = [replace(PUSH, topic=own_topic(TopicKind.NOTIFICATIONS, each)) for each in (5, 6)]
    SqsPushes(queue, "url", lambda seconds: None, lambda: 0.5).send([PUSH, replace(PUSH, id=10), *others])  # type: ignore[arg-type]

    groups = [group for group, _ in queue.messages]
    assert groups[0] == groups[1] != groups[2]
