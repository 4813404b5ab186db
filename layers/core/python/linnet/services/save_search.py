"""Save searches, to make them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.errors import Code, DomainError, conflict, invalid, not_found
from linnet.domain.search.kept import (
    MAX_SAVED,
    SavedSearch,
    SavedSearches,
    kept_name,
    kept_text,
    removed,
    renamed,
    saved,
)
from linnet.domain.users import Viewer
from linnet.ports.environment import IdSource
from linnet.ports.identity import VersionConflict
from linnet.ports.kept_searches import SavedSearchStore

ATTEMPTS: Final = 4


@dataclass(frozen=True, slots=True)
class SaveSearch:
    """Saved searches are the account's own. Each act can be repeated: the same again changes nothing."""

    store: SavedSearchStore
    ids: IdSource

    def all(self, viewer: Viewer) -> Sequence[SavedSearch]:
        """Return the viewer's searches, oldest first."""
        return self.store.of(viewer.user_id).searches

    def run(self, viewer: Viewer, name: str, query: str) -> SavedSearch:
        """Save a search; one that was saved before gets the new name.

        Raise a DomainError for a bad name, a search that cannot be read (QueryError) or asks for nothing, or when
        there are too many.
        """
        text, new_name = kept_text(query), kept_name(name)
        if text is None:
            raise invalid("q", "asks for nothing")
        new = SavedSearch(self.ids.next_id(), new_name, text)

        def add(known: SavedSearches) -> SavedSearches:
            changed = saved(known, new)
            if changed is None:
                raise DomainError(Code.LIMIT_REACHED, f"an account saves at most {MAX_SAVED} searches")
            return changed

        return next(each for each in self._change(viewer.user_id, add) if each.query == text)

    def rename(self, viewer: Viewer, search_id: int, name: str) -> SavedSearch:
        """Give a search another name. Raise a DomainError for a bad name, or where there is no such search."""
        new_name = kept_name(name)
        for each in self._change(viewer.user_id, lambda known: renamed(known, search_id, new_name)):
            if each.id == search_id:
                return each
        raise not_found("saved search")

    def remove(self, viewer: Viewer, search_id: int) -> None:
        """Remove a search, if it is there."""
        self._change(viewer.user_id, lambda known: removed(known, search_id))

    def _change(self, user_id: int, change: Callable[[SavedSearches], SavedSearches]) -> Sequence[SavedSearch]:
        for _ in range(ATTEMPTS):
            known = self.store.of(user_id)
            changed = change(known)
            if changed == known:
                return known.searches
            try:
                self.store.replace(user_id, changed)
            except VersionConflict:
                continue
            return changed.searches
        raise conflict("saved searches are being changed elsewhere; please try again")
