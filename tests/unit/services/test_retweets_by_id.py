"""What the id of a retweet stands for: read, it is the retweet; acted upon, its original."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from linnet.domain.drafts import Draft
from linnet.domain.errors import Code, DomainError
from linnet.domain.graph import Relationship
from linnet.domain.paging import PageRange
from linnet.domain.tweets import Audience
from linnet.domain.users import AccountStatus
from linnet.domain.views import ShownTweet
from linnet.services.edit_tweet import Revision
from linnet.services.like_tweet import LikeTweet, UnlikeTweet
from linnet.services.list_engagements import Engaged, ListEngagements
from tests.fakes.environment import SequentialParallel
from tests.unit.services.tweet_world import ANN, BOB, CAT, World, viewer


@pytest.fixture
def world() -> World:
    return World()


def retweeted(world: World, actor_id: int, tweet_id: int) -> int:
    retweet_id = world.retweet(actor_id, tweet_id).flags.retweet_id
    assert retweet_id is not None
    return retweet_id


def places(shown: Sequence[ShownTweet]) -> list[int]:
    return [each.entry_id for each in shown]


def test_a_retweet_is_read_with_its_original_and_who_retweeted_it(world: World) -> None:
    quoted = world.post(CAT)
    tweet = world.post(ANN, quote_of=quoted.id)
    retweet_id = retweeted(world, BOB, tweet.id)

    shown = world.read.one(viewer(BOB), retweet_id)

    assert (shown.tweet.id, shown.author.id, shown.entry_id) == (tweet.id, ANN, retweet_id)
    assert shown.retweeter is not None
    assert shown.retweeter.id == BOB
    assert shown.flags.retweeted
    assert shown.quote is not None
    assert world.read.one(None, retweet_id).retweet == shown.retweet


def test_retweets_and_tweets_are_read_in_the_order_of_their_ids(world: World) -> None:
    first, second = world.post(ANN), world.post(ANN)
    retweet_id = retweeted(world, BOB, first.id)

    shown = world.read.by_ids(None, [second.id, retweet_id, 7, first.id, retweet_id])

    assert places(shown) == [second.id, retweet_id, first.id]


@pytest.mark.parametrize(
    "hide",
    [
        lambda world, tweet, _: world.delete(viewer(ANN), tweet),
        lambda world, tweet, _: world.undo(viewer(BOB), tweet),
        lambda world, *_: world.pairs.block(CAT, BOB),
        lambda world, *_: world.pairs.block(ANN, CAT),
        lambda world, *_: world.set_user(replace(world.identity.users[BOB], status=AccountStatus.SUSPENDED)),
        lambda world, *_: world.set_user(replace(world.identity.users[ANN], protected=True)),
        lambda world, *_: world.set_user(replace(world.identity.users[BOB], protected=True)),
        lambda world, tweet, _: world.edit(ANN, tweet, Revision("for few", audience=Audience.FOLLOWERS)),
    ],
    ids=[
        "original deleted",
        "taken back",
        "retweeter blocked",
        "blocked by the author",
        "retweeter suspended",
        "author protected",
        "retweeter protected",
        "audience narrowed",
    ],
)
def test_a_retweet_that_one_may_not_see_is_not_found(world: World, hide: Callable[[World, int, int], object]) -> None:
    tweet = world.post(ANN)
    retweet_id = retweeted(world, BOB, tweet.id)
    assert world.read.one(viewer(CAT), retweet_id).tweet == tweet

    hide(world, tweet.id, retweet_id)

    for read in (world.read.one, world.find.visible):
        with pytest.raises(DomainError) as refused:
            read(viewer(CAT), retweet_id)
        assert refused.value.code is Code.NOT_FOUND
    assert world.read.by_ids(viewer(CAT), [retweet_id]) == []


def test_the_retweet_of_a_protected_account_is_read_by_its_followers(world: World) -> None:
    retweet_id = retweeted(world, BOB, world.post(ANN).id)
    world.set_user(replace(world.identity.users[BOB], protected=True))
    world.pairs.put(Relationship(CAT, BOB, follow_id=5))

    assert world.read.one(viewer(CAT), retweet_id).entry_id == retweet_id
    assert world.read.one(viewer(BOB), retweet_id).entry_id == retweet_id


def test_a_retweet_takes_as_many_trips_as_a_tweet_whose_author_is_not_cached(world: World) -> None:
    tweet = world.post(ANN)
    retweet_id = retweeted(world, BOB, tweet.id)
    parallel = SequentialParallel()
    read = replace(world.read, parallel=parallel)

    read.one(viewer(CAT), tweet.id)
    of_tweet = len(parallel.sizes)
    read.one(viewer(CAT), retweet_id)

    # Tweets beside the log, which are a trip within the first, then the author, or all that the retweet names.
    assert (of_tweet, len(parallel.sizes) - of_tweet) == (3, 3)


def test_a_like_of_a_retweet_is_one_of_its_original_and_leaves_none_behind(world: World) -> None:
    tweet = world.post(ANN)
    retweet_id = retweeted(world, BOB, tweet.id)

    shown = LikeTweet(world.table, world.find, world.made, world.parallel).run(viewer(CAT), retweet_id)
    assert (shown.entry_id, shown.flags.liked) == (tweet.id, True)
    assert world.table.flags(CAT, [tweet.id])[tweet.id].liked
    assert not world.table.engagements[CAT, retweet_id].liked

    shown = UnlikeTweet(world.table, world.find, world.made, world.parallel).run(viewer(CAT), retweet_id)
    assert (shown.entry_id, shown.flags.liked) == (tweet.id, False)
    assert not world.table.flags(CAT, [tweet.id])[tweet.id].liked


def test_a_like_is_taken_back_by_a_retweet_that_is_no_longer_seen(world: World) -> None:
    tweet = world.post(ANN)
    retweet_id = retweeted(world, BOB, tweet.id)
    LikeTweet(world.table, world.find, world.made, world.parallel).run(viewer(CAT), tweet.id)
    world.pairs.block(BOB, CAT)

    UnlikeTweet(world.table, world.find, world.made, world.parallel).run(viewer(CAT), retweet_id)

    assert not world.table.flags(CAT, [tweet.id])[tweet.id].liked


def test_lists_under_a_retweet_are_those_of_its_original(world: World) -> None:
    tweet = world.post(ANN)
    retweet_id = retweeted(world, BOB, tweet.id)
    LikeTweet(world.table, world.find, world.made, world.parallel).run(viewer(CAT), tweet.id)
    quote = world.post(CAT, quote_of=tweet.id)
    answer = world.post(CAT, reply_to=tweet.id)
    lists = ListEngagements(world.read, world.table, world.parallel)

    def named(engaged: Engaged) -> list[int]:
        return [user.id for user in lists.accounts(None, retweet_id, engaged, PageRange(1)).users]

    assert (named(Engaged.LIKED), named(Engaged.RETWEETED)) == ([CAT], [BOB])
    assert places(lists.quotes(None, retweet_id, PageRange(1)).tweets) == [quote.id]
    thread = world.thread(None, retweet_id, None, 20)
    assert (thread.tweet.entry_id, thread.tweet.tweet.counts.replies) == (tweet.id, 1)
    assert places(thread.replies) == [answer.id]


def test_the_history_of_a_retweet_is_that_of_its_original(world: World) -> None:
    tweet = world.post(ANN)
    retweet_id = retweeted(world, BOB, tweet.id)
    world.edit(ANN, tweet.id, Revision("better"))

    assert [version.text for version in world.history(None, retweet_id)] == ["hello", "better"]


def test_who_answers_a_retweet_answers_its_original(world: World) -> None:
    tweet = world.post(ANN)
    retweet_id = retweeted(world, BOB, tweet.id)

    assert world.publish(CAT, Draft("yes", in_reply_to=retweet_id)).tweet.reply_to_id == tweet.id


def test_ones_own_tweet_is_pinned_by_a_retweet_of_it(world: World) -> None:
    tweet = world.post(ANN)

    world.pins.pin(viewer(ANN), retweeted(world, ANN, tweet.id))

    assert world.identity.users[ANN].pinned_tweet_ids == (tweet.id,)
