"""The walk through whole tables: every engine through one suite."""

from __future__ import annotations

import pytest

from linnet.adapters.dynamodb import binding
from linnet.adapters.dynamodb.identity_rows import IdentityRow, account_row, profile_row
from linnet.adapters.dynamodb.table_walk import DynamoTableWalk
from linnet.adapters.dynamodb.tweet_rows import TweetRow, row_of_retweet, row_of_tweet, row_of_version
from linnet.domain.text import Entities
from linnet.domain.tweets import Retweet, Tweet, TweetVersion
from linnet.domain.users import Account, User
from linnet.ports.search import Kind
from tests.contract.conftest import create_table


@pytest.fixture
def walk(connect: binding.Connect) -> DynamoTableWalk:
    """Walk through tables that hold other rows, too."""
    identity, tweets = create_table(IdentityRow, connect), create_table(TweetRow, connect)
    for number in range(1, 8):
        profile_row(identity, User(number, f"user{number}", "", created_ms=1)).save()
        account_row(identity, Account(number, f"{number}@example.org", "h")).save()
        row_of_tweet(tweets, Tweet(100 + number, number, "text", Entities()), 1).save()
        row_of_version(tweets, 100 + number, TweetVersion(1, "before", Entities(), "", False, 1)).save()
        row_of_retweet(tweets, Retweet(200 + number, number, 100, 1)).save()
    connection = binding.connection(connect)
    return DynamoTableWalk(connection, identity.Meta.table_name, tweets.Meta.table_name)


@pytest.mark.parametrize(("kind", "ids"), [(Kind.USERS, range(1, 8)), (Kind.TWEETS, range(101, 108))])
@pytest.mark.parametrize("segments", [1, 3])
def test_all_segments_together_meet_everything_once(
    walk: DynamoTableWalk, kind: Kind, ids: range, segments: int
) -> None:
    met: list[int] = []
    for segment in range(segments):
        position: str | None = None
        for _ in range(50):
            part = walk.ids(kind, segment, segments, position, 4)
            assert len(part.ids) <= 4
            met += part.ids
            position = part.position
            if position is None:
                break
        assert position is None
    assert sorted(met) == list(ids)
