"""Let the index, lists and timelines follow from a change of one pair, or from the end of a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from linnet.domain.changes import ListRemoval, PairChange
from linnet.domain.graph import Relationship
from linnet.ports.graph import Endorsements, FollowIndex
from linnet.ports.lists import Lists
from linnet.ports.timelines import Job, Jobs


@dataclass(frozen=True, slots=True)
class ApplyFollowChange:
    """Write the index first: what the author posts from then on is pushed, and the back-fill brings what was before.

    Whether the author is a celebrity is for the back-fill to find out, when it runs.
    """

    follows: FollowIndex
    lists: Lists
    endorsements: Endorsements
    jobs: Jobs

    def run(self, change: PairChange) -> None:
        """Apply a change; again does nothing more than repeat jobs that are idempotent."""
        self.follows.apply(change.before, change.after)
        pair = change.after
        if pair is None:
            return
        before = change.before or Relationship(pair.user_id, pair.target_id)
        if before.following and not pair.following:
            # Whoever ended the follow wrote the pair; the lists, and that of endorsements, still hold the member.
            for list_id in sorted(before.lists):
                self.lists.settle(pair.user_id, list_id, pair.target_id)
            if before.endorsed:
                self.endorsements.settle(pair.user_id, pair.target_id)
        jobs = list(_list_jobs(before, pair))
        if before.follow_id != pair.follow_id:
            jobs.append(_job(pair))
        if jobs:
            self.jobs.send(jobs)

    def end_list(self, removal: ListRemoval) -> None:
        """Have a list that is gone taken out of the pairs of its members; what each leaves is cleaned up then."""
        owner_id, list_id = removal.removed.owner_id, removal.removed.id
        members = sorted(removal.removed.members)
        jobs = [Job("leave_list", author_id=each, viewer_id=owner_id, list_id=list_id) for each in members]
        if jobs:
            self.jobs.send(jobs)


def _job(pair: Relationship) -> Job:
    if pair.following:
        return Job("backfill", author_id=pair.target_id, viewer_id=pair.user_id)
    return Job("cleanup", author_id=pair.target_id, viewer_id=pair.user_id, unfollowed_ms=pair.unfollowed_ms)


def _list_jobs(before: Relationship, after: Relationship) -> Iterator[Job]:
    for list_id in sorted(before.lists ^ after.lists):
        if list_id in after.lists:
            yield Job("backfill", author_id=after.target_id, viewer_id=after.user_id, list_id=list_id)
        else:
            # Once and late: until then a push that read the index before may be under way, and reading hides it.
            yield Job("cleanup", author_id=after.target_id, viewer_id=after.user_id, list_id=list_id, again=True)
