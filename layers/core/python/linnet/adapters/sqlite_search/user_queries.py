"""A search for accounts as SQL: each typed word is looked up as a whole, as a beginning and with misspellings."""

from __future__ import annotations

import sqlite3
from typing import Final

from linnet.adapters.sqlite_search.tweet_queries import BEHIND_ALL, Statement
from linnet.domain.search.misspellings import edits_allowed
from linnet.domain.search.ranking import BEGINNING, IN_BIO, MISSPELT, WHOLE_HANDLE, WHOLE_NAME
from linnet.domain.search.words import words_of
from linnet.ports.search import UserSearch

MOST_WORDS: Final = 8
# Words of names that begin with the same letter and are looked at for misspellings: milliseconds.
_LOOKED_AT: Final = 20_000
_MISSPELLINGS: Final = 50


def user_statement(connection: sqlite3.Connection, search: UserSearch, index: str) -> tuple[str, dict[str, object]]:
    """Return the statement of a search, whose rows are (id, version, key)."""
    made = Statement(index)
    words = words_of(search.text)[:MOST_WORDS]
    handle = search.text.strip().removeprefix("@").lower()
    whole = f"(t.handle = {made.value(handle)})"
    fits = [_fit(connection, made, word) for word in words]
    named = " AND ".join(f"{fit} > 0" for fit in fits) or "0"
    key = " + ".join([f"{WHOLE_HANDLE} * {whole}", *fits, "popularity(t.followers)"])
    found = f"t.buried_ms IS NULL AND ({whole} OR ({named}))"
    scored = f'SELECT t.id, t.version, {key} AS key FROM "{index}" AS t WHERE {found}'
    after = "1"
    if search.after is not None:
        after = f"(key, id) < ({made.value(search.after.key)}, {made.value(search.after.id)})"
    limit = made.value(search.limit)
    statement = f"SELECT id, version, key FROM ({scored}) WHERE {after} ORDER BY key DESC, id DESC LIMIT {limit}"
    return statement, made.values


def _fit(connection: sqlite3.Connection, made: Statement, word: str) -> str:
    found = [
        (WHOLE_NAME, f'names : "{word}"'),
        (BEGINNING, f'names : "{word}" *'),
        (IN_BIO, f'bio : "{word}"'),
    ]
    misspelt = _misspelt(connection, made.index, word)
    if misspelt:
        found.insert(2, (MISSPELT, "names : (" + " OR ".join(f'"{each}"' for each in misspelt) + ")"))
    cases = " ".join(f"WHEN t.id IN {made.matching('words', query)} THEN {weight}" for weight, query in found)
    return f"(CASE {cases} ELSE 0.0 END)"


def _misspelt(connection: sqlite3.Connection, index: str, typed: str) -> list[str]:
    """Return words of names that were meant perhaps."""
    if not edits_allowed(len(typed)):
        return []
    statement = f"""
        SELECT term FROM (
            SELECT term, doc FROM "{index}:vocabulary"
            WHERE term >= :first AND term < :behind AND col = 'names' LIMIT {_LOOKED_AT}
        ) WHERE is_misspelt(term, :typed) ORDER BY doc DESC LIMIT {_MISSPELLINGS}
    """
    rows = connection.execute(statement, {"first": typed[0], "behind": typed[0] + BEHIND_ALL, "typed": typed})
    return [term for (term,) in rows]
