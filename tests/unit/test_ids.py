"""Ids rise for each writer whatever its clock does, and collisions between writers are rare enough to retry."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.ids import LOW_VALUES, MAX_ID, SnowflakeIds, created_ms, id_at, may_be_message
from linnet.domain.messages import Conversation, Reception, begin_direct, next_message_id
from linnet.services.register_account import ID_ATTEMPTS
from tests.fakes.environment import START_MS, FakeClock, FakeIds


def test_an_id_tells_its_millisecond() -> None:
    clock = FakeClock()
    assert created_ms(FakeIds(clock).next_id()) == START_MS
    assert created_ms(id_at(START_MS, LOW_VALUES - 1)) == START_MS


@given(
    steps=st.lists(st.integers(min_value=-100_000, max_value=1_000), min_size=1, max_size=200),
    seed=st.integers(),
)
def test_a_writers_ids_rise_though_its_clock_steps_back(steps: list[int], seed: int) -> None:
    clock = FakeClock()
    source = SnowflakeIds(clock.now_ms, random.Random(seed).randrange)
    made = []
    for step in steps:
        clock.advance(step)
        made.append(source.next_id())
    assert made == sorted(set(made))
    assert made[-1] <= MAX_ID


def test_a_thousand_writers_make_a_million_ids_and_retries_lose_none() -> None:
    """Each writer makes about one id a millisecond: sixty times the load the platform is designed for."""
    chance = random.Random(1)
    clock = FakeClock()
    writers = [SnowflakeIds(clock.now_ms, chance.randrange) for _ in range(1_000)]
    last = [-1] * len(writers)
    stored: set[int] = set()
    refused = most_attempts = 0
    for _ in range(1_000):
        clock.advance(chance.choice((-3, 0, 1, 2, 5)))
        for number, writer in enumerate(writers):
            attempts = 0
            while True:
                attempts += 1
                identifier = writer.next_id()
                assert identifier > last[number]
                last[number] = identifier
                # The conditional put of the store.
                if identifier not in stored:
                    break
            stored.add(identifier)
            refused += attempts - 1
            most_attempts = max(most_attempts, attempts)
    assert len(stored) == 1_000_000
    # 1,000 ids of one millisecond out of 32,768: each meets an earlier one with a chance of about 1 in 65.
    assert refused < 20_000
    assert most_attempts < ID_ATTEMPTS


def test_ids_made_in_one_millisecond_borrow_from_the_next_and_still_rise() -> None:
    clock = FakeClock()
    source = SnowflakeIds(clock.now_ms, lambda below: below - 1)
    made = [source.next_id() for _ in range(10)]
    assert made == sorted(set(made))
    assert created_ms(made[-1]) == START_MS + 9


def test_threads_of_one_writer_never_share_an_id() -> None:
    source = FakeIds(FakeClock())
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: source.next_id(), range(20_000)))
    assert len(set(made)) == len(made)


@given(now_ms=st.integers(min_value=1, max_value=1 << 46), seed=st.integers(), steps=st.integers(1, 20))
def test_ids_of_messages_are_marked_and_no_others_are(now_ms: int, seed: int, steps: int) -> None:
    clock = FakeClock(now_ms)
    source = SnowflakeIds(clock.now_ms, random.Random(seed).randrange)
    head: Conversation | None = None
    for _ in range(steps):
        fresh = source.next_id()
        assert not may_be_message(fresh)
        message_id = next_message_id(fresh, head)
        assert may_be_message(message_id)
        assert head is None or message_id > head.last_id
        head = begin_direct(1, 2, message_id, Reception.INBOX)
