"""Likes, taking them back, and the lists of who did what to a tweet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.graph import Relationship
from linnet.domain.paging import PageRange
from linnet.domain.tweets import Audience, Flags, Tweet, TweetCounts
from linnet.domain.users import Viewer
from linnet.services.already_so import AlreadySo
from linnet.services.like_tweet import LikeTweet, UnlikeTweet
from linnet.services.list_engagements import Engaged, ListEngagements
from linnet.services.read_user_likes import ReadUserLikes
from tests.fakes.tweets import FakeTweets
from tests.unit.services.tweet_world import ANN, BOB, CAT, World, viewer


@pytest.fixture
def world() -> World:
    return World()


def like(world: World, actor_id: int, tweet_id: int) -> TweetCounts:
    world.clock.advance(10)
    return LikeTweet(world.table, world.find, world.made, world.parallel).run(viewer(actor_id), tweet_id).counts


def unlike(world: World, actor_id: int, tweet_id: int) -> TweetCounts:
    world.clock.advance(10)
    return UnlikeTweet(world.table, world.find, world.made, world.parallel).run(viewer(actor_id), tweet_id).counts


def liked(world: World, actor_id: int, tweet_id: int) -> bool:
    return world.table.engagements.get((actor_id, tweet_id), Flags()).liked


def listed(
    world: World, reader: Viewer | None, tweet_id: int, engaged: Engaged = Engaged.LIKED, limit: int = 20
) -> list[int]:
    lists = ListEngagements(world.read, world.table, world.parallel)
    found: list[int] = []
    position: int | None = None
    while True:
        page = lists.accounts(reader, tweet_id, engaged, PageRange(limit, position))
        found += [user.id for user in page.users]
        position = page.next_before
        if position is None:
            return found


def likes_of(world: World, reader: Viewer | None, user_id: int, limit: int = 20) -> list[int]:
    service = ReadUserLikes(world.read, world.accounts, world.table)
    found: list[int] = []
    before: int | None = None
    while True:
        page = service.run(reader, user_id, PageRange(limit, before))
        found += [shown.tweet.id for shown in page.tweets]
        before = page.next_before
        if before is None:
            return found


def test_a_like_shows_at_once_before_it_is_counted(world: World) -> None:
    tweet = world.post(ANN)

    assert like(world, BOB, tweet.id).likes == 1

    seen = world.read.one(viewer(BOB), tweet.id)
    assert (seen.flags.liked, seen.counts.likes) == (True, 1)
    assert world.read.one(viewer(CAT), tweet.id).counts.likes == 0


def test_a_like_that_is_counted_shows_once(world: World) -> None:
    tweet = world.post(ANN)
    like(world, BOB, tweet.id)
    counted = world.table.engagements[BOB, tweet.id].newest_act
    world.table.posts[tweet.id] = replace(world.stored(tweet.id), counts=TweetCounts(likes=1), counted_act=counted)

    assert world.read.one(viewer(BOB), tweet.id).counts.likes == 1
    assert unlike(world, BOB, tweet.id).likes == 0
    assert world.read.one(viewer(BOB), tweet.id).counts.likes == 0


def test_a_second_like_is_a_conflict_that_tells_what_is_so(world: World) -> None:
    tweet = world.post(ANN)
    like(world, BOB, tweet.id)

    with pytest.raises(DomainError) as refused:
        like(world, BOB, tweet.id)

    assert (refused.value.code, refused.value.details) == (Code.CONFLICT, {"liked": True, "likes": 1})
    assert liked(world, BOB, tweet.id)


def test_taking_back_what_is_not_liked_is_a_conflict(world: World) -> None:
    tweet = world.post(ANN)
    like(world, BOB, tweet.id)
    assert unlike(world, BOB, tweet.id).likes == 0

    with pytest.raises(DomainError) as refused:
        unlike(world, BOB, tweet.id)

    assert (refused.value.code, refused.value.details) == (Code.CONFLICT, {"liked": False, "likes": 0})


def test_what_one_may_not_see_cannot_be_liked(world: World) -> None:
    tweet = world.post(ANN)
    hidden = world.post(ANN, audience=Audience.FOLLOWERS)
    world.pairs.block(ANN, CAT)

    for actor, target in ((CAT, tweet.id), (BOB, hidden.id), (BOB, 99)):
        with pytest.raises(DomainError) as refused:
            like(world, actor, target)
        assert refused.value.code is Code.NOT_FOUND
        assert not liked(world, actor, target)


def test_a_deleted_tweet_cannot_be_liked(world: World) -> None:
    tweet = world.post(ANN)
    world.delete(viewer(ANN), tweet.id)

    with pytest.raises(DomainError) as refused:
        like(world, BOB, tweet.id)

    assert refused.value.code is Code.NOT_FOUND
    assert not liked(world, BOB, tweet.id)


def test_a_refused_like_leaves_the_one_that_stood_before(world: World) -> None:
    tweet = world.post(ANN)
    like(world, BOB, tweet.id)
    world.pairs.block(ANN, BOB)

    with pytest.raises(DomainError):
        like(world, BOB, tweet.id)

    assert liked(world, BOB, tweet.id)


def test_a_like_can_be_taken_back_when_its_tweet_is_hidden(world: World) -> None:
    tweet = world.post(ANN)
    like(world, BOB, tweet.id)
    world.pairs.block(ANN, BOB)

    with pytest.raises(DomainError) as refused:
        unlike(world, BOB, tweet.id)

    assert refused.value.code is Code.NOT_FOUND
    assert not liked(world, BOB, tweet.id)


def test_the_id_of_a_retweet_stands_for_its_original(world: World) -> None:
    tweet = world.post(ANN)
    retweet_id = world.retweet(BOB, tweet.id).flags.retweet_id
    assert retweet_id is not None

    like(world, CAT, retweet_id)
    assert liked(world, CAT, tweet.id)
    assert not liked(world, CAT, retweet_id)

    unlike(world, CAT, retweet_id)
    assert not liked(world, CAT, tweet.id)


@pytest.mark.parametrize("limit", [1, 2, 20])
def test_who_likes_a_tweet_is_listed_newest_first_at_any_page_size(world: World, limit: int) -> None:
    tweet = world.post(ANN)
    for actor in (BOB, ANN, CAT):
        like(world, actor, tweet.id)
        world.clock.advance(10)

    assert listed(world, viewer(ANN), tweet.id, limit=limit) == [CAT, ANN, BOB]
    assert listed(world, None, tweet.id, limit=limit) == [CAT, ANN, BOB]


def test_who_retweeted_a_tweet_is_listed(world: World) -> None:
    tweet = world.post(ANN)
    for actor in (BOB, CAT):
        world.clock.advance(10)
        world.retweet(actor, tweet.id)

    assert listed(world, viewer(ANN), tweet.id, Engaged.RETWEETED) == [CAT, BOB]


def test_lists_do_not_name_who_blocks_the_reader_or_is_blocked(world: World) -> None:
    tweet = world.post(ANN)
    like(world, BOB, tweet.id)
    like(world, CAT, tweet.id)
    world.pairs.block(BOB, CAT)

    assert listed(world, viewer(CAT), tweet.id) == [CAT]
    assert listed(world, viewer(BOB), tweet.id) == [BOB]


def test_lists_name_protected_accounts_to_their_followers_only(world: World) -> None:
    tweet = world.post(ANN)
    like(world, BOB, tweet.id)
    world.set_user(replace(world.identity.users[BOB], protected=True))

    assert listed(world, viewer(CAT), tweet.id) == []
    assert listed(world, None, tweet.id) == []
    assert listed(world, viewer(BOB), tweet.id) == [BOB]
    world.pairs.put(Relationship(CAT, BOB, follow_id=5))
    assert listed(world, viewer(CAT), tweet.id) == [BOB]


def test_lists_of_what_one_may_not_see_are_not_found(world: World) -> None:
    hidden = world.post(ANN, audience=Audience.FOLLOWERS)
    lists = ListEngagements(world.read, world.table, world.parallel)

    for call in (
        lambda: lists.accounts(viewer(BOB), hidden.id, Engaged.LIKED, PageRange(20)),
        lambda: lists.quotes(None, hidden.id, PageRange(20)),
    ):
        with pytest.raises(DomainError) as refused:
            call()
        assert refused.value.code is Code.NOT_FOUND


def test_the_readers_own_like_is_listed_before_the_index_has_it_and_not_after_its_end(world: World) -> None:
    tweet = world.post(ANN)
    like(world, BOB, tweet.id)
    knows_nothing, knows_what_is_over = FakeTweets(), FakeTweets()
    knows_what_is_over.like(BOB, tweet.id, 7)

    early = ListEngagements(world.read, knows_nothing, world.parallel)
    page = early.accounts(viewer(BOB), tweet.id, Engaged.LIKED, PageRange(20))
    assert [user.id for user in page.users] == [BOB]

    unlike(world, BOB, tweet.id)
    late = ListEngagements(world.read, knows_what_is_over, world.parallel)
    assert late.accounts(viewer(BOB), tweet.id, Engaged.LIKED, PageRange(20)).users == ()


@pytest.mark.parametrize("limit", [1, 3])
def test_quotes_are_listed_newest_first_without_deleted_and_hidden_ones(world: World, limit: int) -> None:
    tweet = world.post(ANN)
    first, gone, third, blocked = (
        world.post(author, f"quote {author}", quote_of=tweet.id) for author in (BOB, BOB, BOB, CAT)
    )
    world.delete(viewer(BOB), gone.id)
    world.pairs.block(CAT, ANN)
    lists = ListEngagements(world.read, world.table, world.parallel)

    found: list[int] = []
    before: int | None = None
    while True:
        page = lists.quotes(viewer(ANN), tweet.id, PageRange(limit, before))
        found += [shown.tweet.id for shown in page.tweets]
        before = page.next_before
        if before is None:
            break

    assert found == [third.id, first.id]
    assert blocked.id not in found


@pytest.mark.parametrize("limit", [1, 2, 20])
def test_what_an_account_likes_is_listed_by_tweet_whatever_else_it_did(world: World, limit: int) -> None:
    tweets = [world.post(ANN, f"{number}") for number in range(7)]
    for tweet in tweets[::3]:
        like(world, BOB, tweet.id)
    world.retweet(BOB, tweets[1].id)
    like(world, BOB, tweets[2].id)
    unlike(world, BOB, tweets[2].id)

    assert likes_of(world, viewer(CAT), BOB, limit) == [tweet.id for tweet in tweets[::3]][::-1]


def test_private_likes_are_shown_to_their_owner_only(world: World) -> None:
    tweet = world.post(ANN)
    like(world, BOB, tweet.id)
    account = world.identity.accounts[BOB]
    world.identity.accounts[BOB] = replace(account, settings=replace(account.settings, likes_public=False))

    assert likes_of(world, viewer(BOB), BOB) == [tweet.id]
    for reader in (viewer(CAT), None):
        with pytest.raises(DomainError) as refused:
            likes_of(world, reader, BOB)
        assert refused.value.code is Code.FORBIDDEN


def test_likes_of_protected_accounts_are_shown_to_followers_only(world: World) -> None:
    tweet = world.post(ANN)
    like(world, BOB, tweet.id)
    world.set_user(replace(world.identity.users[BOB], protected=True))

    with pytest.raises(DomainError) as refused:
        likes_of(world, viewer(CAT), BOB)
    assert refused.value.code is Code.FORBIDDEN
    world.pairs.put(Relationship(CAT, BOB, follow_id=5))
    assert likes_of(world, viewer(CAT), BOB) == [tweet.id]


def test_likes_of_who_blocks_the_reader_are_not_found(world: World) -> None:
    world.pairs.block(BOB, CAT)
    with pytest.raises(DomainError) as refused:
        likes_of(world, viewer(CAT), BOB)
    assert refused.value.code is Code.NOT_FOUND


def test_a_failing_store_leaves_no_like(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tweet = world.post(ANN)

    def broken(*_: object) -> dict[int, Tweet]:
        raise RuntimeError("the store is away")

    monkeypatch.setattr(world.pairs, "exclusions", broken)
    with pytest.raises(RuntimeError):
        like(world, BOB, tweet.id)
    assert not liked(world, BOB, tweet.id)


def test_what_is_so_already_is_told_with_the_tweet_as_it_stands(world: World) -> None:
    tweet = world.post(ANN)
    with pytest.raises(AlreadySo) as unliked:
        unlike(world, BOB, tweet.id)
    like(world, BOB, tweet.id)
    with pytest.raises(AlreadySo) as twice:
        like(world, BOB, tweet.id)
    assert [each.value.shown.flags.liked for each in (unliked, twice)] == [False, True]
    assert twice.value.shown.counts.likes == 1
