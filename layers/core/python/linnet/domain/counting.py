"""Totals from edges: what one stream record adds to or takes from which total.

A total equals its edge set because each record contributes what its new image holds minus what its old one held, and
each record counts once (`ports/counters.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from linnet.domain.changes import EngagementChange, PairChange, PostChange
from linnet.domain.graph import Relationship
from linnet.domain.tweets import Flags, Post, Retweet


class Holder(StrEnum):
    """Name the kinds of things that have totals."""

    USER = "user"
    TWEET = "tweet"


class Total(StrEnum):
    """Name the totals, as `UserCounts` and `TweetCounts` do."""

    FOLLOWERS = "followers"
    FOLLOWING = "following"
    TWEETS = "tweets"
    REPLIES = "replies"
    RETWEETS = "retweets"
    QUOTES = "quotes"
    LIKES = "likes"
    VOTERS = "voters"
    VOTES_0 = "votes_0"
    VOTES_1 = "votes_1"
    VOTES_2 = "votes_2"
    VOTES_3 = "votes_3"


# Of a poll's options, by their positions.
VOTES: Final = (Total.VOTES_0, Total.VOTES_1, Total.VOTES_2, Total.VOTES_3)


@dataclass(frozen=True, slots=True)
class Target:
    """Whose totals: an account or a tweet."""

    holder: Holder
    id: int


Deltas = Mapping[Total, int]
Edge = tuple[Target, Total]


@dataclass(frozen=True, slots=True)
class Addition:
    """What the record with this sequence number adds to one target's totals.

    `act_id` is the id of what its actor did, where it has one: readers tell by it whether the total has their own.
    """

    sequence: int
    deltas: Deltas
    act_id: int = 0


Change = PostChange | PairChange | EngagementChange


def deltas(change: Change) -> dict[Target, Deltas]:
    """Return what a record changes; a total whose edge stays is not named."""
    match change:
        case PostChange():
            old, new = _post_edges(change.old), _post_edges(change.new)
        case PairChange():
            old, new = _pair_edges(change.before), _pair_edges(change.after)
        case EngagementChange():
            old, new = _engagement_edges(change, change.old), _engagement_edges(change, change.new)
    moved = Counter(new)
    moved.subtract(old)
    found: dict[Target, dict[Total, int]] = {}
    for (target, total), delta in moved.items():
        if delta:
            found.setdefault(target, {})[total] = delta
    return dict(found)


def act_id(change: Change) -> int:
    """Return the id of the newest act that a record tells of; 0 where acts have none."""
    if not isinstance(change, EngagementChange):
        return 0
    return max(0 if flags is None else flags.newest_act for flags in (change.old, change.new))


def sum_of(additions: Sequence[Addition]) -> dict[Total, int]:
    """Add up what several records change."""
    summed: Counter[Total] = Counter()
    for addition in additions:
        summed.update(addition.deltas)
    return dict(summed)


def _post_edges(post: Post | None) -> list[Edge]:
    """An account's tweets are what it posted: originals, replies, quotes and retweets; tombstones are none."""
    if post is None:
        return []
    author = (Target(Holder.USER, post.author_id), Total.TWEETS)
    if isinstance(post, Retweet):
        return [author]
    if post.deleted_ms is not None:
        return []
    edges = [author]
    if post.reply_to_id is not None:
        edges.append((Target(Holder.TWEET, post.reply_to_id), Total.REPLIES))
    if post.quote_of_id is not None:
        edges.append((Target(Holder.TWEET, post.quote_of_id), Total.QUOTES))
    return edges


def _pair_edges(pair: Relationship | None) -> list[Edge]:
    if pair is None or not pair.following:
        return []
    return [
        (Target(Holder.USER, pair.user_id), Total.FOLLOWING),
        (Target(Holder.USER, pair.target_id), Total.FOLLOWERS),
    ]


def _engagement_edges(change: EngagementChange, flags: Flags | None) -> list[Edge]:
    if flags is None:
        return []
    tweet = Target(Holder.TWEET, change.tweet_id)
    chosen = () if flags.vote is None else flags.vote.choices
    edges = [
        (Total.RETWEETS, flags.retweeted),
        (Total.LIKES, flags.liked),
        (Total.VOTERS, flags.vote is not None),
        *((total, option in chosen) for option, total in enumerate(VOTES)),
    ]
    return [(tweet, total) for total, stands in edges if stands]
