"""Find the polls that ended, and have their authors and voters told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.notifications import Kind
from linnet.ports.environment import Clock, Parallel
from linnet.ports.notifications import NotificationJob, NotificationJobs
from linnet.ports.tweets import OpenPolls

# A vote that was decided before the end may be written a moment later, and the index of votes stays behind what is
# written. Longer than a request lasts, and than an index usually lags.
SETTLED_MS: Final = 90_000
# Of each shard in one run; what is left is still there for the next.
MOST_POLLS: Final = 1_000
A_STEP: Final = 50


@dataclass(frozen=True, slots=True)
class EndPolls:
    """A poll leaves the open ones when its job is queued: killed in between, the next run queues it a second time.

    Such a job does nothing more, so it is at least once here and exactly once for those who are told.
    """

    polls: OpenPolls
    jobs: NotificationJobs
    parallel: Parallel
    clock: Clock

    def run(self) -> int:
        """Return how many polls were ended."""
        due = self.polls.due(self.clock.now_ms() - SETTLED_MS, MOST_POLLS)
        self.parallel.run([self._end(due[start : start + A_STEP]) for start in range(0, len(due), A_STEP)])
        return len(due)

    def _end(self, tweet_ids: Sequence[int]) -> Callable[[], None]:
        def end() -> None:
            self.jobs.send([NotificationJob(Kind.POLL_ENDED.value, each) for each in tweet_ids])
            for tweet_id in tweet_ids:
                self.polls.close(tweet_id)

        return end
