"""What every store of totals must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from linnet.adapters.dynamodb import binding, keys
from linnet.adapters.dynamodb.counters import DynamoCounters
from linnet.adapters.dynamodb.identity_rows import IdentityRow, profile_row, user_of
from linnet.adapters.dynamodb.marked_rows import MARK_LIFETIME_S
from linnet.adapters.dynamodb.tweet_rows import COUNTS, TweetRow, post_of, row_of_tweet
from linnet.domain.counting import Addition, Deltas, Holder, Target, Total
from linnet.domain.polls import Poll
from linnet.domain.text import Entities
from linnet.domain.tweets import Tweet, TweetCounts
from linnet.domain.users import AccountStatus, User, UserCounts
from linnet.ports.counters import Counters
from tests.contract.conftest import ENGINES, Reach, create_table
from tests.fakes.counters import FakeCounters
from tests.fakes.environment import FakeClock

ANN, TWEET = Target(Holder.USER, 10), Target(Holder.TWEET, 70)
NOBODY = Target(Holder.USER, 99)
SHARD = "arn:aws:dynamodb:us-east-1:1:table/graph/stream/2025 shardId-1"
# The length that AWS hands out; ten is less than nine where they are compared as texts.
LONG = 10**27


@dataclass
class Tables:
    """Both tables with Ann's profile and one tweet, and the counters over them."""

    connect: binding.Connect
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.identity = create_table(IdentityRow, self.connect)
        self.tweets = create_table(TweetRow, self.connect)
        profile_row(self.identity, User(ANN.id, "ann", "Ann", created_ms=1, version=3)).save()
        row_of_tweet(self.tweets, Tweet(TWEET.id, ANN.id, "hello", Entities(), version=2), 1).save()
        self.counters = DynamoCounters(
            connection=binding.connection(self.connect),
            identity_table=self.identity.Meta.table_name,
            tweets_table=self.tweets.Meta.table_name,
            clock=self.clock,
            sleep=self.clock.sleep,
            random=random.Random().random,
        )

    def profile(self) -> IdentityRow:
        return self.identity.get(keys.user(ANN.id), keys.PROFILE, consistent_read=True)

    def tweet(self) -> TweetRow:
        return self.tweets.get(keys.tweet(TWEET.id), keys.CURRENT, consistent_read=True)

    def marks(self) -> int:
        raw: Any = self.profile().serialize()
        return len(raw["hwm"]["M"])


@pytest.fixture(params=["fake", *ENGINES])
def counters(request: pytest.FixtureRequest, reach: Reach) -> Counters:
    if request.param == "fake":
        return FakeCounters([ANN, TWEET])
    return Tables(reach(request.param)).counters


@pytest.fixture
def tables(connect: binding.Connect) -> Tables:
    return Tables(connect)


def additions(*found: tuple[int, int], total: Total = Total.FOLLOWERS) -> list[Addition]:
    return [Addition(sequence, {total: delta}) for sequence, delta in found]


def count(counters: Counters, found: Sequence[Addition], shard: str = SHARD, target: Target = ANN) -> int:
    totals = counters.apply(target, shard, found)
    assert totals is not None
    return totals.counts[Total.FOLLOWERS]


def test_additions_of_a_batch_are_summed(counters: Counters) -> None:
    assert count(counters, additions((1, 1), (2, 1), (3, -1))) == 1
    assert count(counters, additions((4, 1))) == 2


def test_a_repeated_batch_counts_once(counters: Counters) -> None:
    assert count(counters, additions((1, 1), (2, 1))) == 2
    assert count(counters, additions((1, 1), (2, 1))) == 2


def test_a_batch_that_begins_again_counts_what_is_new(counters: Counters) -> None:
    count(counters, additions((1, 1), (2, 1)))
    assert count(counters, additions((2, 1), (3, 1))) == 3
    assert count(counters, additions((1, 1), (2, 1), (3, 1), (4, 1))) == 4


@pytest.mark.parametrize("offset", [0, LONG, 10**39])
def test_ten_comes_after_nine(counters: Counters, offset: int) -> None:
    count(counters, additions((offset + 9, 1)))
    assert count(counters, additions((offset + 10, 1))) == 2
    assert count(counters, additions((offset + 9, 1), (offset + 10, 1))) == 2


def test_neighbours_among_long_numbers_differ(counters: Counters) -> None:
    count(counters, additions((LONG, 1)))
    assert count(counters, additions((LONG + 1, 1))) == 2


def test_shards_have_marks_of_their_own(counters: Counters) -> None:
    count(counters, additions((5, 1)), "one")
    assert count(counters, additions((3, 1)), "another") == 2
    assert count(counters, additions((3, 1)), "another") == 2


def test_a_sum_of_nothing_still_marks(counters: Counters) -> None:
    count(counters, additions((1, 1), (2, -1)))
    assert count(counters, additions((2, -1))) == 0


def test_totals_of_one_target_move_together(counters: Counters) -> None:
    both: Deltas = {Total.FOLLOWERS: 2, Total.FOLLOWING: 1}
    totals = counters.apply(ANN, SHARD, [Addition(1, both)])
    assert totals is not None
    assert (totals.counts[Total.FOLLOWERS], totals.counts[Total.FOLLOWING], totals.pulled) == (2, 1, False)


