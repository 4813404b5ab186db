"""What every store of totals must do for their repair: the fake and every engine through one suite."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.adapters.dynamodb.binding import Connect
from linnet.adapters.dynamodb.counters import DynamoCounters
from linnet.adapters.dynamodb.identity_rows import user_of
from linnet.adapters.dynamodb.tweet_rows import COUNTS, post_of, row_of_retweet, row_of_tweet
from linnet.domain.counting import Addition, Holder, Target, Total
from linnet.domain.reconciling import Standing
from linnet.domain.text import Entities
from linnet.domain.tweets import Retweet, Tweet, TweetCounts
from linnet.domain.users import UserCounts
from tests.contract.conftest import ENGINES, Reach
from tests.contract.test_counters import ANN, NOBODY, SHARD, TWEET, Tables, additions
from tests.fakes.counters import FakeCounters

Counters = FakeCounters | DynamoCounters


@pytest.fixture(params=["fake", *ENGINES])
def counters(request: pytest.FixtureRequest, reach: Reach) -> Counters:
    """Return totals with their repair; `DynamoCounters` has both ports, as the fake does."""
    if request.param == "fake":
        return FakeCounters([ANN, TWEET])
    return Tables(reach(request.param)).counters


def look(counters: Counters, target: Target = ANN) -> Standing:
    standing = counters.look(target)
    assert standing is not None
    return standing


def test_totals_that_never_moved_are_nothing(counters: Counters) -> None:
    assert set(look(counters).counts.values()) == {0}
    assert set(look(counters, TWEET).counts.values()) == {0}
    assert look(counters, TWEET).conversation_id == TWEET.id


def test_accounts_and_tweets_have_totals_of_their_own(counters: Counters) -> None:
    assert set(look(counters).counts) == {Total.FOLLOWERS, Total.FOLLOWING, Total.TWEETS}
    assert set(look(counters, TWEET).counts) == set(Total) - set(look(counters).counts)


def test_looking_twice_sees_the_same(counters: Counters) -> None:
    counters.apply(ANN, SHARD, additions((1, 1)))
    assert look(counters) == look(counters)


def test_a_count_changes_what_is_seen_and_a_sum_of_nothing_its_marks(counters: Counters) -> None:
    counters.apply(ANN, SHARD, additions((1, 1)))
    seen = look(counters)
    assert seen.counts[Total.FOLLOWERS] == 1
    counters.apply(ANN, SHARD, additions((2, 1), (3, -1)))
    assert look(counters).counts == seen.counts
    assert look(counters).marks != seen.marks


def test_the_newest_counted_act_is_seen(counters: Counters) -> None:
    counters.apply(TWEET, "one", [Addition(1, {Total.LIKES: 1}, 40)])
    counters.apply(TWEET, "another", [Addition(1, {Total.LIKES: 1}, 30)])
    assert look(counters, TWEET).counted_act == 40


def test_what_does_not_exist_is_not_seen_and_not_repaired(counters: Counters) -> None:
    assert counters.look(NOBODY) is None
    assert not counters.repair(NOBODY, look(counters), {Total.FOLLOWERS: 1})
    assert counters.look(NOBODY) is None


def test_totals_are_set_to_what_there_is(counters: Counters) -> None:
    counters.apply(ANN, SHARD, additions((1, 1)))
    seen = look(counters)
    assert counters.repair(ANN, seen, {Total.FOLLOWERS: 7, Total.TWEETS: 2})
    assert look(counters) == replace(seen, counts={**seen.counts, Total.FOLLOWERS: 7, Total.TWEETS: 2})


def test_a_repaired_total_goes_on_counting(counters: Counters) -> None:
    counters.apply(ANN, SHARD, additions((1, 1)))
    counters.repair(ANN, look(counters), {Total.FOLLOWERS: 7})
    counters.apply(ANN, SHARD, additions((1, 1), (2, 1)))
    assert look(counters).counts[Total.FOLLOWERS] == 8


def test_a_count_in_between_refuses_the_repair(counters: Counters) -> None:
    counters.apply(ANN, SHARD, additions((1, 1)))
    seen = look(counters)
    counters.apply(ANN, SHARD, additions((2, 1)))
    assert not counters.repair(ANN, seen, {Total.FOLLOWERS: 7})
    assert look(counters).counts[Total.FOLLOWERS] == 2


def test_a_mark_that_moved_refuses_it_though_the_total_is_the_same(counters: Counters) -> None:
    counters.apply(ANN, SHARD, additions((1, 1)))
    seen = look(counters)
    counters.apply(ANN, SHARD, additions((2, 1), (3, -1)))
    assert not counters.repair(ANN, seen, {Total.FOLLOWERS: 7})


def test_a_total_that_moved_refuses_it_though_the_marks_are_the_same(counters: Counters) -> None:
    seen = look(counters)
    assert counters.repair(ANN, seen, {Total.FOLLOWERS: 7})
    assert not counters.repair(ANN, seen, {Total.FOLLOWERS: 8})


@pytest.fixture
def tables(connect: Connect) -> Tables:
    return Tables(connect)


def test_a_repair_shows_leaves_the_version_alone_and_is_told_to_nobody(tables: Tables) -> None:
    seen = tables.counters.look(ANN)
    assert seen is not None
    assert tables.counters.repair(ANN, seen, {Total.FOLLOWERS: 3})
    shown = user_of(tables.profile())
    assert (shown.counts, shown.version, tables.profile().touched) == (UserCounts(followers=3), 3, COUNTS)
    of_tweet = tables.counters.look(TWEET)
    assert of_tweet is not None
    assert tables.counters.repair(TWEET, of_tweet, {Total.LIKES: 2})
    tweet = post_of(tables.tweet())
    assert isinstance(tweet, Tweet)
    assert (tweet.counts, tweet.version, tables.tweet().touched) == (TweetCounts(likes=2), 2, COUNTS)


def test_a_row_from_before_there_were_marks_is_repaired_while_it_has_none(tables: Tables) -> None:
    tables.profile().update(actions=[tables.identity.hwm.remove()])
    seen = tables.counters.look(ANN)
    assert seen is not None
    tables.counters.apply(ANN, SHARD, additions((1, 1)))
    assert not tables.counters.repair(ANN, seen, {Total.TWEETS: 3})
    tables.profile().update(actions=[tables.identity.hwm.remove()])
    assert tables.counters.repair(ANN, seen, {Total.TWEETS: 3})


def test_a_retweet_has_no_totals(tables: Tables) -> None:
    row_of_retweet(tables.tweets, Retweet(71, ANN.id, TWEET.id, ANN.id)).save()
    assert tables.counters.look(Target(Holder.TWEET, 71)) is None


def test_an_answer_belongs_to_the_conversation_of_its_root(tables: Tables) -> None:
    answer = Tweet(72, ANN.id, "yes", Entities(), reply_to_id=71, root_id=70)
    row_of_tweet(tables.tweets, answer, 1).save()
    standing = tables.counters.look(Target(Holder.TWEET, 72))
    assert standing is not None
    assert standing.conversation_id == 70
