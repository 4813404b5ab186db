"""What the reconciler knows and walks through: every engine through one suite."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from linnet.adapters.dynamodb import binding
from linnet.adapters.dynamodb.identity_rows import IdentityRow, account_row, profile_row
from linnet.adapters.dynamodb.reconciliation import NOTED_AGAIN_MS, DynamoAgenda, DynamoHotTargets, ReconciliationRow
from linnet.adapters.dynamodb.tweet_rows import TweetRow, row_of_retweet, row_of_tweet, row_of_version
from linnet.domain.counting import Holder, Target, Total
from linnet.domain.reconciling import Suspicion
from linnet.domain.text import Entities
from linnet.domain.tweets import Retweet, Tweet, TweetVersion
from linnet.domain.users import Account, User
from linnet.ports.reconciling import Source
from tests.contract.conftest import create_table
from tests.fakes.environment import FakeClock

ANN, TWEET = Target(Holder.USER, 10), Target(Holder.TWEET, 70)
SUSPICION = Suspicion({Total.LIKES: -2, Total.REPLIES: 1}, '{"M": {}}', since_ms=5, quiet_since_ms=6)


@dataclass
class Tables:
    """The tables that are walked through, and the one that holds what is known."""

    connect: binding.Connect
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.identity = create_table(IdentityRow, self.connect)
        self.tweets = create_table(TweetRow, self.connect)
        self.known = create_table(ReconciliationRow, self.connect)
        self.agenda = DynamoAgenda(
            self.known,
            binding.connection(self.connect),
            self.clock,
            identity_table=self.identity.Meta.table_name,
            tweets_table=self.tweets.Meta.table_name,
        )
        self.hot = DynamoHotTargets(self.known, self.clock)

    def walk(self, source: Source, limit: int) -> list[Target]:
        """Walk through a source from beginning to end, position by position."""
        found: list[Target] = []
        position: str | None = None
        for _ in range(100):
            part = self.agenda.candidates(source, position, limit)
            assert len(part.found) <= limit
            found += [each.target for each in part.found]
            position = part.end
            if position is None:
                return found
        raise AssertionError("the walk does not end")


@pytest.fixture
def tables(connect: binding.Connect) -> Tables:
    return Tables(connect)


def test_a_source_is_at_its_beginning_until_it_is_walked(tables: Tables) -> None:
    assert tables.agenda.position(Source.USERS) is None
    tables.agenda.move(Source.USERS, "here")
    assert (tables.agenda.position(Source.USERS), tables.agenda.position(Source.TWEETS)) == ("here", None)
    tables.agenda.move(Source.USERS, None)
    assert tables.agenda.position(Source.USERS) is None


def test_what_is_suspected_is_remembered_until_it_is_acquitted(tables: Tables) -> None:
    assert tables.agenda.suspicion(TWEET) is None
    tables.agenda.suspect(TWEET, SUSPICION)
    assert tables.agenda.suspicion(TWEET) == SUSPICION
    assert tables.agenda.suspicion(ANN) is None
    assert tables.walk(Source.SUSPECTED, 5) == [TWEET]
    for _ in range(2):
        tables.agenda.acquit(TWEET)
    assert tables.agenda.suspicion(TWEET) is None
    assert tables.walk(Source.SUSPECTED, 5) == []


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_lists_are_walked_through_at_any_pace(tables: Tables, limit: int) -> None:
    targets = {Target(holder, number) for holder in Holder for number in (1, 2, 3)}
    for target in targets:
        tables.agenda.suspect(target, SUSPICION)
    tables.hot.note(targets)
    for source in (Source.SUSPECTED, Source.HOT):
        walked = tables.walk(source, limit)
        assert (len(walked), set(walked)) == (6, targets)


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_every_account_is_met_once_and_nothing_else_of_its_table(tables: Tables, limit: int) -> None:
    for number in range(8):
        user = User(number, f"user{number}", "", created_ms=1)
        profile_row(tables.identity, user).save()
        account_row(tables.identity, Account(user.id, f"{number}@example.org", "hash")).save()
    walked = tables.walk(Source.USERS, limit)
    assert sorted(target.id for target in walked) == list(range(8))
    assert {target.holder for target in walked} == {Holder.USER}


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_every_tweet_is_met_once_without_retweets_and_earlier_versions(tables: Tables, limit: int) -> None:
    for number in range(70, 78):
        row_of_tweet(tables.tweets, Tweet(number, 10, "hello", Entities()), 1).save()
        row_of_retweet(tables.tweets, Retweet(number + 100, 20, number, 10)).save()
        row_of_version(tables.tweets, number, TweetVersion(1, "helo", Entities(), "", False, 1)).save()
    walked = tables.walk(Source.TWEETS, limit)
    assert sorted(target.id for target in walked) == list(range(70, 78))
    assert {target.holder for target in walked} == {Holder.TWEET}


def test_a_walk_goes_on_behind_the_target_it_stopped_at(tables: Tables) -> None:
    for number in range(70, 75):
        row_of_tweet(tables.tweets, Tweet(number, 10, "hello", Entities()), 1).save()
    first = tables.agenda.candidates(Source.TWEETS, None, 10).found
    rest = tables.agenda.candidates(Source.TWEETS, first[1].position, 10).found
    assert [each.target for each in rest] == [each.target for each in first[2:]]


def test_a_hot_target_is_noted_once_an_hour(tables: Tables) -> None:
    def expires() -> int:
        return int(tables.known.get("RECONCILE#HOT", f"tweet#{TWEET.id:020d}").expires_at)

    tables.hot.note([TWEET])
    first = expires()
    tables.clock.advance(NOTED_AGAIN_MS - 1)
    tables.hot.note([TWEET])
    assert expires() == first
    tables.clock.advance(1)
    tables.hot.note([TWEET])
    assert expires() == first + NOTED_AGAIN_MS // 1000
