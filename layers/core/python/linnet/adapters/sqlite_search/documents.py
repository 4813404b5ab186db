"""How documents are written into the tables of an index."""

from __future__ import annotations

import sqlite3
from typing import Final

from linnet.adapters.search_leaves import keywords_of
from linnet.domain.search.documents import Tombstone, TweetDocument, UserDocument
from linnet.domain.search.words import words_of
from linnet.ports.search import Document, Kind, Outcome, Written

STEMMED: Final = "en"

_TABLES_OF_WORDS: Final = {Kind.TWEETS: ("words", "stems", "keywords"), Kind.USERS: ("words",)}
_ID: Final = {"words": "rowid", "stems": "rowid", "keywords": "id"}


# What a document keeps in its row; a tombstone keeps nothing.
_COLUMNS: Final = {
    Kind.TWEETS: (
        "author_id",
        "text",
        "conversation_id",
        "reply_to_author_id",
        "quote_of_id",
        "likes",
        "retweets",
        "replies",
    ),
    Kind.USERS: ("handle", "followers"),
}


def write_document(connection: sqlite3.Connection, kind: Kind, index: str, document: Document, now_ms: int) -> Written:
    """Write a document unless a newer one is there."""
    try:
        written = connection.execute(_upsert(kind, index), _row(kind, document, now_ms)).rowcount
    except OverflowError:
        # A number of more than 64 bits; nothing has been written of it.
        return Written(document.id, Outcome.REFUSED, "number out of range")
    if not written:
        return Written(document.id, Outcome.STALE)
    for table in _TABLES_OF_WORDS[kind]:
        connection.execute(f'DELETE FROM "{index}:{table}" WHERE {_ID[table]} = ?', [document.id])
    match document:
        case TweetDocument():
            _write_tweet(connection, index, document)
        case UserDocument():
            _write_user(connection, index, document)
        case Tombstone():
            pass
    return Written(document.id, Outcome.DONE)


def _upsert(kind: Kind, index: str) -> str:
    columns = ("id", "version", "buried_ms", *_COLUMNS[kind])
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
    return (
        f'INSERT INTO "{index}" ({", ".join(columns)}) VALUES ({", ".join("?" * len(columns))}) '
        f"ON CONFLICT (id) DO UPDATE SET {changes} WHERE excluded.version >= version"
    )


def _row(kind: Kind, document: Document, now_ms: int) -> list[object]:
    match document:
        case Tombstone():
            kept: list[object] = [now_ms, *(None for _ in _COLUMNS[kind])]
        case UserDocument():
            kept = [None, document.username.lower(), document.followers]
        case TweetDocument():
            kept = [None, *(getattr(document, name) for name in _COLUMNS[kind])]
    return [document.id, document.version, *kept]


def _write_tweet(connection: sqlite3.Connection, index: str, tweet: TweetDocument) -> None:
    words = " ".join(tweet.words)
    connection.execute(f'INSERT INTO "{index}:words" (rowid, words) VALUES (?, ?)', [tweet.id, words])
    if STEMMED in tweet.languages:
        connection.execute(f'INSERT INTO "{index}:stems" (rowid, words) VALUES (?, ?)', [tweet.id, words])
    connection.executemany(
        f'INSERT INTO "{index}:keywords" (field, value, id) VALUES (?, ?, ?)',
        [(field, value, tweet.id) for field, value in keywords_of(tweet)],
    )


def _write_user(connection: sqlite3.Connection, index: str, user: UserDocument) -> None:
    names = [*words_of(user.username), *user.name_words]
    connection.execute(
        f'INSERT INTO "{index}:words" (rowid, names, bio) VALUES (?, ?, ?)',
        [user.id, " ".join(names), " ".join(user.bio_words)],
    )
