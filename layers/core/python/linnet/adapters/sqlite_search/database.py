"""The file: opened once a process, in a mode that lets others read while one writes."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from linnet.domain.search.misspellings import is_misspelt
from linnet.domain.search.ranking import engagement, popularity, recency
from linnet.ports.search import SearchUnavailable

BUSY_S: Final = 5.0
# What a full disk, a lost file or another process may do. Any other error is ours.
_UNAVAILABLE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
_PRIMARY_CODE: Final = 0xFF

_REGISTRY: Final = """
CREATE TABLE IF NOT EXISTS indexes (
    name TEXT PRIMARY KEY, kind TEXT NOT NULL, in_use INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
"""


class Database:
    """One connection, used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read one state of the file, whatever others write meanwhile."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Write all or nothing, alone."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock, _unavailable():
            connection = self._connected()
            connection.execute(begin)
            try:
                yield connection
            except BaseException:
                # Some errors have ended the transaction already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            # Transactions begin and end above, so that what a search reads belongs together.
            connection = sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA journal_mode = WAL")
            # A crash of the machine may lose the last writes, which are in the tables; the file stays whole.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(_REGISTRY)
            for function, width in ((engagement, 3), (recency, 1), (popularity, 1), (is_misspelt, 2)):
                connection.create_function(function.__name__, width, function, deterministic=True)
            self._connection = connection
        return self._connection

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        # Mistakes in how the module is used carry no code.
        if getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE in _UNAVAILABLE:
            raise SearchUnavailable from error
        raise
