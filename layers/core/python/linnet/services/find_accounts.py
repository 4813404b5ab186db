"""Find accounts for somebody who types a name, or what they remember of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linnet.domain.users import USERNAME, User, Viewer
from linnet.ports.environment import Parallel
from linnet.ports.graph import Relationships
from linnet.ports.identity import Accounts
from linnet.ports.search import SearchUnavailable
from linnet.services.at_once import both
from linnet.services.read_users import ReadUsers
from linnet.services.search_by_offset import DEEPEST, CountedPage
from linnet.services.search_users import SearchUsers
from linnet.services.suggest import Suggest


@dataclass(frozen=True, slots=True)
class FindAccounts:
    """The one whose handle was typed comes first, also when it is of this second; then those whose names begin so.

    Behind them stands what the engine knows: misspelt names, and what accounts say of themselves. While it does not
    answer, the tables do.
    """

    suggest: Suggest
    search: SearchUsers
    read_users: ReadUsers
    accounts: Accounts
    relationships: Relationships
    parallel: Parallel

    def run(self, viewer: Viewer, text: str, page: CountedPage, *, following: bool = False) -> Sequence[User]:
        """Return a page; with `following` only of accounts that the viewer follows. Raise a QueryError."""
        if page.offset >= DEEPEST:
            return ()
        name = text.strip().removeprefix("@")
        # Who is followed may stand anywhere among those who are found.
        limit = DEEPEST if following else page.end
        (named, proposed), sought = both(
            self.parallel,
            lambda: both(self.parallel, lambda: self._named(name.lower()), lambda: self._proposed(viewer, name, limit)),
            lambda: self._sought(viewer, name, limit),
        )
        ids = list(dict.fromkeys([*named, *proposed, *sought]))
        if following:
            pairs = self.relationships.get_many(viewer.user_id, ids)
            ids = [each for each in ids if each in pairs and pairs[each].following]
        return self.read_users.by_ids(viewer, ids[:DEEPEST])[page.offset : page.end]

    def _named(self, handle: str) -> list[int]:
        found = self.accounts.find_ids([handle]) if USERNAME.fullmatch(handle) else {}
        return list(found.values())

    def _proposed(self, viewer: Viewer, name: str, limit: int) -> list[int]:
        return [each.user.id for each in self.suggest.run(viewer, f"@{name}", limit).users]

    def _sought(self, viewer: Viewer, name: str, limit: int) -> list[int]:
        try:
            return [each.id for each in self.search.run(viewer, name, None, limit).users]
        except SearchUnavailable:
            return []
