"""What only the file has to show: processes share it, and it says so when it cannot answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from linnet.adapters.sqlite_search import database
from linnet.adapters.sqlite_search.index import SqliteSearchIndex
from linnet.adapters.sqlite_search.schema import checked, index_name
from linnet.domain.ids import id_at
from linnet.domain.search.documents import TweetDocument
from linnet.domain.search.tree import Word
from linnet.domain.search.words import words_of
from linnet.ports.search import Kind, Order, Outcome, SearchUnavailable, TweetSearch
from tests.fakes.environment import START_MS, FakeClock

EVERY_CAT = TweetSearch(Word("cat"), Order.LATEST, 1000, START_MS)


def cat(number: int) -> TweetDocument:
    text = f"cat {number}"
    return TweetDocument(id_at(START_MS, number), 1, author_id=1, text=text, words=tuple(words_of(text)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "search.db"


@pytest.fixture
def index(file: Path) -> Iterator[SqliteSearchIndex]:
    opened = SqliteSearchIndex(file, FakeClock())
    opened.prepare()
    yield opened
    opened.close()


def write_cats(file: Path, first: int) -> None:
    opened = SqliteSearchIndex(file, FakeClock())
    opened.prepare()
    for number in range(first, first + 20):
        assert opened.write(Kind.TWEETS, [cat(number)])[0].outcome is Outcome.DONE


def test_processes_that_begin_and_write_at_once_share_the_file(file: Path) -> None:
    start = get_context("spawn")
    writers = [start.Process(target=write_cats, args=(file, 100 * number)) for number in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)

    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert len(SqliteSearchIndex(file, FakeClock()).tweets(EVERY_CAT)) == 60


def test_one_reads_while_another_one_writes(index: SqliteSearchIndex, file: Path) -> None:
    index.write(Kind.TWEETS, [cat(1)])
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    assert len(index.tweets(EVERY_CAT)) == 1
    other.close()


def test_a_file_that_another_process_keeps_to_itself_is_unavailable(
    index: SqliteSearchIndex, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.05)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    late = SqliteSearchIndex(file, FakeClock())

    with pytest.raises(SearchUnavailable):
        late.write(Kind.TWEETS, [cat(1)])
    other.close()
    assert late.write(Kind.TWEETS, [cat(1)])[0].outcome is Outcome.DONE
    late.close()


def test_a_file_that_is_none_of_ours_is_unavailable(file: Path) -> None:
    file.write_bytes(b"no database at all" * 100)

    with pytest.raises(SearchUnavailable):
        SqliteSearchIndex(file, FakeClock()).prepare()


def test_an_index_that_nobody_prepared_is_unavailable(file: Path) -> None:
    with pytest.raises(SearchUnavailable):
        SqliteSearchIndex(file, FakeClock()).tweets(EVERY_CAT)


def test_a_failed_write_leaves_nothing_behind(index: SqliteSearchIndex) -> None:
    broken: Any = None
    with pytest.raises(AttributeError):
        index.write(Kind.TWEETS, [cat(1), broken])

    assert index.tweets(EVERY_CAT) == []
    index.write(Kind.TWEETS, [cat(1)])
    assert len(index.tweets(EVERY_CAT)) == 1


@pytest.mark.parametrize("label", ["", 'a" b', "A", "a;b", "a" * 61])
def test_a_label_that_could_end_a_name_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="no name of an index"):
        index_name(Kind.TWEETS, label)


def test_names_of_other_tables_are_refused() -> None:
    with pytest.raises(ValueError, match="no name of an index"):
        checked("indexes")
