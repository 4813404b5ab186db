"""What `index_queue` runs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from linnet.ports.search import SearchEngine
from linnet.ports.timelines import FailureStore
from linnet.runtime.batch import Record
from linnet.runtime.environment import Environment
from linnet.services.index_documents import IndexDocuments
from linnet.services.keep_directory import KeepDirectory
from linnet.services.keep_suggestions import KeepSuggestions
from linnet.services.rebuild_index import RebuildIndex
from linnet.services.verify_index import VerifyIndex

# Well within the function's time, whatever the last page takes.
WORK_MS = 20_000


class Delays(Protocol):
    """Hide messages that failed for a while."""

    def postpone(self, records: Sequence[Record]) -> None: ...


@dataclass(frozen=True, slots=True)
class IndexQueue:
    index_documents: IndexDocuments
    rebuild_index: RebuildIndex
    verify_index: VerifyIndex
    engine: SearchEngine
    delays: Delays
    failures: FailureStore
    keep_suggestions: KeepSuggestions
    keep_directory: KeepDirectory


def build(environment: Environment) -> IndexQueue:
    """Put the function together; nothing it reads may be older than the change that it was called for."""
    tables, clock = environment.tables, environment.clock
    documents = IndexDocuments(
        posts=tables.posts_as_written,
        users=tables.users_as_written,
        authors=tables.authors,
        engine=tables.search,
        jobs=tables.index_jobs,
        clock=clock,
        work_ms=WORK_MS,
    )
    suggestions = KeepSuggestions(tables.users_as_written, tables.user_suggestions, environment.parallel)
    return IndexQueue(
        index_documents=documents,
        rebuild_index=RebuildIndex(tables.table_walk, documents, suggestions, tables.search, clock, WORK_MS),
        verify_index=VerifyIndex(tables.table_walk, documents, tables.search, clock, WORK_MS),
        engine=tables.search,
        delays=tables.index_delays,
        failures=tables.failures,
        keep_suggestions=suggestions,
        keep_directory=KeepDirectory(tables.users_as_written, tables.feeds, environment.parallel),
    )
