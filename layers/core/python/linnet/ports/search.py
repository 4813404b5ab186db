"""The search index: what it finds, what is written into it, and how it is built anew beside the one in use."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from linnet.domain.search.documents import Tombstone, TweetDocument, UserDocument
from linnet.domain.search.ranking import ScoreParts
from linnet.domain.search.tree import Node


class SearchUnavailable(Exception):
    """The engine does not answer, or not in time; nothing is known about what was written."""


class SearchOff(SearchUnavailable):
    """This stage has no engine: nothing is found, and nothing needs to be written."""


class IndexExists(Exception):
    """There is an index with this name already."""


class IndexInUse(Exception):
    """The index is the one that is searched, so it cannot be dropped."""


class Kind(StrEnum):
    """Name what an index holds."""

    TWEETS = "tweets"
    USERS = "users"


class Order(StrEnum):
    TOP = "top"
    LATEST = "latest"


class Outcome(StrEnum):
    """What became of a document: all but RETRY is final, and STALE (a newer version is there) a success."""

    DONE = "done"
    STALE = "stale"
    RETRY = "retry"
    REFUSED = "refused"


Document = TweetDocument | UserDocument | Tombstone


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one document; `reason` is the engine's own word for a refusal."""

    id: int
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a hit stands: by falling key, then by falling id. A page goes on behind the last one of the page before."""

    key: float
    id: int


@dataclass(frozen=True, slots=True)
class TweetSearch:
    """A search for tweets. A tree of None asks for nothing in particular.

    `now_ms` is the time that ages are taken from: the same for all pages of an answer. `followed` are the authors that
    `ByFollowed` stands for, some thousands at most.
    """

    tree: Node | None
    order: Order
    limit: int
    now_ms: int
    after: Position | None = None
    followed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class TweetHit:
    """A tweet that was found, as of a version, and which one it quotes.

    `highlights` are the spans `[start, end)` of what was found, in code points of the document's text in NFC, in order
    and apart from each other. `parts` are there under Top.
    """

    id: int
    version: int
    author_id: int
    position: Position
    parts: ScoreParts | None = None
    highlights: tuple[tuple[int, int], ...] = ()
    quote_of_id: int | None = None


@dataclass(frozen=True, slots=True)
class UserSearch:
    """A search for accounts: each word has to fit, and may be a beginning or misspelt."""

    text: str
    limit: int
    after: Position | None = None


@dataclass(frozen=True, slots=True)
class UserHit:
    id: int
    version: int
    position: Position


@dataclass(frozen=True, slots=True)
class TagUse:
    """In how many tweets an author used a hashtag (folded), and when last (Unix milliseconds, None for never)."""

    tag: str
    tweets: int
    newest_ms: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a verifier compares with the tables."""

    id: int
    version: int
    tombstone: bool


class SearchIndex(Protocol):
    """Find what was written. Writes are seen by searches within about a second. All methods raise SearchUnavailable."""

    def tweets(self, search: TweetSearch) -> Sequence[TweetHit]:
        """Return the next hits; fewer than the limit mean that there are no more."""
        ...

    def users(self, search: UserSearch) -> Sequence[UserHit]:
        """Return the next hits, best first; fewer than the limit mean that there are no more."""
        ...

    def hashtags_of(self, author_id: int, tags: Collection[str] | None, limit: int) -> Sequence[TagUse]:
        """Return what hashtags an author used, most used first; with `tags`, of those only. None that was not used."""
        ...

    def write(self, kind: Kind, documents: Sequence[Document], index: str | None = None) -> Sequence[Written]:
        """Write documents, into the index in use unless another one is named; one outcome each, in their order.

        A document replaces those of the same and of older versions: totals change without a new version. A tombstone
        is a document that is not found. Some hundreds a call.
        """
        ...


class SearchIndexes(Protocol):
    """The indexes behind the searched one: built, compared, switched to and dropped. Raise SearchUnavailable.

    An index is named after its kind, the version of its mapping and a label: `tweets-v1-first`.
    """

    def prepare(self) -> None:
        """Create an index of each kind where none is in use; again changes nothing."""
        ...

    def create(self, kind: Kind, label: str) -> str:
        """Create an empty index that nobody searches yet; return its name. Raise IndexExists."""
        ...

    def switch(self, kind: Kind, index: str) -> None:
        """Let all searches and writes of a kind use this index, from one moment to the next."""
        ...

    def drop(self, index: str) -> None:
        """Remove an index, if it is there. Raise IndexInUse."""
        ...

    def in_use(self, kind: Kind) -> str | None:
        """Return the name of the index that is searched."""
        ...

    def all_of(self, kind: Kind) -> Sequence[str]:
        """Return the names of all indexes of a kind, sorted."""
        ...

    def refresh(self, index: str) -> None:
        """Let everything that was written be seen by what follows."""
        ...

    def versions(self, index: str, ids: Collection[int]) -> Mapping[int, int]:
        """Return the versions of those documents and tombstones that are there; some hundreds a call."""
        ...

    def entries(self, index: str, after: int, limit: int) -> Sequence[Entry]:
        """Return what is in an index with id > after, by rising id, tombstones too."""
        ...

    def purge(self, index: str, before_ms: int) -> int:
        """Remove tombstones from before a time, some thousands at once; return how many: 0 when none are left."""
        ...


class SearchEngine(SearchIndex, SearchIndexes, Protocol):
    """Both sides of an engine, as adapters implement them."""
