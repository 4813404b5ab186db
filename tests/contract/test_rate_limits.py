"""What every limiter must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import pytest

from linnet.adapters.dynamodb.binding import Connect, bind
from linnet.adapters.dynamodb.rate_limits import DynamoLimiter, LimitRow
from linnet.ports.limits import Allowance, Limiter, LimiterUnavailable, Window
from tests.contract.conftest import ATOMIC, ENGINES, Reach, create_table
from tests.fakes.environment import FakeClock
from tests.fakes.limits import FakeLimiter

HOUR = Window(limit=3, seconds=3600)


@dataclass
class Limits:
    """Limiters of two containers over the same counts."""

    one: Limiter
    another: Limiter
    clock: FakeClock


@pytest.fixture(params=["fake", *ENGINES])
def limits(request: pytest.FixtureRequest, reach: Reach) -> Limits:
    clock = FakeClock()
    if request.param == "fake":
        limiter = FakeLimiter(clock)
        return Limits(limiter, limiter, clock)
    row = create_table(LimitRow, reach(request.param))
    return Limits(DynamoLimiter(row, clock), DynamoLimiter(row, clock), clock)


def test_a_window_allows_its_limit_and_no_more(limits: Limits) -> None:
    limits.clock.advance(-(limits.clock.now_ms() % 3_600_000) + 1)
    start_ms = limits.clock.now_ms() - 1
    taken = [limits.one.take("user:1", "posts", HOUR) for _ in range(5)]
    assert [each.allowed for each in taken] == [True, True, True, False, False]
    assert [each.remaining for each in taken] == [2, 1, 0, 0, 0]
    assert {each.reset_ms for each in taken} == {start_ms + 3_600_000}
    assert [each.retry_after_s for each in taken] == [0, 0, 0, 3600, 3600]


def test_containers_count_together(limits: Limits) -> None:
    for limiter in (limits.one, limits.another, limits.one):
        assert limiter.take("user:1", "posts", HOUR).allowed
    assert not limits.another.take("user:1", "posts", HOUR).allowed


def test_subjects_and_buckets_are_counted_apart(limits: Limits) -> None:
    for _ in range(3):
        limits.one.take("user:1", "posts", HOUR)
    assert limits.one.take("user:2", "posts", HOUR).allowed
    assert limits.one.take("user:1", "follows", HOUR).allowed


def test_a_new_window_starts_afresh(limits: Limits) -> None:
    for _ in range(4):
        limits.one.take("user:1", "posts", HOUR)
    limits.clock.advance(3_600_000)
    assert limits.one.take("user:1", "posts", HOUR).remaining == 2


@pytest.mark.parametrize("limits", ATOMIC, indirect=True)
def test_racing_actions_never_exceed_the_limit(limits: Limits) -> None:
    window = Window(limit=10, seconds=3600)

    def take(number: int) -> Allowance:
        return (limits.one if number % 2 else limits.another).take("ip:192.0.2.1", "logins", window)

    with ThreadPoolExecutor(8) as pool:
        assert sum(each.allowed for each in pool.map(take, range(30))) == 10


def test_an_exhausted_window_is_remembered_without_asking_again(make_table: Callable[[Any], Any]) -> None:
    clock, row = FakeClock(), make_table(LimitRow)
    limiter = DynamoLimiter(row, clock)
    for _ in range(4):
        limiter.take("user:1", "posts", HOUR)
    row.delete_table(wait=True)
    assert not limiter.take("user:1", "posts", HOUR).allowed
    with pytest.raises(LimiterUnavailable):
        limiter.take("user:2", "posts", HOUR)


def test_a_counted_row_expires_after_its_window(make_table: Callable[[Any], Any]) -> None:
    clock, row = FakeClock(), make_table(LimitRow)
    allowance = DynamoLimiter(row, clock).take("user:1", "posts", HOUR)
    (stored,) = row.scan()
    assert allowance.reset_ms // 1000 < stored.expires_at < allowance.reset_ms // 1000 + 3600


def test_a_silent_database_makes_the_limiter_unavailable(connect: Connect) -> None:
    nowhere = replace(connect, host="http://127.0.0.1:9", max_retries=0, connect_timeout_s=0.2)
    with pytest.raises(LimiterUnavailable):
        DynamoLimiter(bind(LimitRow, "limits", nowhere), FakeClock()).take("user:1", "posts", HOUR)
