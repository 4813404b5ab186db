"""Remember what was searched for, and show it to whom it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from linnet.domain.errors import Code, DomainError, conflict
from linnet.domain.search.kept import RecentSearch, RecentSearches, forgotten, kept_text, remembered, standing
from linnet.domain.search.parse import QueryError
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock, Parallel
from linnet.ports.identity import VersionConflict
from linnet.ports.kept_searches import RecentSearchStore, RecentUnavailable
from linnet.services.at_once import both

T = TypeVar("T")

# Two searches of one account at the same moment are rare, and one that is not remembered is no harm.
ATTEMPTS_BESIDE: Final = 2
ATTEMPTS: Final = 4
RETRY_AFTER_S: Final = 5


@dataclass(frozen=True, slots=True)
class RememberSearch:
    """One small read and at most one write, beside the search itself and never in its way.

    After the answer there is no time: a function stops when it has given it. So the search is remembered while the
    engine is asked and its hits are read, which are as many trips or more.
    """

    store: RecentSearchStore
    clock: Clock
    parallel: Parallel

    def beside(self, viewer: Viewer, query: str, answer: Callable[[], T]) -> T:
        """Return what `answer` returns, called at once with the remembering, whose failure is nobody's concern.

        Not for further pages of the same search.
        """
        answered, _ = both(self.parallel, answer, lambda: self.run(viewer, query))
        return answered

    def run(self, viewer: Viewer, query: str) -> bool:
        """Put a search in front of the viewer's recent ones; return whether it stands there now.

        A search that asks for nothing, or cannot be read, is none.
        """
        try:
            text = kept_text(query)
        except QueryError:
            return False
        if text is None:
            return False
        try:
            return _changed(
                self.store,
                viewer.user_id,
                lambda known: remembered(known, text, self.clock.now_ms()),
                ATTEMPTS_BESIDE,
            )
        except RecentUnavailable:
            return False


@dataclass(frozen=True, slots=True)
class RecallSearches:
    """The viewer's own recent searches. All methods raise a DomainError (unavailable) when the store is."""

    store: RecentSearchStore
    clock: Clock

    def run(self, viewer: Viewer) -> Sequence[RecentSearch]:
        """Return the recent searches, newest first."""
        try:
            return standing(self.store.of(viewer.user_id), self.clock.now_ms())
        except RecentUnavailable as error:
            raise _unavailable() from error

    def forget(self, viewer: Viewer, query: str) -> None:
        """Forget one search, if it is there."""
        text = " ".join(query.split())
        self._change(viewer, lambda known: forgotten(known, text))

    def clear(self, viewer: Viewer) -> None:
        """Forget all of them."""
        # The row stays, empty: one that begins anew at version 1 could be taken for an older one by a search that
        # began before, and what was cleared would be back.
        self._change(viewer, lambda known: RecentSearches((), known.version))

    def _change(self, viewer: Viewer, change: Callable[[RecentSearches], RecentSearches]) -> None:
        try:
            if not _changed(self.store, viewer.user_id, change, ATTEMPTS):
                raise conflict("recent searches are being changed elsewhere; please try again")
        except RecentUnavailable as error:
            raise _unavailable() from error


def _changed(
    store: RecentSearchStore, user_id: int, change: Callable[[RecentSearches], RecentSearches], attempts: int
) -> bool:
    for _ in range(attempts):
        known = store.of(user_id)
        changed = change(known)
        if changed == known:
            return True
        try:
            store.replace(user_id, changed)
        except VersionConflict:
            continue
        return True
    return False


def _unavailable() -> DomainError:
    return DomainError(Code.UNAVAILABLE, "please try again shortly", retry_after_s=RETRY_AFTER_S)
