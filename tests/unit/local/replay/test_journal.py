"""The journal survives whatever ends a run."""

from pathlib import Path

import pytest

from local.replay.api import Account
from local.replay.journal import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "replay" / "journal.jsonl"


def test_what_was_written_is_read_again(path: Path) -> None:
    with Journal(path) as journal:
        journal.add_account(0, Account("7", "secret"))
        journal.add_follow((0, 1))
        journal.add_done("s1", "99")
        journal.add_refused("s2", "invalid")
    with Journal(path) as journal:
        assert journal.accounts == {0: Account("7", "secret")}
        assert journal.follows == {(0, 1)}
        assert journal.done == {"s1": "99"}
        assert journal.refused == {"s2": "invalid"}


def test_a_line_cut_off_by_a_kill_is_left_out_and_the_next_one_is_whole(path: Path) -> None:
    with Journal(path) as journal:
        journal.add_done("s1", "99")
    with path.open("a", encoding="utf-8") as file:
        file.write('{"done": "s2", "i')
    with Journal(path) as journal:
        journal.add_done("s3", "100")
    with Journal(path) as journal:
        assert journal.done == {"s1": "99", "s3": "100"}


def test_only_its_owner_can_read_the_tokens(path: Path) -> None:
    with Journal(path):
        assert path.stat().st_mode & 0o077 == 0


def test_with_a_lost_account_all_that_came_after_is_forgotten_for_the_next_run_too(path: Path) -> None:
    with Journal(path) as journal:
        journal.add_account(0, Account("10", "kept"))
        journal.add_account(1, Account("11", "lost"))
        journal.add_follow((0, 1))
        journal.add_done("s1", "99")
        journal.forget({1})
        journal.add_done("s2", "1")
    with Journal(path) as journal:
        assert journal.accounts == {0: Account("10", "kept")}
        assert journal.follows == set()
        assert journal.done == {"s2": "1"}


def test_a_file_that_is_no_journal_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"something": "else"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="not of a journal"):
        Journal(path)
