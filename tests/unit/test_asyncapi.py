"""The AsyncAPI document says what is sent and taken: every frame that the code makes is checked against it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema_rs import Draft202012Validator, ValidationError

from linnet.domain.errors import Code, DomainError
from linnet.domain.pushes import Push, PushKind, Topic, TopicKind
from linnet.domain.sockets import MAX_FRAME_BYTES, MAX_TOPICS
from linnet.facades.native import frames
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
    assert names("toClient") == {str(kind) for kind in PushKind} | ANSWERS
    asked = set(get_args(frames.ClientFrame.model_fields["type"].annotation))
    assert names("fromClient") == asked
    assert set(MESSAGES) == set(DOCUMENT["channels"]["socket"]["messages"]) == names("toClient") | asked


@pytest.mark.parametrize("kind", [kind for kind in PushKind if kind not in ("home.new", "feed.new", "tweet.counts")])
@pytest.mark.parametrize("topic_kind", TopicKind)
def test_events_are_as_the_document_says(kind: PushKind, topic_kind: TopicKind) -> None:
    topic = Topic(topic_kind, "" if topic_kind is TopicKind.PUBLIC else "7")
    check(json.loads(frames.event(Push(kind, topic, 7, {"any": "fact"}))))


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
