"""Find accounts for somebody who types a name: by handle at once, by what a name begins with, without the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linnet.domain.users import USERNAME, User, Viewer
from linnet.ports.environment import Parallel
from linnet.ports.identity import Accounts
from linnet.services.at_once import both
from linnet.services.read_users import ReadUsers
from linnet.services.suggest import Suggest, Suggestion


@dataclass(frozen=True, slots=True)
class FindAccounts:
    """The one whose handle was typed comes first, also when it is of this second."""

    suggest: Suggest
    read_users: ReadUsers
    accounts: Accounts
    parallel: Parallel

    def run(self, viewer: Viewer, text: str, limit: int, *, following: bool = False) -> Sequence[User]:
        """Return at most `limit` accounts; with `following` only such as the viewer follows. Raise a QueryError."""
        handle = text.strip().removeprefix("@").lower()
        named, proposed = both(self.parallel, lambda: self._named(handle), lambda: self._proposed(viewer, text, limit))
        ids = [each.user.id for each in proposed if each.following or not following]
        if named is not None and (not following or named in ids):
            ids.insert(0, named)
        return self.read_users.by_ids(viewer, ids)[:limit]

    def _named(self, handle: str) -> int | None:
        return self.accounts.find_ids([handle]).get(handle) if USERNAME.fullmatch(handle) else None

    def _proposed(self, viewer: Viewer, text: str, limit: int) -> Sequence[Suggestion]:
        return self.suggest.run(viewer, f"@{text.strip().removeprefix('@')}", limit).users
