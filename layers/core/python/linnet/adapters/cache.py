"""In-container caches of what is the same for every reader: posts, profiles, celebrity heads.

Nothing that depends on a viewer is kept here, and no answer that something does not exist. What may be served is
bounded by the invalidation log (`adapters/dynamodb/invalidations.py`): a change raises the *floor* of an id, below
which no version is served, not even one that a lagging replica returns after the eviction. Nor is a lagging replica
believed that something does not exist which, by its id, has only just been made.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from threading import Lock
from typing import Final, Generic, TypeVar

from linnet.domain.ids import created_ms
from linnet.domain.timelines import TimelineEntry
from linnet.domain.tweets import Post, Tweet
from linnet.domain.users import User
from linnet.ports.environment import Clock
from linnet.ports.identity import Users
from linnet.ports.timelines import Heads
from linnet.ports.tweets import Posts

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
Count = Callable[[str, float], None]

# A celebrity's new tweet is in the head at once; readers may have to wait for it this long.
HEAD_TTL_MS: Final = 5_000
MAX_FLOORS: Final = 50_000
# Replicas lag by a second or so; the clocks that ids are made by, and this one, may be minutes apart.
YOUNG_MS: Final = 600_000


class LruCache(Generic[K, V]):
    """Keep the most recently used values for a time. Safe for threads."""

    def __init__(self, clock: Clock, size: int, ttl_ms: int) -> None:
        self._clock = clock
        self._size = size
        self._ttl_ms = ttl_ms
        self._entries: OrderedDict[K, tuple[int, V]] = OrderedDict()
        self._lock = Lock()
        self.hits = 0
        self.misses = 0

    def get(self, key: K) -> V | None:
        """Return a value that is still fresh."""
        with self._lock:
            entry = self._entries.get(key)
            # A clock set back must not lengthen the time.
            if entry is None or not 0 <= self._clock.now_ms() - entry[0] < self._ttl_ms:
                self._entries.pop(key, None)
                self.misses += 1
                return None
            self._entries.move_to_end(key)
            self.hits += 1
            return entry[1]

    def put(self, key: K, value: V) -> None:
        """Keep a value, dropping the least recently used one when full."""
        with self._lock:
            self._entries[key] = (self._clock.now_ms(), value)
            self._entries.move_to_end(key)
            if len(self._entries) > self._size:
                self._entries.popitem(last=False)

    def drop(self, key: K) -> None:
        """Forget a value."""
        with self._lock:
            self._entries.pop(key, None)

    def clear(self) -> Collection[K]:
        """Forget everything, and return the keys that there were."""
        with self._lock:
            known = list(self._entries)
            self._entries.clear()
        return known

    def __len__(self) -> int:
        return len(self._entries)


class Versioned(Generic[V]):
    """A cache in front of a store, with floors.

    `fetch` reads many, eventually consistent; `fetch_fresh` one, strongly consistent. `version` tells which version a
    value is, `name` which metrics (`<name>Hits`, `<name>Misses`) it counts in.
    """

    def __init__(
        self,
        name: str,
        fetch: Callable[[Collection[int]], Mapping[int, V]],
        fetch_fresh: Callable[[int], V | None],
        version: Callable[[V], int],
        *,
        clock: Clock,
        size: int,
        ttl_ms: int,
        count: Count,
    ) -> None:
        self._name = name
        self._fetch = fetch
        self._fetch_fresh = fetch_fresh
        self._version = version
        self._clock = clock
        self._count = count
        self.values: LruCache[int, V] = LruCache(clock, size, ttl_ms)
        # As long as a value: what was cached before a floor was known is gone when the floor is.
        self._floors: LruCache[int, int] = LruCache(clock, MAX_FLOORS, ttl_ms)

    def get_many(self, ids: Collection[int]) -> dict[int, V]:
        """Return the values that exist, none older than its floor."""
        found: dict[int, V] = {}
        missing: list[int] = []
        for key in dict.fromkeys(ids):
            value = self.values.get(key)
            if value is None or self._outdated(key, value):
                missing.append(key)
            else:
                found[key] = value
        if found:
            self._count(f"{self._name}Hits", len(found))
        if missing:
            self._count(f"{self._name}Misses", len(missing))
            fetched = self._fetch(missing)
            for key in missing:
                value = fetched.get(key)
                lagging = self._is_young(key) if value is None else self._outdated(key, value)
                fresh = self._fetch_fresh(key) if lagging else value
                if fresh is not None:
                    self.values.put(key, fresh)
                    found[key] = fresh
        return found

    def invalidate(self, key: int, version: int) -> None:
        """Serve nothing older than a version any more."""
        known = self._floors.get(key)
        if known is None or known < version:
            self._floors.put(key, version)
        value = self.values.get(key)
        if value is not None and self._version(value) < version:
            self.values.drop(key)

    def clear(self) -> Collection[int]:
        """Forget every value, and return which there were."""
        return self.values.clear()

    def _is_young(self, key: int) -> bool:
        return abs(self._clock.now_ms() - created_ms(key)) < YOUNG_MS

    def _outdated(self, key: int, value: V) -> bool:
        floor = self._floors.get(key)
        return floor is not None and self._version(value) < floor


class CachedPosts:
    """Implement the port `Posts` over a store."""

    def __init__(
        self,
        store: Posts,
        fresh: Callable[[int], Post | None],
        clock: Clock,
        count: Count,
        *,
        size: int = 10_000,
        ttl_ms: int = 60_000,
    ) -> None:
        self.cache: Versioned[Post] = Versioned(
            "TweetCache", store.get_many, fresh, _post_version, clock=clock, size=size, ttl_ms=ttl_ms, count=count
        )

    def get_many(self, ids: Collection[int]) -> Mapping[int, Post]:
        return self.cache.get_many(ids)


class CachedUsers:
    """Implement the port `Users` over a store."""

    def __init__(
        self,
        store: Users,
        fresh: Callable[[int], User | None],
        clock: Clock,
        count: Count,
        *,
        size: int = 20_000,
        ttl_ms: int = 60_000,
    ) -> None:
        self.cache: Versioned[User] = Versioned(
            "ProfileCache", store.get_many, fresh, _user_version, clock=clock, size=size, ttl_ms=ttl_ms, count=count
        )

    def get_many(self, ids: Collection[int]) -> Mapping[int, User]:
        return self.cache.get_many(ids)


class CachedHeads:
    """Implement the port `Heads` over a store; what a head still names after a deletion is refused by hydration."""

    def __init__(
        self, store: Heads, clock: Clock, count: Count, *, size: int = 5_000, ttl_ms: int = HEAD_TTL_MS
    ) -> None:
        self._store = store
        self._count = count
        self._heads: LruCache[int, Sequence[TimelineEntry]] = LruCache(clock, size, ttl_ms)

    def get_many(self, author_ids: Collection[int]) -> Mapping[int, Sequence[TimelineEntry]]:
        cached = {each: self._heads.get(each) for each in dict.fromkeys(author_ids)}
        found = {each: head for each, head in cached.items() if head is not None}
        missing = [each for each, head in cached.items() if head is None]
        if found:
            self._count("HeadCacheHits", len(found))
        if missing:
            self._count("HeadCacheMisses", len(missing))
            for author_id, head in self._store.get_many(missing).items():
                self._heads.put(author_id, head)
                found[author_id] = head
        return found

    def add(self, author_id: int, entries: Sequence[TimelineEntry]) -> None:
        self._store.add(author_id, entries)
        self._heads.drop(author_id)

    def remove(self, author_id: int, entry_id: int) -> None:
        self._store.remove(author_id, entry_id)
        self._heads.drop(author_id)


def _post_version(post: Post) -> int:
    # A retweet never changes: the only thing that the log can say of one is that it is gone.
    return post.state if isinstance(post, Tweet) else 0


def _user_version(user: User) -> int:
    return user.version
