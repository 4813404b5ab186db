"""What happens to posts reaches the apps that watch home and feeds: their own, edits, deletions."""

from __future__ import annotations

import pytest

from linnet.domain.pushes import PUBLIC_TOPIC, PushKind, Topic, TopicKind, hashtag_topic, own_topic
from linnet.domain.sockets import Connection
from linnet.domain.tweets import Audience
from tests.unit.services.timeline_world import ANN, BOB, CAT, World

FOR_APPS = (PushKind.STATUS_NEW, PushKind.STATUS_EDITED, PushKind.STATUS_DELETED)


@pytest.fixture
def world() -> World:
    """Return a world in which Bob follows Ann, and both watch what they can."""
    world = World()
    world.follow(BOB, ANN)
    for user_id in (ANN, BOB, CAT):
        watching = Connection(str(user_id), user_id, 1, "sha", world.clock.now_ms())
        world.connections.add(watching)
        world.connections.subscribe(watching, [home(user_id), PUBLIC_TOPIC, hashtag_topic("birds")])
    return world


def home(user_id: int) -> Topic:
    return own_topic(TopicKind.HOME, user_id)


def told(world: World, kind: PushKind) -> set[Topic]:
    return {push.topic for push in world.pushes.sent if push.kind is kind}


def test_ones_own_post_is_told_to_ones_own_home_alone(world: World) -> None:
    world.post(ANN)
    world.settle()
    assert told(world, PushKind.STATUS_NEW) == {home(ANN)}


def test_an_answer_to_somebody_else_does_not_come_home_to_its_author(world: World) -> None:
    asked = world.post(CAT)
    world.settle()
    world.pushes.sent.clear()
    world.post(ANN, reply_to=asked)
    world.settle()
    assert told(world, PushKind.STATUS_NEW) == set()


def test_an_edit_is_told_to_author_followers_and_the_feeds_that_keep_it(world: World) -> None:
    tweet = world.post(ANN, "look #birds")
    world.settle()
    world.edit(tweet, text="look again", edited_ms=world.clock.now_ms())
    world.settle()
    assert told(world, PushKind.STATUS_EDITED) == {home(ANN), home(BOB), PUBLIC_TOPIC}
    # It left the hashtag.
    assert told(world, PushKind.STATUS_DELETED) == {hashtag_topic("birds")}


def test_two_edits_are_two_events(world: World) -> None:
    tweet = world.post(ANN)
    world.settle()
    for number in (1, 2):
        world.edit(tweet, text=f"edit {number}", edited_ms=world.clock.now_ms() + number)
        world.settle()
    edits = [push for push in world.pushes.sent if push.kind is PushKind.STATUS_EDITED and push.topic == home(BOB)]
    assert len({push.occurrence for push in edits}) == len(edits) == 2


def test_a_change_of_totals_is_no_edit(world: World) -> None:
    tweet = world.post(ANN)
    world.settle()
    world.edit(tweet, counted_act=5)
    world.settle()
    assert told(world, PushKind.STATUS_EDITED) == set()


def test_a_deletion_is_told_to_whoever_may_have_it(world: World) -> None:
    tweet = world.post(ANN, "look #birds")
    world.settle()
    world.delete(tweet)
    world.settle()
    assert told(world, PushKind.STATUS_DELETED) == {home(ANN), home(BOB), PUBLIC_TOPIC, hashtag_topic("birds")}


def test_what_was_for_followers_is_told_in_no_feed(world: World) -> None:
    tweet = world.post(ANN, "look #birds", audience=Audience.FOLLOWERS)
    world.settle()
    world.delete(tweet)
    world.settle()
    assert told(world, PushKind.STATUS_DELETED) == {home(ANN), home(BOB)}


def test_nobody_is_sent_anything_who_does_not_watch() -> None:
    world = World()
    world.follow(BOB, ANN)
    tweet = world.post(ANN, "look #birds")
    world.settle()
    world.delete(tweet)
    world.settle()
    assert [push for push in world.pushes.sent if push.kind in FOR_APPS] == []
