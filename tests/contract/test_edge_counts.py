"""Counting edges one by one gives what the stores that made them hold: every engine through one suite."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from linnet.adapters.dynamodb import binding
from linnet.adapters.dynamodb.edge_counts import DynamoEdgeCounts
from linnet.adapters.dynamodb.engagement_rows import EngagementRow
from linnet.adapters.dynamodb.engagements import DynamoEngagements
from linnet.adapters.dynamodb.follow_index import DynamoFollowIndex
from linnet.adapters.dynamodb.graph_rows import GraphRow, pair_actions
from linnet.adapters.dynamodb.tweet_rows import TweetRow, row_of_retweet, row_of_tweet
from linnet.domain.counting import Total
from linnet.domain.graph import Relationship
from linnet.domain.polls import Vote
from linnet.domain.reconciling import Recount
from linnet.domain.text import Entities
from linnet.domain.tweets import Retweet, Tweet
from tests.contract.conftest import create_table
from tests.fakes.environment import FakeClock, SequentialParallel

ANN, ROOT, ANSWER = 10, 70, 72
PLENTY = 1000
SHARDS = 3


@dataclass
class Tables:
    """The three tables that hold edges, written by their own stores."""

    connect: binding.Connect
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.tweets = create_table(TweetRow, self.connect)
        self.engagement = create_table(EngagementRow, self.connect)
        self.graph = create_table(GraphRow, self.connect)
        fixed = (SequentialParallel(), self.clock.sleep, random.Random(1).random)
        self.engagements = DynamoEngagements(self.engagement, *fixed, shards=SHARDS)
        parallel, sleep, chance = fixed
        self.follows = DynamoFollowIndex(self.graph, parallel, self.clock, sleep, chance, shards=SHARDS)
        self.edges = DynamoEdgeCounts(
            binding.connection(self.connect),
            SequentialParallel(),
            tweets_table=self.tweets.Meta.table_name,
            engagement_table=self.engagement.Meta.table_name,
            graph_table=self.graph.Meta.table_name,
            conversation_shards=SHARDS,
            engagement_shards=SHARDS,
            follower_shards=SHARDS,
        )

    def follow(self, user_id: int, target_id: int, follow_id: int | None, version: int = 1) -> Relationship:
        pair = Relationship(user_id, target_id, follow_id=follow_id, version=version)
        row = self.graph(f"U#{user_id}", f"P#{target_id:020d}")
        row.update(actions=pair_actions(self.graph, pair, self.clock.now_ms()))
        return pair

    def tweet(self, tweet: Tweet, deleted: bool = False) -> None:
        row = row_of_tweet(self.tweets, tweet, SHARDS, SHARDS)
        if deleted:
            row.deleted_at = 5
            row.quotes_of = None
        row.save()

    def of_user(self, limit: int = PLENTY) -> Recount | None:
        return self.edges.of_user(ANN, limit)

    def of_tweet(self, tweet_id: int = ROOT, limit: int = PLENTY) -> Recount | None:
        return self.edges.of_tweet(tweet_id, ROOT, limit)


@pytest.fixture
def tables(connect: binding.Connect) -> Tables:
    return Tables(connect)


def count(recount: Recount | None, total: Total) -> int:
    assert recount is not None
    return recount.counts[total]


def test_nothing_is_counted_as_nothing(tables: Tables) -> None:
    of_user, of_tweet = tables.of_user(), tables.of_tweet()
    assert of_user is not None
    assert of_tweet is not None
    assert set(of_user.counts.values()) == set(of_tweet.counts.values()) == {0}
    assert set(of_user.counts) | set(of_tweet.counts) == set(Total)
    assert of_tweet.newest_act == 0


def test_followers_are_counted_over_all_shards_without_those_who_left(tables: Tables) -> None:
    for fan in range(20, 27):
        tables.follows.apply(None, Relationship(fan, ANN, follow_id=fan, version=1))
    tables.follows.apply(Relationship(20, ANN, follow_id=20, version=1), Relationship(20, ANN, version=2))
    assert count(tables.of_user(), Total.FOLLOWERS) == 6


def test_followees_are_the_pairs_that_follow(tables: Tables) -> None:
    for target in (20, 21, 22):
        tables.follow(ANN, target, follow_id=target)
    tables.follow(ANN, 23, follow_id=None)
    tables.follow(24, ANN, follow_id=24)
    assert count(tables.of_user(), Total.FOLLOWING) == 3


def test_posts_are_tweets_and_retweets_without_tombstones(tables: Tables) -> None:
    tables.tweet(Tweet(70, ANN, "one", Entities()))
    tables.tweet(Tweet(71, ANN, "", Entities()), deleted=True)
    row_of_retweet(tables.tweets, Retweet(72, ANN, 60, 20)).save()
    tables.tweet(Tweet(73, 20, "another's", Entities()))
    assert count(tables.of_user(), Total.TWEETS) == 2


def test_likes_and_retweets_are_counted_over_all_shards_with_the_newest_act(tables: Tables) -> None:
    for actor in range(20, 27):
        tables.engagements.like(actor, ROOT, like_id=100 + actor)
    tables.engagements.unlike(26, ROOT, unlike_id=200)
    tables.engagements.like(20, 71, like_id=300)
    for actor in (30, 31):
        row = tables.engagement(actor, ROOT, retweet_id=100 + actor, retweets_of=f"{ROOT}#{actor % SHARDS}")
        row.save()
    found = tables.of_tweet()
    assert (count(found, Total.LIKES), count(found, Total.RETWEETS)) == (6, 2)
    assert found is not None
    assert found.newest_act == 131


def test_votes_are_counted_for_each_option(tables: Tables) -> None:
    for actor, choices in ((20, (0,)), (21, (0, 2)), (22, (3,))):
        tables.engagements.vote(actor, ROOT, Vote(actor, choices))
    found = tables.of_tweet()
    totals = (Total.VOTERS, Total.VOTES_0, Total.VOTES_1, Total.VOTES_2, Total.VOTES_3)
    assert [count(found, total) for total in totals] == [3, 2, 0, 1, 1]


def test_quotes_are_counted_without_tombstones(tables: Tables) -> None:
    for number in range(80, 85):
        tables.tweet(Tweet(number, 20, "look", Entities(), quote_of_id=ROOT), deleted=number == 80)
    assert count(tables.of_tweet(), Total.QUOTES) == 4


def test_answers_are_those_to_the_tweet_itself_in_all_parts_of_its_conversation(tables: Tables) -> None:
    def answer(number: int, author_id: int, to_id: int, to_author: int = ANN, deleted: bool = False) -> None:
        tweet = Tweet(
            number,
            author_id,
            "yes",
            Entities(),
            reply_to_id=to_id,
            reply_to_author_id=to_author,
            root_id=ROOT,
            root_author_id=ANN,
        )
        tables.tweet(tweet, deleted)

    answer(71, ANN, ROOT)
    answer(72, 20, ROOT)
    answer(73, 21, ROOT)
    answer(74, 22, ROOT, deleted=True)
    answer(75, 20, ANSWER, to_author=20)
    answer(76, ANN, ANSWER, to_author=20)
    # Made by a clock that is behind.
    answer(69, 23, ROOT)
    assert count(tables.of_tweet(), Total.REPLIES) == 4
    assert count(tables.of_tweet(ANSWER), Total.REPLIES) == 2


def test_a_list_beyond_the_limit_is_not_counted(tables: Tables) -> None:
    for actor in range(20, 24):
        tables.engagements.like(actor, ROOT, like_id=actor)
        tables.follow(ANN, actor, follow_id=actor)
    assert tables.of_tweet(limit=4) is not None
    assert tables.of_tweet(limit=3) is None
    assert tables.of_user(limit=3) is None
