"""Remove pictures that nothing holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from linnet.ports.environment import Clock, Parallel
from linnet.ports.media import DueMedia, ExpiringMedia, MediaFiles, MediaRows
from linnet.services.keep_media import remove_ended

# Of each shard in one run; what is left is still there for the next.
MOST_MEDIA: Final = 500


@dataclass(frozen=True, slots=True)
class ExpireMedia:
    """What has expired cannot be attached any more, so nothing is taken from under a tweet.

    The row goes last: a run that is killed leaves it to the next one, with the names of what it tells of.
    """

    media: MediaRows
    expiring: ExpiringMedia
    files: MediaFiles
    parallel: Parallel
    clock: Clock

    def run(self) -> int:
        """Return how many pictures were removed. What fails is raised when all others are done."""
        now_ms = self.clock.now_ms()
        due = self.expiring.due(now_ms, MOST_MEDIA)
        return sum(self.parallel.run([self._removal(each, now_ms) for each in due]))

    def _removal(self, due: DueMedia, now_ms: int) -> Callable[[], bool]:
        def remove() -> bool:
            stored = self.media.get(due.owner_id, due.media_id)
            # The index is a moment behind: it may have been attached just before its time was over.
            if stored is None or stored.holder_id is not None or stored.free(now_ms):
                return False
            remove_ended(self.media, self.files, stored)
            return True

        return remove
