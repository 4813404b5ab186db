"""Begin and end celebrity treatment: merging an author's posts at read instead of pushing them."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.counting import Total
from linnet.ports.counters import Totals
from linnet.ports.graph import Celebrities, FollowIndex
from linnet.ports.identity import Accounts
from linnet.ports.timelines import Job, Jobs


@dataclass(frozen=True, slots=True)
class ReviewCelebrity:
    """Order celebrity treatment by the number of followers.

    `on` lies above `off`, so that an author near one of them does not flap. The state is looked at, not the crossing:
    a worker that dies between counting and ordering orders at the next count.
    """

    celebrities: Celebrities
    on: int
    off: int

    def run(self, author_id: int, totals: Totals) -> None:
        """Order what the number of followers asks for, if it is not so already."""
        followers = totals.counts[Total.FOLLOWERS]
        if totals.erasing:
            # Its followers are counted down after the order was erased, which none may write again.
            return
        if not totals.pulled and followers >= self.on:
            self.celebrities.order(author_id, True)
        elif totals.pulled and followers < self.off:
            self.celebrities.order(author_id, False)


@dataclass(frozen=True, slots=True)
class TurnCelebrity:
    """Carry out what is ordered, as often as the stream says so.

    First the flag and then the jobs: whoever follows in between finds the flag set, and whoever did before is in the
    index that the jobs read. The order itself is a stored row, so nothing is lost where this dies half-way.
    """

    celebrities: Celebrities
    accounts: Accounts
    follows: FollowIndex
    jobs: Jobs
    chunk: int

    def run(self, author_id: int) -> None:
        """Make the author's flag what was ordered last, and tell the followers."""
        pulled = self.celebrities.ordered(author_id)
        self.accounts.set_pulled(author_id, pulled)
        kind = "pull_on" if pulled else "pull_off"
        self.jobs.send([Job(kind, author_id, part=part) for part in self.follows.split(author_id, self.chunk)])
