"""Rows of the engagement table, and what they say an actor did."""

from __future__ import annotations

from typing import Any

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection, LocalSecondaryIndex
from pynamodb.models import Model

from linnet.adapters.dynamodb.poll_values import decode_vote
from linnet.adapters.dynamodb.tweet_rows import check_version, whole
from linnet.domain.tweets import EndedLike, Flags


class RetweetsOf(GlobalSecondaryIndex["EngagementRow"]):
    """Who retweeted a tweet, in shards."""

    class Meta:
        index_name = "retweets_of"
        projection = KeysOnlyProjection()

    retweets_of = UnicodeAttribute(hash_key=True)
    retweet_id = NumberAttribute(range_key=True)


class LikesOf(GlobalSecondaryIndex["EngagementRow"]):
    """Who likes a tweet, in shards."""

    class Meta:
        index_name = "likes_of"
        projection = KeysOnlyProjection()

    likes_of = UnicodeAttribute(hash_key=True)
    like_id = NumberAttribute(range_key=True)


class VotesOf(GlobalSecondaryIndex["EngagementRow"]):
    """Who voted in a poll and for what, in shards."""

    class Meta:
        index_name = "votes_of"
        projection = IncludeProjection(["choices"])

    votes_of = UnicodeAttribute(hash_key=True)
    vote_id = NumberAttribute(range_key=True)


class Bookmarked(LocalSecondaryIndex["EngagementRow"]):
    """An account's bookmarks. A local index, because only those are strongly consistent."""

    class Meta:
        index_name = "bookmarked"
        projection = KeysOnlyProjection()

    actor_id = NumberAttribute(hash_key=True)
    bookmark_id = NumberAttribute(range_key=True)


class Filed(LocalSecondaryIndex["EngagementRow"]):
    """The bookmarks that lie in folders."""

    class Meta:
        index_name = "filed"
        projection = KeysOnlyProjection()

    actor_id = NumberAttribute(hash_key=True)
    filed = UnicodeAttribute(range_key=True)


class EngagementRow(Model):
    """Everything one actor did to one tweet; at tweet 0 the actor's bookmark folders, names by id."""

    actor_id = NumberAttribute(hash_key=True)
    tweet_id = NumberAttribute(range_key=True)
    schema_version = NumberAttribute(null=True)
    retweet_id = NumberAttribute(null=True)
    retweets_of = UnicodeAttribute(null=True)
    like_id = NumberAttribute(null=True)
    likes_of = UnicodeAttribute(null=True)
    ended_like_id = NumberAttribute(null=True)
    unlike_id = NumberAttribute(null=True)
    vote_id = NumberAttribute(null=True)
    votes_of = UnicodeAttribute(null=True)
    choices = UnicodeAttribute(null=True)
    bookmark_id = NumberAttribute(null=True)
    unbookmark_id = NumberAttribute(null=True)
    filed = UnicodeAttribute(null=True)
    folders: MapAttribute[str, Any] = MapAttribute(null=True)

    by_bookmark = Bookmarked()
    by_folder = Filed()
    by_retweet = RetweetsOf()
    by_like = LikesOf()
    by_vote = VotesOf()


def flags_of(row: EngagementRow) -> Flags:
    """Read what an actor did."""
    check_version(row.schema_version)
    ended_like_id, unlike_id = whole(row.ended_like_id), whole(row.unlike_id)
    ended = None if ended_like_id is None or unlike_id is None else EndedLike(ended_like_id, unlike_id)
    return Flags(
        retweet_id=whole(row.retweet_id),
        like_id=whole(row.like_id),
        bookmark_id=whole(row.bookmark_id),
        ended_like=ended,
        vote=decode_vote(whole(row.vote_id), row.choices),
    )
