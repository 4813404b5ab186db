"""Keep accounts findable by the beginnings of their names."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from linnet.domain.search.suggestions import suggested_user
from linnet.domain.users import User
from linnet.ports.environment import Parallel
from linnet.ports.identity import Users
from linnet.ports.suggestions import UserSuggestions


@dataclass(frozen=True, slots=True)
class KeepSuggestions:
    """Called with accounts whose profile or total of followers may have changed; again changes nothing.

    `users` has to be consistent: what it says is stored until the next change.
    """

    users: Users
    suggestions: UserSuggestions
    parallel: Parallel

    def run(self, ids: Collection[int]) -> None:
        """Store how accounts are proposed, and drop those that are gone."""
        wanted = list(dict.fromkeys(ids))
        if wanted:
            found = self.users.get_many(wanted)
            self.parallel.run([self._replacing(each, found.get(each)) for each in wanted])

    def _replacing(self, user_id: int, user: User | None) -> Callable[[], None]:
        if user is None:
            return lambda: self.suggestions.forget(user_id)
        return lambda: self.suggestions.replace(user_id, user.version, suggested_user(user))
