"""What caches may serve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.adapters.cache import HEAD_TTL_MS, YOUNG_MS, CachedHeads, CachedPosts, CachedUsers, LruCache
from linnet.domain.ids import id_at
from linnet.domain.text import Entities
from linnet.domain.timelines import TimelineEntry
from linnet.domain.tweets import Post, Retweet, Tweet
from linnet.domain.users import User
from tests.fakes.environment import START_MS, FakeClock
from tests.fakes.timelines import FakeHeads

TTL_MS = 60_000


@dataclass
class Replicated:
    """A store whose eventually consistent reads may lag behind."""

    now: dict[int, Post] = field(default_factory=dict)
    lagging: dict[int, Post] = field(default_factory=dict)
    reads: list[int] = field(default_factory=list)
    fresh_reads: int = 0

    def get_many(self, ids: Collection[int]) -> Mapping[int, Post]:
        self.reads.extend(ids)
        return {each: self.lagging[each] for each in ids if each in self.lagging}

    def get(self, post_id: int) -> Post | None:
        self.fresh_reads += 1
        return self.now.get(post_id)

    def put(self, post: Post) -> None:
        self.now[post.id] = self.lagging[post.id] = post


def tweet(post_id: int, version: int = 1, deleted_ms: int | None = None) -> Tweet:
    return Tweet(post_id, 1, "text", Entities(), version=version, deleted_ms=deleted_ms)


@dataclass
class Setting:
    store: Replicated = field(default_factory=Replicated)
    clock: FakeClock = field(default_factory=FakeClock)
    counted: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.posts = CachedPosts(
            self.store, self.store.get, self.clock, lambda name, value: self.counted.update({name: int(value)}), size=3
        )


def test_a_value_is_read_once_while_it_is_fresh() -> None:
    setting = Setting()
    setting.store.put(tweet(1))
    for _ in range(3):
        assert setting.posts.get_many([1]) == {1: tweet(1)}

    assert setting.store.reads == [1]
    assert setting.counted == {"TweetCacheHits": 2, "TweetCacheMisses": 1}
    setting.clock.advance(TTL_MS)
    setting.posts.get_many([1])
    assert setting.store.reads == [1, 1]


def test_that_something_does_not_exist_is_not_remembered() -> None:
    setting = Setting()
    assert setting.posts.get_many([1]) == {}
    setting.store.put(tweet(1))

    assert setting.posts.get_many([1]) == {1: tweet(1)}


@pytest.mark.parametrize("age_ms", [YOUNG_MS - 1, 0, 1 - YOUNG_MS])
def test_what_has_just_been_made_is_found_before_replicas_know_of_it(age_ms: int) -> None:
    setting = Setting()
    young = tweet(id_at(START_MS - age_ms, 7))
    setting.store.now[young.id] = young

    assert setting.posts.get_many([young.id]) == {young.id: young}
    assert setting.posts.get_many([young.id]) == {young.id: young}
    assert setting.store.fresh_reads == 1


def test_what_is_missing_and_old_is_not_looked_for_twice() -> None:
    setting = Setting()

    assert setting.posts.get_many([id_at(START_MS - YOUNG_MS, 7)]) == {}
    assert setting.store.fresh_reads == 0


def test_an_evicted_tweet_is_not_served_even_by_a_lagging_replica() -> None:
    setting = Setting()
    setting.store.put(tweet(1))
    setting.posts.get_many([1])
    setting.store.now[1] = tweet(1, version=2, deleted_ms=5)

    setting.posts.cache.invalidate(1, 2)

    assert setting.posts.get_many([1]) == {1: tweet(1, version=2, deleted_ms=5)}
    assert setting.store.fresh_reads == 1


def test_what_is_new_enough_stays_cached_when_the_log_is_read_again() -> None:
    setting = Setting()
    setting.store.put(tweet(1, version=2))
    setting.posts.get_many([1])

    setting.posts.cache.invalidate(1, 2)
    setting.posts.get_many([1])

    assert setting.store.reads == [1]


def test_a_value_that_was_read_before_and_kept_after_the_eviction_is_not_served() -> None:
    setting = Setting()
    setting.store.put(tweet(1))
    setting.store.now[1] = tweet(1, version=2)
    setting.posts.cache.invalidate(1, 2)
    setting.posts.cache.values.put(1, tweet(1))

    assert setting.posts.get_many([1]) == {1: tweet(1, version=2)}


def test_a_retweet_that_was_taken_back_is_gone() -> None:
    setting = Setting()
    setting.store.put(Retweet(7, 2, 1, 1))
    setting.posts.get_many([7])
    del setting.store.now[7]

    setting.posts.cache.invalidate(7, 2)

    assert setting.posts.get_many([7]) == {}


@given(st.lists(st.tuples(st.sampled_from(["change", "lag", "log", "read"]), st.integers(0, 3)), max_size=40))
def test_after_the_log_is_read_nothing_older_than_it_says_is_served(steps: list[tuple[str, int]]) -> None:
    setting = Setting()
    for post_id in range(4):
        setting.store.put(tweet(post_id))
    logged: dict[int, int] = {}
    floor: dict[int, int] = {}
    for step, post_id in steps:
        current = setting.store.now[post_id]
        assert isinstance(current, Tweet)
        match step:
            case "change":
                setting.store.now[post_id] = replace(current, version=current.version + 1)
                logged[post_id] = current.version + 1
            case "lag":
                setting.store.lagging[post_id] = current
            case "log":
                for each, version in logged.items():
                    setting.posts.cache.invalidate(each, version)
                floor.update(logged)
            case "read":
                shown = setting.posts.get_many([post_id])[post_id]
                assert isinstance(shown, Tweet)
                assert shown.version >= floor.get(post_id, 1)


def test_profiles_follow_the_same_rule() -> None:
    stored = {1: User(1, "ann", "Ann", created_ms=1)}
    lagging = dict(stored)

    class Users:
        def get_many(self, ids: Collection[int]) -> Mapping[int, User]:
            return {each: lagging[each] for each in ids if each in lagging}

    users = CachedUsers(Users(), stored.get, FakeClock(), lambda name, value: None)
    users.get_many([1])
    stored[1] = replace(stored[1], display_name="Anna", version=2)
    users.cache.invalidate(1, 2)

    assert users.get_many([1])[1].display_name == "Anna"


def test_the_least_recently_used_value_goes_first() -> None:
    cache: LruCache[int, str] = LruCache(FakeClock(), size=2, ttl_ms=TTL_MS)
    cache.put(1, "a")
    cache.put(2, "b")
    assert cache.get(1) == "a"
    cache.put(3, "c")

    assert cache.get(2) is None
    assert cache.get(1) == "a"
    assert (cache.hits, cache.misses) == (2, 1)
    assert len(cache) == 2


@pytest.mark.parametrize(("after_ms", "ids"), [(HEAD_TTL_MS - 1, [1]), (HEAD_TTL_MS, [2, 1])])
def test_a_head_is_read_again_after_a_few_seconds(after_ms: int, ids: list[int]) -> None:
    clock, store = FakeClock(), FakeHeads()
    heads = CachedHeads(store, clock, lambda name, value: None)
    store.add(9, [TimelineEntry(1, 9)])
    heads.get_many([9])
    store.add(9, [TimelineEntry(2, 9)])
    clock.advance(after_ms)

    assert [entry.id for entry in heads.get_many([9])[9]] == ids


def test_a_clock_set_back_lengthens_no_time() -> None:
    clock = FakeClock()
    cache: LruCache[int, str] = LruCache(clock, size=2, ttl_ms=TTL_MS)
    cache.put(1, "a")

    clock.advance(-1)

    assert cache.get(1) is None
