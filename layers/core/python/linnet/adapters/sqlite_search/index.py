"""The ports `SearchIndex` and `SearchIndexes` over one file: what a machine without OpenSearch searches with."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from linnet.adapters.search_leaves import worded_leaves
from linnet.adapters.sqlite_search.database import Database
from linnet.adapters.sqlite_search.documents import write_document
from linnet.adapters.sqlite_search.schema import checked, create_tables, drop_tables, index_name
from linnet.adapters.sqlite_search.tweet_queries import match_of, tag_statement, tweet_statement
from linnet.adapters.sqlite_search.user_queries import user_statement
from linnet.domain.ids import created_ms
from linnet.domain.search.highlights import marked_places, spans_of
from linnet.domain.search.ranking import ScoreParts
from linnet.domain.search.words import WordSequence
from linnet.ports.environment import Clock
from linnet.ports.search import (
    Document,
    Entry,
    IndexExists,
    IndexInUse,
    Kind,
    Order,
    Position,
    SearchUnavailable,
    TagUse,
    TweetHit,
    TweetSearch,
    UserHit,
    UserSearch,
    Written,
)

FIRST: Final = "first"
# No word has them.
_BEGIN: Final = "<"
_END: Final = ">"


class SqliteSearchIndex:
    """Implement both ports. What is written can be found at once, by every process that has the file open."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._database = Database(path)
        self._clock = clock

    def tweets(self, search: TweetSearch) -> Sequence[TweetHit]:
        with self._database.reading() as connection:
            index = _used(connection, Kind.TWEETS)
            rows = connection.execute(*tweet_statement(search, index)).fetchall()
            wanted = [] if search.tree is None else worded_leaves(search.tree)
            places = _found_places(connection, index, wanted, [row[0] for row in rows])
        return [
            TweetHit(
                id=identifier,
                version=version,
                author_id=author_id,
                position=Position(key, identifier),
                parts=None if search.order is Order.LATEST else ScoreParts(*parts),
                highlights=spans_of(text, places.get(identifier, ())),
                quote_of_id=quote_of_id,
            )
            for identifier, version, author_id, quote_of_id, text, key, *parts in rows
        ]

    def users(self, search: UserSearch) -> Sequence[UserHit]:
        with self._database.reading() as connection:
            statement, values = user_statement(connection, search, _used(connection, Kind.USERS))
            rows = connection.execute(statement, values).fetchall()
        return [UserHit(identifier, version, Position(key, identifier)) for identifier, version, key in rows]

    def hashtags_of(self, author_id: int, tags: Collection[str] | None, limit: int) -> Sequence[TagUse]:
        with self._database.reading() as connection:
            rows = connection.execute(*tag_statement(_used(connection, Kind.TWEETS), author_id, tags, limit)).fetchall()
        return [TagUse(tag, tweets, created_ms(newest)) for tag, tweets, newest in rows]

    def write(self, kind: Kind, documents: Sequence[Document], index: str | None = None) -> Sequence[Written]:
        now_ms = self._clock.now_ms()
        with self._database.writing() as connection:
            target = _used(connection, kind) if index is None else _existing(connection, index)
            return [write_document(connection, kind, target, document, now_ms) for document in documents]

    def prepare(self) -> None:
        for kind in Kind:
            if self.in_use(kind) is None:
                # Another process may be as far at this moment; there is one of that name then, and in use.
                with suppress(IndexExists):
                    self._create(kind, FIRST, in_use=True)

    def create(self, kind: Kind, label: str) -> str:
        return self._create(kind, label, in_use=False)

    def _create(self, kind: Kind, label: str, *, in_use: bool) -> str:
        index = index_name(kind, label)
        with self._database.writing() as connection:
            if connection.execute("SELECT 1 FROM indexes WHERE name = ?", [index]).fetchone():
                raise IndexExists(index)
            connection.execute("INSERT INTO indexes (name, kind, in_use) VALUES (?, ?, ?)", [index, kind, in_use])
            create_tables(connection, kind, index)
        return index

    def switch(self, kind: Kind, index: str) -> None:
        with self._database.writing() as connection:
            _existing(connection, index)
            connection.execute("UPDATE indexes SET in_use = (name = ?) WHERE kind = ?", [index, kind])

    def drop(self, index: str) -> None:
        with self._database.writing() as connection:
            found = connection.execute("SELECT kind, in_use FROM indexes WHERE name = ?", [index]).fetchone()
            if found is None:
                return
            kind, in_use = found
            if in_use:
                raise IndexInUse(index)
            connection.execute("DELETE FROM indexes WHERE name = ?", [index])
            drop_tables(connection, Kind(kind), index)

    def in_use(self, kind: Kind) -> str | None:
        with self._database.reading() as connection:
            return _in_use(connection, kind)

    def all_of(self, kind: Kind) -> Sequence[str]:
        with self._database.reading() as connection:
            rows = connection.execute("SELECT name FROM indexes WHERE kind = ? ORDER BY name", [kind])
            return [name for (name,) in rows]

    def refresh(self, index: str) -> None:
        """Do nothing: a transaction sees all that was committed before it."""

    def versions(self, index: str, ids: Collection[int]) -> Mapping[int, int]:
        with self._database.reading() as connection:
            table, wanted = _existing(connection, index), json.dumps(list(ids))
            rows = connection.execute(
                f'SELECT id, version FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))', [wanted]
            )
            return dict(rows.fetchall())

    def entries(self, index: str, after: int, limit: int) -> Sequence[Entry]:
        with self._database.reading() as connection:
            rows = connection.execute(
                f'SELECT id, version, buried_ms IS NOT NULL FROM "{_existing(connection, index)}" '
                "WHERE id > ? ORDER BY id LIMIT ?",
                [after, limit],
            )
            return [Entry(identifier, version, bool(buried)) for identifier, version, buried in rows]

    def purge(self, index: str, before_ms: int) -> int:
        with self._database.writing() as connection:
            return connection.execute(
                f'DELETE FROM "{_existing(connection, index)}" WHERE buried_ms < ?', [before_ms]
            ).rowcount

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


