"""The AsyncAPI document says what is sent and taken: every frame that the code makes is checked against it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema_rs import Draft202012Validator, ValidationError

from linnet.domain.changes import ConversationChange, ReadChange
from linnet.domain.errors import Code, DomainError
from linnet.domain.pushes import FOR_APPS, Push, PushKind, Topic, TopicKind, own_topic, tweet_topic
from linnet.domain.sockets import MAX_FRAME_BYTES, MAX_TOPICS
from linnet.facades.native import frames
from linnet.services.apply_conversation_change import ApplyConversationChange
from linnet.services.show_typing import ShowTyping
from tests.fakes.notifications import FakeNotificationJobs
from tests.fakes.pushes import FakePushes
from tests.unit.services import message_world, notification_world
from tests.unit.services.socket_world import ANN, BOB, SocketWorld
from tests.unit.services.test_deliver_push import about_tweet, new_at_home

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENT: dict[str, Any] = json.loads((REPOSITORY / "docs" / "asyncapi.json").read_text("utf-8"))
MESSAGES = DOCUMENT["components"]["messages"]
ANSWERS = {"subscribed", "pong", "error"}


def check(frame: dict[str, Any]) -> None:
    """Raise ValidationError when a frame is not what the document says of its type."""
    schema = {**MESSAGES[frame["type"]]["payload"], "components": DOCUMENT["components"]}
    Draft202012Validator(schema).validate(frame)


def names(operation: str) -> set[str]:
    return {each["$ref"].rpartition("/")[2] for each in DOCUMENT["operations"][operation]["messages"]}


def test_the_document_names_every_kind_of_push_and_answer_and_nothing_else() -> None:
    assert names("toClient") == {str(kind) for kind in PushKind if kind not in FOR_APPS} | ANSWERS
    asked = set(get_args(frames.ClientFrame.model_fields["type"].annotation))
    assert names("fromClient") == asked
    assert set(MESSAGES) == set(DOCUMENT["channels"]["socket"]["messages"]) == names("toClient") | asked


def check_pushes(pushes: Iterable[Push], *kinds: PushKind) -> None:
    """Check the frames of pushes, and that they are of these kinds."""
    sent = list(pushes)
    assert {push.kind for push in sent} == set(kinds)
    for push in sent:
        check(json.loads(frames.event(push)))


def test_notifications_are_told_as_the_document_says() -> None:
    world = notification_world.World()
    world.post(BOB, "@ann look")
    world.retweet(BOB, world.post(ANN))
    world.follow(BOB, ANN)
    world.settle_all()
    assert {push.payload["kind"] for push in world.pushes.sent} == {"mention", "retweet", "follow"}
    check_pushes(world.pushes.sent, PushKind.NOTIFICATION)


def test_messages_reading_and_typing_are_told_as_the_document_says() -> None:
    world, pushes = message_world.World(), FakePushes()
    apply = ApplyConversationChange(world.table, world.table, world.users, pushes, FakeNotificationJobs(), world.clock)
    written = world.write(ANN, BOB).message
    conversation = written.conversation_id
    group = world.group_of(ANN, BOB)
    world.react.run(message_world.viewer(BOB), conversation, written.id, "🎉")
    for before, after in world.table.changes:
        apply.run(ConversationChange(before, after, world.clock.now_ms()))
    apply.run(ReadChange(conversation, BOB, written.id))
    for each in (conversation, group.id):
        ShowTyping(world.find, pushes, world.clock).run(message_world.viewer(ANN), each)
    assert {push.payload.get("change") for push in pushes.sent} == {None, "message", "conversation"}
    check_pushes(pushes.sent, PushKind.MESSAGE, PushKind.MESSAGE_READ, PushKind.TYPING)


def test_edits_and_deletions_of_tweets_are_told_as_the_document_says() -> None:
    told = (Push(kind, tweet_topic(7), 7, tweet_id=7) for kind in (PushKind.TWEET_EDITED, PushKind.TWEET_DELETED))
    check_pushes(told, PushKind.TWEET_EDITED, PushKind.TWEET_DELETED)


@pytest.mark.parametrize("kind", [kind for kind in PushKind if kind not in {PushKind.TWEET_COUNTS, *FOR_APPS}])
def test_facts_that_the_document_does_not_name_are_noticed(kind: PushKind) -> None:
    topic = tweet_topic(7) if kind.startswith("tweet.") else own_topic(TopicKind.HOME, 7)
    with pytest.raises(ValidationError):
        check(json.loads(frames.event(Push(kind, topic, 7, {"any": "fact"}))))


@pytest.mark.parametrize("topic_kind", TopicKind)
def test_every_topic_has_a_name_that_the_document_knows(topic_kind: TopicKind) -> None:
    name = Topic(topic_kind, "" if topic_kind is TopicKind.PUBLIC else "7").name
    Draft202012Validator(DOCUMENT["components"]["schemas"]["TopicName"]).validate(name)


def test_events_that_are_read_at_delivery_are_as_the_document_says() -> None:
    world = SocketWorld()
    world.publish(500, BOB)
    world.connect("a", ANN, "home", "tweet:500")
    new_at_home(world, 501)
    world.deliver.run(about_tweet(PushKind.TWEET_COUNTS))
    sent = world.sockets.frames["a"]
    assert [frame["type"] for frame in sent] == ["home.new", "tweet.counts"]
    for frame in sent:
        check(frame)


def test_answers_are_as_the_document_says() -> None:
    check(json.loads(frames.pong("1")))
    check(json.loads(frames.pong(None)))
    check(json.loads(frames.subscribed("1", ["home:7", "public", "hashtag:birds", "tweet:9"])))
    for code in (Code.BAD_REQUEST, Code.INVALID, Code.NOT_FOUND, Code.LIMIT_REACHED, Code.TOO_LARGE, Code.RATE_LIMITED):
        check(json.loads(frames.error(DomainError(code, "why", field="topics"), "1")))


def test_a_frame_that_the_document_does_not_know_is_noticed() -> None:
    with pytest.raises(ValidationError):
        check({**json.loads(frames.pong("1")), "more": 1})


def test_the_page_about_sockets_gives_the_limits() -> None:
    page = (REPOSITORY / "docs" / "realtime.md").read_text("utf-8")
    assert f"{MAX_FRAME_BYTES // 1024} KB" in page
    assert re.search(rf"\b{MAX_TOPICS} topics", page)
