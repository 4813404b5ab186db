"""Build an index anew from the tables, beside the one in use, piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from linnet.ports.environment import Clock
from linnet.ports.indexing import TableWalk
from linnet.ports.search import Kind, SearchEngine, SearchUnavailable
from linnet.services.index_documents import IndexDocuments
from linnet.services.keep_suggestions import KeepSuggestions

# What the tables answer for in one batch.
ROWS_A_PAGE: Final = 100
# As the queue does: forgotten after a day, when nothing older can come any more.
TOMBSTONES_KEPT_MS: Final = 24 * 3_600_000
# Some thousands each.
PURGES_A_RUN: Final = 10


@dataclass(frozen=True, slots=True)
class Filled:
    """How far a segment is, None at its end, and how many documents were written and refused."""

    position: str | None
    written: int
    refused: int


@dataclass(frozen=True, slots=True)
class RebuildIndex:
    """From the moment at which an index is there, `index_queue` writes every change into it, too.

    So what is filled in from the tables is either as new as the change or older, and then refused by its version.
    Accounts get their suggestions on the way, as with every change: those that have not changed since there are
    suggestions have none.
    """

    walk: TableWalk
    documents: IndexDocuments
    suggestions: KeepSuggestions
    engine: SearchEngine
    clock: Clock
    work_ms: int

    def fill(self, kind: Kind, index: str, segment: int, segments: int, position: str | None) -> Filled:
        """Fill a segment in from a position on, for `work_ms`. Again does no harm. Raise SearchUnavailable."""
        until_ms = self.clock.now_ms() + self.work_ms
        written = refused = 0
        write = self.documents.tweets if kind is Kind.TWEETS else self.documents.accounts
        while True:
            page = self.walk.ids(kind, segment, segments, position, ROWS_A_PAGE)
            if kind is Kind.USERS:
                self.suggestions.run(page.ids)
            trouble = write(page.ids, index)
            if trouble.again:
                # The engine has no room: whoever fills begins this page again, later.
                raise SearchUnavailable(f"{len(trouble.again)} documents had no room")
            written += len(page.ids)
            refused += len(trouble.refused)
            position = page.position
            if position is None or self.clock.now_ms() >= until_ms:
                return Filled(position, written, refused)

    def purge(self) -> int:
        """Remove old tombstones from all indexes; return how many. Raise SearchUnavailable."""
        before_ms = self.clock.now_ms() - TOMBSTONES_KEPT_MS
        removed = 0
        for kind in Kind:
            for index in self.engine.all_of(kind):
                for _ in range(PURGES_A_RUN):
                    gone = self.engine.purge(index, before_ms)
                    removed += gone
                    if not gone:
                        break
        return removed
