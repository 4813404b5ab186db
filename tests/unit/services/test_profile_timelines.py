"""The posts of an account on its profile, to each reader."""

from __future__ import annotations

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.graph import Relationship
from linnet.domain.users import AccountStatus
from tests.unit.services.timeline_world import ANN, BOB, CAT, World, ids


def test_a_profile_shows_posts_threads_and_retweets_and_answers_on_demand() -> None:
    world = World()
    first = world.post(ANN)
    thread = world.post(ANN, reply_to=first)
    of_bob = world.post(BOB)
    answer = world.post(ANN, reply_to=of_bob)
    world.retweet(ANN, of_bob)

    assert world.profile_ids(CAT, ANN) == [of_bob.id, thread.id, first.id]
    assert world.profile_ids(None, ANN, replies=True, retweets=False) == [answer.id, thread.id, first.id]


def test_a_profile_can_show_nothing_but_media() -> None:
    world = World()
    world.post(ANN)
    picture = world.post(ANN, media=(7,))

    assert world.profile_ids(None, ANN, media=True) == [picture.id]


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_the_pinned_tweet_stands_first_and_nowhere_else(limit: int) -> None:
    world = World()
    tweets = [world.post(ANN) for _ in range(5)]
    world.change_user(ANN, pinned_tweet_ids=(tweets[2].id,))
    found: list[int] = []
    before: int | None = None
    while True:
        page = world.profile(None, ANN, before=before, limit=limit)
        assert len(page.tweets) <= limit
        found += ids(page)
        before = page.next_before
        if before is None:
            break

    assert found == [tweets[2].id, tweets[4].id, tweets[3].id, tweets[1].id, tweets[0].id]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 10])
def test_pinned_tweets_stand_first_in_their_order_and_each_once(limit: int) -> None:
    world = World()
    tweets = [world.post(ANN) for _ in range(6)]
    pins = (tweets[1].id, tweets[4].id, tweets[2].id)
    world.change_user(ANN, pinned_tweet_ids=pins)
    found: list[int] = []
    before: int | None = None
    while True:
        page = world.profile(None, ANN, before=before, limit=limit)
        found += ids(page)
        before = page.next_before
        if before is None:
            break

    first = list(pins[:limit])
    assert found == first + [each.id for each in reversed(tweets) if each.id not in first]


def test_a_deleted_pinned_tweet_is_not_shown() -> None:
    world = World()
    pinned, other = world.post(ANN), world.post(ANN)
    world.change_user(ANN, pinned_tweet_ids=(pinned.id,))
    world.delete(pinned)

    assert world.profile_ids(None, ANN) == [other.id]


def test_a_mute_does_not_hide_a_profile() -> None:
    world = World()
    tweet = world.post(ANN)
    world.graph.change(Relationship(BOB, ANN, muted_until_ms=0))

    assert world.profile_ids(BOB, ANN) == [tweet.id]


def test_who_is_blocked_gets_a_404_and_who_blocks_sees_no_posts() -> None:
    world = World()
    world.post(ANN)
    world.block(ANN, BOB)

    with pytest.raises(DomainError) as refused:
        world.profile(BOB, ANN)
    assert refused.value.code is Code.NOT_FOUND
    world.post(BOB)
    assert world.profile_ids(ANN, BOB) == []


@pytest.mark.parametrize("user_id", [999, CAT])
def test_a_profile_that_is_not_there_gets_a_404(user_id: int) -> None:
    world = World()
    world.change_user(CAT, status=AccountStatus.SUSPENDED)

    with pytest.raises(DomainError) as refused:
        world.profile(None, user_id)
    assert refused.value.code is Code.NOT_FOUND


def test_a_protected_profile_shows_its_posts_to_followers_only() -> None:
    world = World()
    tweet = world.post(ANN)
    world.change_user(ANN, protected=True)
    world.follow(BOB, ANN)

    assert world.profile_ids(BOB, ANN) == [tweet.id]
    assert world.profile_ids(ANN, ANN) == [tweet.id]
    assert world.profile_ids(CAT, ANN) == []
    assert world.profile_ids(None, ANN) == []


def test_a_profile_page_makes_two_trips() -> None:
    world = World()
    world.post(ANN)
    world.retweet(ANN, world.post(BOB))
    world.parallel.sizes.clear()

    world.profile(CAT, ANN)

    assert len(world.parallel.sizes) == 2
