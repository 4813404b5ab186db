"""Give a job of many recipients its part, of a size that one run can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.index_ranges import WHOLE_INDEX, divide
from linnet.ports.notifications import NotificationJob, NotificationJobs, RecipientIndex

# Some five trips each, thirty at once: less than a second.
MOST_RECIPIENTS: Final = 100
# What a run reads of a shard to cut it: 20 ranges, and one for the rest.
MOST_READ: Final = 20 * MOST_RECIPIENTS


@dataclass(frozen=True, slots=True)
class TakePart:
    """A range that holds more recipients than one run can tell becomes several jobs.

    A job that comes twice sends the same ranges again, which costs reads: whoever was told is not told again.
    """

    index: RecipientIndex
    jobs: NotificationJobs

    def run(self, job: NotificationJob, object_id: int) -> Sequence[int]:
        """Return the accounts that this job has to tell; none if it became several."""
        part = job.part or WHOLE_INDEX
        found = self.index.read(object_id, part, MOST_READ)
        if len(found) <= MOST_RECIPIENTS:
            return [row.user_id for row in found]
        ranges = divide(found, part, MOST_RECIPIENTS, MOST_READ)
        self.jobs.send([replace(job, part=each) for each in ranges])
        return ()
