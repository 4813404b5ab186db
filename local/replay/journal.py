"""What a replay has done, line by line, so that the next run goes on where this one ended, however it ended."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from local.replay.api import Account
from local.replay.graphs import Edge


class Journal:
    """Accounts with their tokens, follows and tweets that stand; readable by their owner only."""

    def __init__(self, path: Path) -> None:
        self.accounts: dict[int, Account] = {}
        self.follows: set[Edge] = set()
        self.done: dict[str, str] = {}
        self.refused: dict[str, str] = {}
        self._path = path
        for line in _complete_lines(path):
            self._apply(line)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Created for its owner alone: it holds tokens.
        path.touch(mode=0o600)
        self._file = path.open("a", encoding="utf-8")  # closed by __exit__
        if self._ends_within_a_line():
            self._file.write("\n")

    def add_account(self, index: int, account: Account) -> None:
        self._write({"account": index, "id": account.id, "token": account.token})

    def add_follow(self, edge: Edge) -> None:
        self._write({"follow": list(edge)})

    def add_done(self, key: str, tweet_id: str) -> None:
        self._write({"done": key, "id": tweet_id})

    def add_refused(self, key: str, code: str) -> None:
        self._write({"refused": key, "code": code})

    def forget(self, lost: Collection[int]) -> None:
        """Forget lost accounts, and all that came after accounts were made: it was lost with them."""
        kept = {index: account for index, account in self.accounts.items() if index not in lost}
        self._file.truncate(0)
        for known in (self.accounts, self.follows, self.done, self.refused):
            known.clear()
        for index, account in kept.items():
            self.add_account(index, account)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
        self._apply(line)

    def _apply(self, line: dict[str, Any]) -> None:
        match line:
            case {"account": int(index), "id": str(user_id), "token": str(token)}:
                self.accounts[index] = Account(user_id, token)
            case {"follow": [int(follower), int(followee)]}:
                self.follows.add((follower, followee))
            case {"done": str(key), "id": str(tweet_id)}:
                self.done[key] = tweet_id
            case {"refused": str(key), "code": str(code)}:
                self.refused[key] = code
            case _:
                raise ValueError(f"{self._path} has a line that is not of a journal: {line}")

    def _ends_within_a_line(self) -> bool:
        data = self._path.read_bytes()
        return bool(data) and not data.endswith(b"\n")


def _complete_lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            # Only what was being written when the process was killed; the request is repeated, which changes nothing.
            continue
