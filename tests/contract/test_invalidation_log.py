"""The invalidation log keeps the caches of every container true."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from unittest.mock import patch

import pytest

from linnet.adapters.dynamodb.binding import Connect
from linnet.adapters.dynamodb.invalidations import OVERLAP_MS, TWEET, USER, InvalidationLog, InvalidationRow, log_rows
from tests.contract.conftest import create_table
from tests.fakes.environment import FakeClock

TTL_MS = 60_000
REPLICAS = 2


class Noting:
    """Note what a cache is told."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int]] = []
        self.kept: list[int] = []

    def invalidate(self, key: int, version: int) -> None:
        self.told.append((key, version))

    def clear(self) -> Collection[int]:
        known, self.kept = self.kept, []
        return known


class Container:
    def __init__(self, row: type[InvalidationRow], clock: FakeClock, replica: int = 0) -> None:
        self.users, self.tweets = Noting(), Noting()
        caches = {USER: self.users, TWEET: self.tweets}
        self.log = InvalidationLog(row, caches, clock, replica=replica, ttl_ms=TTL_MS)


def write(row: type[InvalidationRow], clock: FakeClock, kind: str, identifier: int, version: int) -> None:
    lines: Sequence[InvalidationRow] = log_rows(
        row, kind, identifier, version, now_ms=clock.now_ms(), replicas=REPLICAS, random=random.random
    )
    for line in lines:
        line.save()


def test_each_container_learns_of_a_change_at_its_next_poll_from_any_replica(connect: Connect) -> None:
    row, clock = create_table(InvalidationRow, connect), FakeClock()
    containers = [Container(row, clock, replica) for replica in range(REPLICAS)]
    write(row, clock, TWEET, 5, 2)
    write(row, clock, USER, 6, 3)

    for container in containers:
        assert container.log.poll() == {5, 6}
        assert container.tweets.told == [(5, 2)]
        assert container.users.told == [(6, 3)]


def test_a_row_that_is_stamped_before_the_last_poll_but_written_after_it_is_seen(connect: Connect) -> None:
    row, clock = create_table(InvalidationRow, connect), FakeClock()
    container = Container(row, clock)
    slow_writer = FakeClock(clock.now_ms() - OVERLAP_MS + 1)
    container.log.poll()
    write(row, slow_writer, TWEET, 5, 2)

    assert container.log.poll() == {5}


def test_a_poll_reads_nothing_older_than_the_overlap(connect: Connect) -> None:
    row, clock = create_table(InvalidationRow, connect), FakeClock()
    container = Container(row, clock)
    write(row, clock, TWEET, 5, 2)
    container.log.poll()
    clock.advance(OVERLAP_MS + 1)
    container.log.poll()

    assert container.log.poll() == set()


def test_a_container_that_did_not_poll_longer_than_its_caches_live_starts_empty(connect: Connect) -> None:
    row, clock = create_table(InvalidationRow, connect), FakeClock()
    container = Container(row, clock)
    container.log.poll()
    write(row, clock, TWEET, 5, 2)
    clock.advance(TTL_MS + 1)
    container.tweets.kept, container.users.kept = [5], [6]

    assert container.log.poll() == {5, 6}
    assert container.tweets.kept == container.users.kept == []


def test_what_was_cached_before_the_first_poll_is_forgotten_by_it(connect: Connect) -> None:
    row, clock = create_table(InvalidationRow, connect), FakeClock()
    container = Container(row, clock)
    container.users.kept = [6]
    write(row, clock, USER, 6, 3)
    clock.advance(OVERLAP_MS + 1)

    assert container.log.poll() == {6}
    assert container.users.kept == []
    container.users.kept = [7]
    assert container.log.poll() == set()
    assert container.users.kept == [7]


def test_a_poll_that_failed_is_made_up_for(connect: Connect) -> None:
    row, clock = create_table(InvalidationRow, connect), FakeClock()
    container = Container(row, clock)
    container.log.poll()
    write(row, clock, TWEET, 5, 2)
    clock.advance(OVERLAP_MS + 1000)
    with patch.object(row, "query", side_effect=TimeoutError), pytest.raises(TimeoutError):
        container.log.poll()

    assert container.log.poll() == {5}
