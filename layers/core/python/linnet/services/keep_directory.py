"""Keep the directory of accounts that want to be found."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from linnet.domain.timelines import DIRECTORY_FEED, TimelineEntry
from linnet.domain.users import User
from linnet.ports.environment import Parallel
from linnet.ports.identity import Users
from linnet.ports.timelines import Feeds


@dataclass(frozen=True, slots=True)
class KeepDirectory:
    """Called with accounts whose profile may have changed; again changes nothing.

    `users` has to be consistent: what it says is stored until the next change.
    """

    users: Users
    feeds: Feeds
    parallel: Parallel

    def run(self, ids: Collection[int]) -> None:
        """Put accounts that want to be found into the directory, and take others out."""
        wanted = list(dict.fromkeys(ids))
        if wanted:
            found = self.users.get_many(wanted)
            self.parallel.run([self._keeping(each, found.get(each)) for each in wanted])

    def _keeping(self, user_id: int, user: User | None) -> Callable[[], None]:
        wants = user is not None and user.active and user.discoverable

        def keep() -> None:
            # Most changes of a profile are none of this, and a look costs a fifth of a write.
            if self.feeds.holds(DIRECTORY_FEED, user_id) == wants:
                return
            if wants:
                self.feeds.add(DIRECTORY_FEED, TimelineEntry(user_id, user_id))
            else:
                self.feeds.remove(DIRECTORY_FEED, user_id)

        return keep