def _in_use(connection: sqlite3.Connection, kind: Kind) -> str | None:
    row = connection.execute("SELECT name FROM indexes WHERE kind = ? AND in_use", [kind]).fetchone()
    return None if row is None else str(row[0])


def _used(connection: sqlite3.Connection, kind: Kind) -> str:
    index = _in_use(connection, kind)
    if index is None:
        raise SearchUnavailable(f"no index of {kind} is in use")
    return index


def _existing(connection: sqlite3.Connection, index: str) -> str:
    if not connection.execute("SELECT 1 FROM indexes WHERE name = ?", [checked(index)]).fetchone():
        raise SearchUnavailable(f"there is no index {index}")
    return index


def _found_places(
    connection: sqlite3.Connection, index: str, wanted: Sequence[tuple[WordSequence, bool]], ids: Sequence[int]
) -> dict[int, set[int]]:
    """Return which words of each tweet were found."""
    places: dict[int, set[int]] = {}
    if not wanted or not ids:
        return places
    for table, query in _marking_queries(wanted):
        name = f"{index}:{table}"
        rows = connection.execute(
            f"""
            SELECT rowid, highlight("{name}", 0, ?, ?) FROM "{name}"
            WHERE "{name}" MATCH ? AND rowid IN (SELECT value FROM json_each(?))
            """,
            [_BEGIN, _END, query, json.dumps(ids)],
        )
        for identifier, marked in rows:
            places.setdefault(identifier, set()).update(marked_places(marked, _BEGIN, _END))
    return places


def _marking_queries(wanted: Sequence[tuple[WordSequence, bool]]) -> list[tuple[str, str]]:
    queries = [("words", " OR ".join(match_of(each) for each, _ in wanted))]
    stemmed = [each for each, forms in wanted if forms]
    if stemmed:
        queries.append(("stems", " OR ".join(match_of(each) for each in stemmed)))
    return queries
