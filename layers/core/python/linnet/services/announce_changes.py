"""Queue what somebody may have to be notified of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.changes import EngagementChange, PairChange, PostChange
from linnet.domain.notifications import Kind
from linnet.domain.tweets import Flags, Post, Tweet
from linnet.ports.notifications import NotificationJob, NotificationJobs
from linnet.services.notify import EDITED, PUBLISHED

# A job with so many accounts is some 11 KB long; what it leads to is one write, whatever their number.
MAX_ACTORS: Final = 500

Edge = tuple[Kind, int, int]


@dataclass(frozen=True, slots=True)
class AnnounceChanges:
    """A job says where to look and not what was seen: sent again, or in another order, it leads to the same.

    A batch's edges are gathered by what they are about, so that a rush to one tweet or account is a few jobs.
    """

    jobs: NotificationJobs

    def post(self, change: PostChange) -> None:
        """Queue a post that addresses somebody, or did, and an edit."""
        post = change.new or change.old
        if not change.content or not isinstance(post, Tweet):
            return
        before, after = _named(change.old), _named(change.new)
        jobs: list[NotificationJob] = []
        if before | after or post.quote_of_id is not None:
            jobs.append(NotificationJob(PUBLISHED, post.id, recipient_ids=tuple(sorted(before))))
        if isinstance(change.old, Tweet) and post.edited_ms not in (None, change.old.edited_ms):
            jobs.append(NotificationJob(EDITED, post.id))
        if jobs:
            self.jobs.send(jobs)

    def pairs(self, changes: Iterable[PairChange]) -> None:
        """Queue follows and requests that began or ended."""
        self._edges(edge for change in changes for edge in _edges_of_pair(change))

    def engagements(self, changes: Iterable[EngagementChange]) -> None:
        """Queue likes and retweets that were made or taken back."""
        self._edges(edge for change in changes for edge in _edges_of_engagement(change))

    def _edges(self, edges: Iterable[Edge]) -> None:
        gathered: dict[tuple[Kind, int], dict[int, None]] = {}
        for kind, object_id, actor_id in edges:
            actors = gathered.setdefault((kind, object_id), {})
            # Who did it last comes last.
            actors.pop(actor_id, None)
            actors[actor_id] = None
        jobs = [
            NotificationJob(kind.value, object_id, actor_ids=part)
            for (kind, object_id), actors in gathered.items()
            for part in _parts(tuple(actors))
        ]
        if jobs:
            self.jobs.send(jobs)


def _named(post: Post | None) -> set[int]:
    if not isinstance(post, Tweet) or post.deleted_ms is not None:
        return set()
    named = {post.reply_to_author_id, *post.mentioned_ids} - {None, post.author_id}
    return {each for each in named if each is not None}


def _edges_of_pair(change: PairChange) -> Iterator[Edge]:
    pair = change.after or change.before
    if pair is None:
        return
    before = (None, None) if change.before is None else (change.before.follow_id, change.before.requested_id)
    after = (None, None) if change.after is None else (change.after.follow_id, change.after.requested_id)
    follower, followee = pair.user_id, pair.target_id
    if before[1] != after[1]:
        yield Kind.FOLLOW_REQUEST, followee, follower
    if before[0] == after[0]:
        return
    if before[1] is None:
        yield Kind.FOLLOW, followee, follower
    # Whether this follow was asked for is known at its begin only; its end may withdraw either.
    if before[1] is not None or after[0] is None:
        yield Kind.REQUEST_ACCEPTED, follower, followee


def _edges_of_engagement(change: EngagementChange) -> Iterator[Edge]:
    old, new = change.old or Flags(), change.new or Flags()
    if old.retweet_id != new.retweet_id:
        yield Kind.RETWEET, change.tweet_id, change.actor_id
    if old.like_id != new.like_id:
        yield Kind.LIKE, change.tweet_id, change.actor_id


def _parts(actors: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(actors), MAX_ACTORS):
        yield tuple(actors[start : start + MAX_ACTORS])
