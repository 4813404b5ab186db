"""Who is notified of an edit."""

from __future__ import annotations

import random

import pytest

from linnet.domain.notifications import Kind
from linnet.services.notify import MAX_TOLD_OF_EDIT
from tests.unit.services.notification_world import ANN, BOB, CAT, DAN, World


@pytest.fixture
def world() -> World:
    return World()


def test_an_edit_notifies_who_is_named_now_and_no_longer_who_was(world: World) -> None:
    tweet = world.post(ANN, "hello @bob")
    world.settle_all()
    world.edit(tweet, "hello @cat")
    world.settle_all(order=random.Random(3))

    assert world.told(BOB) == []
    assert world.told(CAT) == [(Kind.MENTION, [ANN])]


def test_an_edit_is_told_once_to_those_who_did_something_with_the_tweet(world: World) -> None:
    tweet = world.post(ANN)
    world.retweet(BOB, tweet)
    world.post(CAT, "look", quote=tweet)
    world.like(DAN, tweet)
    world.settle_all()
    for text in ("hello there", "hello again"):
        world.edit(tweet, text)
        world.settle_all(times=2)
        world.clock.advance(1000)

    for reader in (BOB, CAT, DAN):
        assert world.told(reader) == [(Kind.EDIT, [ANN])]
    assert Kind.EDIT not in {kind for kind, _ in world.told(ANN)}


def test_an_edit_disturbs_no_more_than_the_newest_of_each_kind(world: World) -> None:
    tweet = world.post(ANN)
    fans = range(1_000, 1_000 + MAX_TOLD_OF_EDIT + 5)
    for fan in fans:
        world.sign_up(fan, f"fan{fan}")
        world.retweet(fan, tweet)
    world.edit(tweet, "hello there")
    world.settle_all()

    assert [fan for fan in fans if not world.groups(fan)] == list(fans)[:5]


def test_an_edit_of_what_is_gone_is_not_told(world: World) -> None:
    tweet = world.post(ANN)
    world.retweet(BOB, tweet)
    world.edit(tweet, "hello there")
    world.delete(tweet)
    world.settle_all()

    assert world.groups(BOB) == []
