"""Let lists and home timelines follow from a change of one pair."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.changes import PairChange
from linnet.domain.graph import Relationship
from linnet.ports.graph import FollowIndex
from linnet.ports.timelines import Job, Jobs


@dataclass(frozen=True, slots=True)
class ApplyFollowChange:
    """Write the index first: what the author posts from then on is pushed, and the back-fill brings what was before.

    Whether the author is a celebrity is for the back-fill to find out, when it runs.
    """

    follows: FollowIndex
    jobs: Jobs

    def run(self, change: PairChange) -> None:
        """Apply a change; again does nothing more than repeat jobs that are idempotent."""
        self.follows.apply(change.before, change.after)
        pair = change.after
        if pair is None:
            return
        before = None if change.before is None else change.before.follow_id
        if before == pair.follow_id:
            return
        self.jobs.send([_job(pair)])


def _job(pair: Relationship) -> Job:
    if pair.following:
        return Job("backfill", author_id=pair.target_id, viewer_id=pair.user_id)
    return Job("cleanup", author_id=pair.target_id, viewer_id=pair.user_id, unfollowed_ms=pair.unfollowed_ms)
