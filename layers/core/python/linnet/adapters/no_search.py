"""The engine of a stage that has none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NoReturn

from linnet.ports.search import (
    Document,
    Entry,
    Kind,
    SearchOff,
    TagUse,
    TweetHit,
    TweetSearch,
    UserHit,
    UserSearch,
    Written,
)


class NoSearch:
    """Implement the port `SearchEngine`: everything raises SearchOff."""

    def tweets(self, search: TweetSearch) -> Sequence[TweetHit]:
        _off(search)

    def users(self, search: UserSearch) -> Sequence[UserHit]:
        _off(search)

    def hashtags_of(self, author_id: int, tags: Collection[str] | None, limit: int) -> Sequence[TagUse]:
        _off(author_id, tags, limit)

    def write(self, kind: Kind, documents: Sequence[Document], index: str | None = None) -> Sequence[Written]:
        _off(kind, documents, index)

    def prepare(self) -> None:
        _off()

    def create(self, kind: Kind, label: str) -> str:
        _off(kind, label)

    def switch(self, kind: Kind, index: str) -> None:
        _off(kind, index)

    def drop(self, index: str) -> None:
        _off(index)

    def in_use(self, kind: Kind) -> str | None:
        _off(kind)

    def all_of(self, kind: Kind) -> Sequence[str]:
        _off(kind)

    def refresh(self, index: str) -> None:
        _off(index)

    def versions(self, index: str, ids: Collection[int]) -> Mapping[int, int]:
        _off(index, ids)

    def entries(self, index: str, after: int, limit: int) -> Sequence[Entry]:
        _off(index, after, limit)

    def purge(self, index: str, before_ms: int) -> int:
        _off(index, before_ms)


def _off(*_: object) -> NoReturn:
    raise SearchOff
