"""Bugs of likes, bookmarks and votes."""

from __future__ import annotations

from dataclasses import replace

from linnet.adapters.dynamodb.engagements import DynamoEngagements
from linnet.adapters.dynamodb.poll_values import encode_choices
from linnet.domain import views
from linnet.domain.polls import Vote
from linnet.domain.tweets import Flags, Tweet, TweetCounts
from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.services.already_so import AlreadySo
from linnet.services.at_once import both
from linnet.services.like_tweet import LikeTweet
from tests.simulation.focus import Focus
from tests.simulation.mutants.mutant import Mutant


def _as_counted(tweet: Tweet, flags: Flags, now_ms: int) -> TweetCounts:
    return tweet.counts


def _vote_again(self: DynamoEngagements, actor_id: int, tweet_id: int, vote: Vote) -> Vote:
    row = self.row
    row(actor_id, tweet_id).update(
        actions=[row.vote_id.set(vote.id), row.choices.set(encode_choices(vote.choices)), row.schema_version.set(1)]
    )
    return vote


def _keep_a_refused_like(self: LikeTweet, viewer: Viewer, tweet_id: int) -> ShownTweet:
    like_id = self.ids.next_id()
    shown, standing = both(
        self.parallel, lambda: self.find.visible(viewer, tweet_id), lambda: self._store(viewer, tweet_id, like_id)
    )
    shown = replace(shown, flags=replace(shown.flags, like_id=standing))
    if standing != like_id:
        raise AlreadySo("you like it already", shown, liked=True, likes=shown.counts.likes)
    return shown


MUTANTS = (
    Mutant(
        "totals without the reader's own act",
        ((views, "counts_seen", _as_counted),),
        Focus({"post": 2, "hesitate": 1}, rates={"skew": 0, "leap_back": 0}),
    ),
    Mutant(
        "a second vote replaces the first",
        ((DynamoEngagements, "vote", _vote_again),),
        Focus({"create poll": 1, "vote": 5}),
    ),
    Mutant(
        "refused like that is not taken back",
        ((LikeTweet, "run", _keep_a_refused_like),),
        Focus({"post": 2, "delete": 1, "block": 1, "like": 4}),
    ),
)
