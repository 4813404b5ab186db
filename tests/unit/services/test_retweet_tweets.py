"""Retweeting, and taking it back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.graph import Relationship
from linnet.domain.tweets import Audience, Retweet
from linnet.services.already_so import AlreadySo
from linnet.services.retweet_tweet import RetweetTweet, UndoRetweet
from tests.fakes.environment import ScriptedIds
from tests.unit.services.tweet_world import ANN, BOB, CAT, World, viewer


@pytest.fixture
def world() -> World:
    return World()


def code_of(refused: pytest.ExceptionInfo[DomainError]) -> Code:
    return refused.value.code


def test_a_retweet_shows_at_once(world: World) -> None:
    tweet = world.post(ANN)

    shown = world.retweet(BOB, tweet.id)

    assert shown.flags.retweeted
    assert shown.counts.retweets == 1
    assert world.table.posts[shown.flags.retweet_id or 0] == Retweet(shown.flags.retweet_id or 0, BOB, tweet.id, ANN)


def test_retweeting_twice_is_a_conflict_that_says_how_it_stands(world: World) -> None:
    tweet = world.post(ANN)
    first = world.retweet(BOB, tweet.id)

    with pytest.raises(DomainError) as refused:
        world.retweet(BOB, tweet.id)

    assert code_of(refused) is Code.CONFLICT
    assert refused.value.details == {"retweeted": True, "retweetId": str(first.flags.retweet_id)}


def test_retweeting_a_retweet_retweets_the_original(world: World) -> None:
    tweet = world.post(ANN)
    retweet_id = world.retweet(BOB, tweet.id).flags.retweet_id
    assert retweet_id is not None

    shown = world.retweet(CAT, retweet_id)

    assert shown.tweet.id == tweet.id
    assert world.table.engagements[CAT, tweet.id].retweeted


def test_one_may_retweet_oneself(world: World) -> None:
    assert world.retweet(ANN, world.post(ANN, audience=Audience.UNLISTED).id).flags.retweeted


@pytest.mark.parametrize("actor_id", [ANN, BOB])
def test_what_is_for_followers_only_cannot_be_retweeted(world: World, actor_id: int) -> None:
    world.pairs.put(Relationship(BOB, ANN, follow_id=1))
    narrow, wide = world.post(ANN, audience=Audience.FOLLOWERS), world.post(ANN)
    world.set_user(replace(world.identity.users[ANN], protected=True))

    for tweet in (narrow, wide):
        with pytest.raises(DomainError) as refused:
            world.retweet(actor_id, tweet.id)
        assert code_of(refused) is Code.FORBIDDEN


def test_what_one_may_not_see_cannot_be_retweeted(world: World) -> None:
    tweet = world.post(ANN)
    world.pairs.block(ANN, BOB)

    with pytest.raises(DomainError) as refused:
        world.retweet(BOB, tweet.id)

    assert code_of(refused) is Code.NOT_FOUND


def test_a_retweet_takes_a_new_id_when_its_first_is_taken(world: World) -> None:
    tweet = world.post(ANN)
    world.ids = ScriptedIds(tweet.id, 78)

    assert world.retweet(BOB, tweet.id).flags.retweet_id == 78


def test_a_retweet_is_taken_back_by_either_id(world: World) -> None:
    tweet = world.post(ANN)
    world.retweet(BOB, tweet.id)
    world.undo(viewer(BOB), tweet.id)
    retweet_id = world.retweet(BOB, tweet.id).flags.retweet_id
    assert retweet_id is not None

    world.undo(viewer(BOB), retweet_id)

    assert not world.read.one(viewer(BOB), tweet.id).flags.retweeted
    assert list(world.table.posts) == [tweet.id]


def test_taking_back_twice_is_a_conflict_that_says_how_it_stands(world: World) -> None:
    tweet = world.post(ANN)

    with pytest.raises(DomainError) as refused:
        world.undo(viewer(BOB), tweet.id)

    assert (code_of(refused), refused.value.details) == (Code.CONFLICT, {"retweeted": False})


def test_a_retweet_can_be_taken_back_when_its_original_is_hidden(world: World) -> None:
    tweet = world.post(ANN)
    world.retweet(BOB, tweet.id)
    world.pairs.block(ANN, BOB)

    world.undo(viewer(BOB), tweet.id)

    with pytest.raises(DomainError) as refused:
        world.undo(viewer(BOB), tweet.id)
    assert code_of(refused) is Code.NOT_FOUND


def test_a_retweet_that_stands_is_told_with_its_id(world: World) -> None:
    tweet = world.post(ANN)
    with pytest.raises(AlreadySo) as missing:
        world.undo(viewer(BOB), tweet.id)
    first = world.retweet(BOB, tweet.id)
    with pytest.raises(AlreadySo) as twice:
        world.retweet(BOB, tweet.id)
    assert missing.value.shown.flags.retweet_id is None
    assert twice.value.shown.flags.retweet_id == first.flags.retweet_id


def test_a_retweet_is_a_post_of_its_own(world: World) -> None:
    tweet = world.post(ANN)
    service = RetweetTweet(world.table, world.find, world.made)
    shown = service.run(viewer(BOB), tweet.id)

    post = service.as_post(viewer(BOB), shown)

    assert post.retweet == world.table.posts[post.entry_id]
    assert post.retweeter is not None
    assert (post.retweeter.id, post.tweet.id) == (BOB, tweet.id)


def test_a_retweet_taken_back_shows_the_original_at_once(world: World) -> None:
    tweet = world.post(ANN)
    world.retweet(BOB, tweet.id)
    service = UndoRetweet(world.table, world.table, world.find, world.parallel)

    shown = service.and_read(viewer(BOB), tweet.id)

    assert (shown.tweet.id, shown.flags.retweeted, shown.counts.retweets) == (tweet.id, False, 0)
