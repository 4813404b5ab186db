"""Answers of popular searches, and hashtags in use, in a container's memory.

What is kept is the same for every reader: ids, before the rules stage. A search that depends on whom its reader follows
is never kept. Nor is an answer that is not full: it is cheap for an engine, and the one in which something new is
looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from linnet.adapters.cache import LruCache
from linnet.domain.search.suggestions import UsedTag
from linnet.ports.environment import Clock
from linnet.ports.search import (
    Document,
    Kind,
    Order,
    SearchIndex,
    TagUse,
    TweetHit,
    TweetSearch,
    UserHit,
    UserSearch,
    Written,
)
from linnet.ports.suggestions import TagsInUse

# Top moves slowly; who asks for the newest waits for a new one this long at most.
KEPT_MS: Final[Mapping[Order, int]] = {Order.TOP: 30_000, Order.LATEST: 5_000}
USERS_KEPT_MS: Final = 30_000
TAGS_KEPT_MS: Final = 60_000
# Of each kind: with a page of hits some 10 KB each.
MAX_KEPT: Final = 500


class CachedSearch:
    """Implement the port `SearchIndex` over an engine; `count` is told of hits and misses."""

    def __init__(self, index: SearchIndex, clock: Clock, count: Callable[[str, float], None]) -> None:
        self._index = index
        self._count = count
        self._tweets = {
            order: LruCache[TweetSearch, Sequence[TweetHit]](clock, MAX_KEPT, KEPT_MS[order]) for order in Order
        }
        self._users = LruCache[UserSearch, Sequence[UserHit]](clock, MAX_KEPT, USERS_KEPT_MS)

    def tweets(self, search: TweetSearch) -> Sequence[TweetHit]:
        if search.followed:
            return self._index.tweets(search)
        kept = self._tweets[search.order]
        known = kept.get(search)
        self._counted(known is not None)
        if known is not None:
            return known
        hits = tuple(self._index.tweets(search))
        if len(hits) == search.limit:
            kept.put(search, hits)
        return hits

    def users(self, search: UserSearch) -> Sequence[UserHit]:
        known = self._users.get(search)
        self._counted(known is not None)
        if known is not None:
            return known
        hits = tuple(self._index.users(search))
        if len(hits) == search.limit:
            self._users.put(search, hits)
        return hits

    def hashtags_of(self, author_id: int, tags: Collection[str] | None, limit: int) -> Sequence[TagUse]:
        return self._index.hashtags_of(author_id, tags, limit)

    def write(self, kind: Kind, documents: Sequence[Document], index: str | None = None) -> Sequence[Written]:
        return self._index.write(kind, documents, index)

    def _counted(self, hit: bool) -> None:
        self._count("SearchCacheHits" if hit else "SearchCacheMisses", 1)


class CachedTags:
    """Implement the port `TagsInUse` over a store: a first letter is the same row for everybody who types it."""

    def __init__(self, store: TagsInUse, clock: Clock) -> None:
        self._store = store
        self._kept = LruCache[str, Sequence[UsedTag]](clock, MAX_KEPT, TAGS_KEPT_MS)

    def of(self, letter: str) -> Sequence[UsedTag]:
        known = self._kept.get(letter)
        if known is None:
            known = self._store.of(letter)
            self._kept.put(letter, known)
        return known

    def replace(self, tags: Iterable[UsedTag]) -> None:
        self._store.replace(tags)
