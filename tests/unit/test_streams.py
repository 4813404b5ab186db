"""Streams are what clients name, however they spell it, and come from the topics that carry their events."""

from __future__ import annotations

import pytest

from linnet.domain.pushes import MAX_TAG, PUBLIC_TOPIC, TopicKind, hashtag_topic, own_topic
from linnet.domain.streams import MissingSubject, Stream, StreamName, UnknownStream, stream_of, stream_of_key

ME = 11
HOME, MESSAGES, NOTIFICATIONS = (
    own_topic(kind, ME) for kind in (TopicKind.HOME, TopicKind.MESSAGES, TopicKind.NOTIFICATIONS)
)


@pytest.mark.parametrize(
    ("stream", "topics"),
    [
        (stream_of("user"), {HOME, MESSAGES, NOTIFICATIONS}),
        (stream_of("user:notification"), {NOTIFICATIONS}),
        (stream_of("direct"), {MESSAGES}),
        (stream_of("list", list_id="7"), {HOME}),
        (stream_of("public"), {PUBLIC_TOPIC}),
        (stream_of("public:local:media"), {PUBLIC_TOPIC}),
        (stream_of("public:remote"), set()),
        (stream_of("hashtag", tag="Birds"), {hashtag_topic("birds")}),
        (stream_of("hashtag:local", tag="＃BIRDS"), {hashtag_topic("birds")}),
    ],
)
def test_each_stream_comes_from_topics(stream: Stream, topics: set[object]) -> None:
    assert stream.topics(ME, {"read"}) == topics
    assert stream_of_key(stream.key) == stream


def test_every_name_can_be_subscribed_to() -> None:
    for name in StreamName:
        assert stream_of(name, tag="birds", list_id="7").name is name


def test_notifications_come_home_only_with_their_scope() -> None:
    assert stream_of("user").topics(ME, {"read:statuses"}) == {HOME, MESSAGES}
    assert stream_of("user").topics(ME, {"read:statuses", "read:notifications"}) == {HOME, MESSAGES, NOTIFICATIONS}
    assert stream_of("user").scope == "read:statuses"
    assert stream_of("user:notification").scope == "read:notifications"


@pytest.mark.parametrize("name", ["public", "public:local", "public:remote"])
def test_only_media_can_be_asked_for_in_two_ways(name: str) -> None:
    assert stream_of(name, only_media=True) == stream_of(f"{name}:media")
    assert stream_of(name, only_media=True).only_media
    assert stream_of("user", only_media=True) == stream_of("user")


@pytest.mark.parametrize("name", ["", "weather", "user ", "public:nowhere", "list 7"])
def test_what_nobody_streams_is_unknown(name: str) -> None:
    with pytest.raises(UnknownStream):
        stream_of(name)


@pytest.mark.parametrize("tag", ["", "#", "  ", "two words", "a\nb", "x" * (MAX_TAG + 1)])
def test_a_hashtag_has_to_be_one(tag: str) -> None:
    with pytest.raises(MissingSubject):
        stream_of("hashtag", tag=tag)


@pytest.mark.parametrize("list_id", ["", "seven", "-1", "007", "9" * 30])
def test_a_list_has_to_have_an_id(list_id: str) -> None:
    with pytest.raises(MissingSubject):
        stream_of("list", list_id=list_id)
