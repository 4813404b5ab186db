"""The tables of one index, all of which carry its name.

`<index>` has a row for each document and tombstone, `<index>:words` its words in their order and `<index>:stems` the
same for tweets in English, reduced to their stems (the only stemmer of FTS5). Words come folded and are cut at spaces.
"""

from __future__ import annotations

import re
import sqlite3
from typing import Final

from linnet.ports.search import Kind

MAPPING_VERSION: Final = 1
_NAME: Final = re.compile(r"(?:tweets|users)-v[0-9]+-[a-z0-9-]{1,60}", re.ASCII)
# It takes all beyond ASCII for parts of words. In ASCII, keycap emoji have characters besides letters and digits.
_TOKENIZER: Final = "ascii tokenchars ''#*''"

_TABLES: Final = {
    Kind.TWEETS: (
        """
        CREATE TABLE "{index}" (
            id INTEGER PRIMARY KEY, version INTEGER NOT NULL, buried_ms INTEGER, author_id INTEGER, text TEXT,
            conversation_id INTEGER, reply_to_author_id INTEGER, quote_of_id INTEGER,
            likes INTEGER, retweets INTEGER, replies INTEGER
        )
        """,
        'CREATE INDEX "{index}:authors" ON "{index}" (author_id, id)',
        'CREATE INDEX "{index}:conversations" ON "{index}" (conversation_id, id)',
        'CREATE INDEX "{index}:buried" ON "{index}" (buried_ms) WHERE buried_ms IS NOT NULL',
        """
        CREATE TABLE "{index}:keywords" (
            field TEXT NOT NULL, value TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (field, value, id)
        ) WITHOUT ROWID
        """,
        'CREATE INDEX "{index}:documents" ON "{index}:keywords" (id)',
        """CREATE VIRTUAL TABLE "{index}:words" USING fts5(words, tokenize = '{tokenizer}')""",
        """CREATE VIRTUAL TABLE "{index}:stems" USING fts5(words, tokenize = 'porter {tokenizer}')""",
    ),
    Kind.USERS: (
        """
        CREATE TABLE "{index}" (
            id INTEGER PRIMARY KEY, version INTEGER NOT NULL, buried_ms INTEGER, handle TEXT, followers INTEGER
        )
        """,
        'CREATE INDEX "{index}:handles" ON "{index}" (handle)',
        'CREATE INDEX "{index}:buried" ON "{index}" (buried_ms) WHERE buried_ms IS NOT NULL',
        """
        CREATE VIRTUAL TABLE "{index}:words" USING fts5(names, bio, tokenize = '{tokenizer}', prefix = '1 2 3')
        """,
        """CREATE VIRTUAL TABLE "{index}:vocabulary" USING fts5vocab("{index}:words", 'col')""",
    ),
}
# Tables go with their indexes; what reads another table goes before it.
_DROPPED: Final = {
    Kind.TWEETS: ("{index}:stems", "{index}:words", "{index}:keywords", "{index}"),
    Kind.USERS: ("{index}:vocabulary", "{index}:words", "{index}"),
}


def index_name(kind: Kind, label: str) -> str:
    """Return the name of an index. Raise ValueError for a label that cannot be a part of it."""
    return checked(f"{kind}-v{MAPPING_VERSION}-{label}")


def checked(index: str) -> str:
    """Return a name that may stand in a statement. Raise ValueError for any other."""
    if _NAME.fullmatch(index) is None:
        raise ValueError(f"no name of an index: {index!r}")
    return index


def create_tables(connection: sqlite3.Connection, kind: Kind, index: str) -> None:
    for statement in _TABLES[kind]:
        connection.execute(statement.format(index=checked(index), tokenizer=_TOKENIZER))


def drop_tables(connection: sqlite3.Connection, kind: Kind, index: str) -> None:
    for name in _DROPPED[kind]:
        connection.execute(f'DROP TABLE IF EXISTS "{name.format(index=checked(index))}"')
