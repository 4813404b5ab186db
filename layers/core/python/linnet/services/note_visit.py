"""Note that somebody read their timelines, and have them rebuilt where pushes left them out for long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from linnet.domain.timelines import DAY_MS, TimelineState
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock
from linnet.ports.identity import Accounts
from linnet.ports.timelines import Job, Jobs, Timelines

# A rebuild that has not come by then is queued again.
REBUILD_PATIENCE_MS: Final = 600_000


@dataclass(frozen=True, slots=True)
class NoteVisit:
    """One state holds for an account's home and its lists: pushes skip all of them, and one rebuild fills them."""

    timelines: Timelines
    accounts: Accounts
    jobs: Jobs
    clock: Clock
    dormant_days: int

    def settled(self, viewer: Viewer) -> bool:
        """Tell whether the viewer was seen today with timelines in order: it came with the token and holds all day."""
        return viewer.last_seen_day >= self._today()

    def state(self, viewer: Viewer) -> TimelineState:
        """Return what is stored; asked for where the viewer is not settled."""
        return self.timelines.states([viewer.user_id]).get(viewer.user_id, TimelineState())

    def ready(self, state: TimelineState) -> bool:
        """Tell whether the stored timelines hold what they should."""
        return state.ready and not state.dormant(self.clock.now_ms(), self.dormant_days)

    def call(self, viewer: Viewer, state: TimelineState) -> Callable[[], None]:
        """Return `run` as a call to be made beside others."""
        return lambda: self.run(viewer, state)

    def run(self, viewer: Viewer, state: TimelineState) -> None:
        """Write down the visit once a day; a reader who was long away has the timelines rebuilt."""
        now_ms, today = self.clock.now_ms(), self._today()
        overdue = not state.ready and now_ms - state.returned_ms > REBUILD_PATIENCE_MS
        if overdue or state.dormant(now_ms, self.dormant_days):
            # First the state, so that pushes reach the reader again, then the job, so that it sees all earlier posts.
            self.timelines.set_state(viewer.user_id, TimelineState(last_seen_day=today, returned_ms=now_ms))
            self.jobs.send([Job("rebuild", author_id=viewer.user_id, viewer_id=viewer.user_id)])
            return
        if state.last_seen_day < today:
            self.timelines.set_state(viewer.user_id, TimelineState(last_seen_day=today))
        if state.ready:
            # From now on the account, which is read with the token, spares the day's further reads the state.
            self.accounts.touch_last_seen(viewer.user_id, today)

    def _today(self) -> int:
        return self.clock.now_ms() // DAY_MS