def test_a_target_that_does_not_exist_is_passed_over(counters: Counters) -> None:
    assert counters.apply(NOBODY, SHARD, additions((1, 1))) is None
    assert counters.apply(Target(Holder.TWEET, 98), SHARD, additions((1, 1), total=Total.LIKES)) is None


def test_a_profile_shows_its_totals_and_keeps_its_version(tables: Tables) -> None:
    for number, total in enumerate((Total.FOLLOWERS, Total.FOLLOWING, Total.TWEETS), start=1):
        tables.counters.apply(ANN, SHARD, additions((number, number), total=total))
    shown = user_of(tables.profile())
    assert (shown.counts, shown.version) == (UserCounts(followers=1, following=2, tweets=3), 3)
    assert tables.profile().touched == COUNTS


def test_a_tweet_shows_its_totals_and_keeps_its_version(tables: Tables) -> None:
    for number, total in enumerate((Total.REPLIES, Total.RETWEETS, Total.QUOTES, Total.LIKES), start=1):
        tables.counters.apply(TWEET, SHARD, additions((number, number), total=total))
    shown = post_of(tables.tweet())
    assert isinstance(shown, Tweet)
    assert (shown.counts, shown.version) == (TweetCounts(replies=1, retweets=2, quotes=3, likes=4), 2)
    assert tables.tweet().touched == COUNTS


def test_a_tweet_tells_the_newest_act_that_its_totals_contain(tables: Tables) -> None:
    def like(sequence: int, act_id: int) -> Addition:
        return Addition(sequence, {Total.LIKES: 1}, act_id)

    tables.counters.apply(TWEET, SHARD, [like(1, 40), like(2, 30)])
    tables.counters.apply(TWEET, "another", [like(1, 35)])
    tables.counters.apply(TWEET, "of replies", additions((1, 1), total=Total.REPLIES))

    shown = post_of(tables.tweet())
    assert isinstance(shown, Tweet)
    assert (shown.counts, shown.counted_act) == (TweetCounts(likes=3, replies=1), 40)


def test_votes_are_totals_of_their_poll(tables: Tables) -> None:
    asked = Tweet(71, ANN.id, "well?", Entities(), poll=Poll(("yes", "no"), 5))
    row_of_tweet(tables.tweets, asked, 1).save()
    vote: Deltas = {Total.VOTERS: 1, Total.VOTES_1: 1}
    tables.counters.apply(Target(Holder.TWEET, 71), SHARD, [Addition(1, vote, 40), Addition(2, vote, 41)])

    shown = post_of(tables.tweets.get(keys.tweet(71), keys.CURRENT))
    assert isinstance(shown, Tweet)
    assert shown.counts == TweetCounts(votes=(0, 2), voters=2)


def test_a_celebrity_is_told_from_the_profile(tables: Tables) -> None:
    row = tables.profile()
    row.update(actions=[tables.identity.pulled.set(True)])
    totals = tables.counters.apply(ANN, SHARD, additions((1, 1)))
    assert totals is not None
    assert totals.pulled
    assert not totals.erasing


def test_an_account_at_its_end_is_told_from_the_profile(tables: Tables) -> None:
    tables.profile().update(actions=[tables.identity.status.set(AccountStatus.ERASING.value)])
    totals = tables.counters.apply(ANN, SHARD, additions((1, -1)))
    assert totals is not None
    assert totals.erasing


def test_a_row_from_before_there_were_marks_is_counted(tables: Tables) -> None:
    tables.profile().update(actions=[tables.identity.hwm.remove()])
    assert count(tables.counters, additions((1, 1))) == 1
    assert count(tables.counters, additions((1, 1))) == 1


def test_a_missing_target_is_not_brought_into_being(tables: Tables) -> None:
    tables.counters.apply(NOBODY, SHARD, additions((1, 1)))
    assert list(tables.identity.query(keys.user(NOBODY.id))) == []


def test_marks_that_nothing_can_come_behind_are_dropped(tables: Tables) -> None:
    count(tables.counters, additions((1, 1)), "old")
    tables.clock.advance((MARK_LIFETIME_S - 3600) * 1000)
    count(tables.counters, additions((1, 1)), "younger")
    assert tables.marks() == 2
    tables.clock.advance(2 * 3600 * 1000)
    count(tables.counters, additions((1, 1)), "new")
    assert tables.marks() == 2
    assert count(tables.counters, additions((1, 1)), "younger") == 3


def test_a_lost_answer_counts_once(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    # The SDK sends an update again whose answer never came: the store sees the same request twice.
    connection = tables.counters.connection
    original: Callable[..., Any] = connection.dispatch

    def twice(operation: str, request: dict[str, Any]) -> Any:
        if operation == "UpdateItem":
            original(operation, dict(request))
        return original(operation, request)

    monkeypatch.setattr(connection, "dispatch", twice)
    assert count(tables.counters, additions((1, 1), (2, 1))) == 2
    assert user_of(tables.profile()).counts.followers == 2


def test_a_number_longer_than_any_is_refused(tables: Tables) -> None:
    with pytest.raises(ValueError, match="sequence number"):
        tables.counters.apply(ANN, SHARD, additions((10**40, 1)))
