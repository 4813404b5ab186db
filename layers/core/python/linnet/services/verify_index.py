"""Compare an index with the tables, from both sides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from linnet.domain.search.documents import Tombstone
from linnet.domain.search.index_versions import version_of_tweet
from linnet.ports.environment import Clock
from linnet.ports.indexing import TableWalk
from linnet.ports.search import Document, Entry, Kind, SearchEngine
from linnet.services.index_documents import IndexDocuments
from linnet.services.rebuild_index import ROWS_A_PAGE


@dataclass(frozen=True, slots=True)
class Compared:
    """How far a comparison is, None at its end, how much it has looked at, and what differs."""

    position: str | None
    checked: int
    differing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class VerifyIndex:
    """An index equals the tables when it has everything that can be found, each in its newest version, and no more.

    What is not there is as good as a tombstone. Changes that are still queued make a difference that passes: whatever
    differs is looked at again, some seconds later (`look`). All methods raise SearchUnavailable.
    """

    walk: TableWalk
    documents: IndexDocuments
    engine: SearchEngine
    clock: Clock
    work_ms: int

    def from_tables(self, kind: Kind, index: str, segment: int, segments: int, position: str | None) -> Compared:
        """Look for what a segment of the table has and the index lacks, for `work_ms`."""
        until_ms = self.clock.now_ms() + self.work_ms
        differing: list[int] = []
        checked = 0
        while True:
            page = self.walk.ids(kind, segment, segments, position, ROWS_A_PAGE)
            differing += self.look(kind, index, page.ids)
            checked += len(page.ids)
            position = page.position
            if position is None or self.clock.now_ms() >= until_ms:
                return Compared(position, checked, tuple(differing))

    def from_index(self, kind: Kind, index: str, position: str | None) -> Compared:
        """Look for what the index has and the table has not, or otherwise, for `work_ms`."""
        if position is None:
            self.engine.refresh(index)
        until_ms = self.clock.now_ms() + self.work_ms
        after = int(position or 0)
        differing: list[int] = []
        checked = 0
        while True:
            entries = self.engine.entries(index, after, ROWS_A_PAGE)
            expected = self.documents.documents(kind, [each.id for each in entries])
            differing += [
                document.id for document, entry in zip(expected, entries, strict=True) if _differ(kind, document, entry)
            ]
            checked += len(entries)
            if len(entries) < ROWS_A_PAGE:
                return Compared(None, checked, tuple(differing))
            after = entries[-1].id
            if self.clock.now_ms() >= until_ms:
                return Compared(str(after), checked, tuple(differing))

    def look(self, kind: Kind, index: str, ids: Collection[int]) -> Sequence[int]:
        """Return which of these can be found by the tables, and are not in the index in their newest version."""
        expected = [each for each in self.documents.documents(kind, ids) if not isinstance(each, Tombstone)]
        stored = self.engine.versions(index, [each.id for each in expected])
        return [
            each.id
            for each in expected
            if each.id not in stored or _newest(kind, stored[each.id]) != _newest(kind, each.version)
        ]

    def look_again(self, kind: Kind, index: str, ids: Sequence[int]) -> Sequence[int]:
        """Return which of these still differ, from either side."""
        self.engine.refresh(index)
        differing = set(self.look(kind, index, ids))
        documents = {each.id: each for each in self.documents.documents(kind, ids)}
        for identifier in ids:
            entries = self.engine.entries(index, identifier - 1, 1)
            if entries and entries[0].id == identifier and _differ(kind, documents[identifier], entries[0]):
                differing.add(identifier)
        return sorted(differing)


def _differ(kind: Kind, expected: Document, entry: Entry) -> bool:
    if isinstance(expected, Tombstone):
        return not entry.tombstone
    return entry.tombstone or _newest(kind, entry.version) != _newest(kind, expected.version)


def _newest(kind: Kind, version: int) -> int:
    # An author's version rises with changes that tweets are not written again for.
    return version_of_tweet(version) if kind is Kind.TWEETS else version
