"""What every store of muted threads must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from linnet.adapters.dynamodb import muted_threads
from linnet.adapters.dynamodb.binding import connection
from linnet.adapters.dynamodb.graph import DynamoGraph
from linnet.adapters.dynamodb.graph_rows import GraphRow
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.muted_threads import DynamoMutedThreads
from linnet.domain.filters import Filters
from linnet.ports.graph import Graph, MutedThreads
from tests.contract.conftest import ENGINES, Reach, create_table
from tests.fakes import graph as graph_fakes
from tests.fakes.environment import START_MS, FakeClock
from tests.fakes.graph import FakeGraph

ANN, BOB = 11, 12
# Like the ids of real conversations: more digits than a float holds.
FIRST = 1_900_000_000_000_000_001


@dataclass(frozen=True)
class Stores:
    threads: MutedThreads
    graph: Graph


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    clock = FakeClock()
    if request.param == "fake":
        graph = FakeGraph(clock)
        return Stores(graph.muted_threads, graph)
    connect = reach(request.param)
    row = create_table(GraphRow, connect)
    writing = Writing(connection(connect), clock, clock.sleep, random.random)
    return Stores(DynamoMutedThreads(row), DynamoGraph(row, writing))


def test_threads_are_muted_and_unmuted_and_again(stores: Stores) -> None:
    assert stores.threads.of(ANN) == frozenset()
    for each in (FIRST, FIRST + 1, FIRST):
        stores.threads.add(ANN, each)
    assert stores.threads.of(ANN) == {FIRST, FIRST + 1}
    assert stores.threads.of(BOB) == frozenset()
    for _ in range(2):
        stores.threads.remove(ANN, FIRST)
    assert stores.threads.of(ANN) == {FIRST + 1}
    stores.threads.remove(ANN, FIRST + 1)
    assert stores.threads.of(ANN) == frozenset()
    stores.threads.add(ANN, FIRST)
    assert stores.threads.of(ANN) == {FIRST}


def test_who_muted_nothing_can_lift_nothing(stores: Stores) -> None:
    stores.threads.remove(ANN, FIRST)
    assert stores.threads.of(ANN) == stores.graph.exclusions(ANN).muted_threads == frozenset()


def test_they_come_with_the_exclusions_and_hide_nobody(stores: Stores) -> None:
    stores.graph.block(ANN, BOB, START_MS)
    stores.threads.add(ANN, FIRST)
    found = stores.graph.exclusions(ANN)
    assert (set(found), set(found.muted_threads), found.filters) == ({BOB}, {FIRST}, Filters())
    stores.threads.remove(ANN, FIRST)
    assert stores.graph.exclusions(ANN).muted_threads == frozenset()
    assert stores.graph.exclusions(BOB).muted_threads == frozenset()


def test_when_there_are_too_many_the_oldest_conversation_is_heard_again(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (muted_threads, graph_fakes):
        monkeypatch.setattr(module, "MAX_MUTED_THREADS", 10)
    # From one that began late on: what counts is when conversations began, not when they were muted.
    order = [FIRST + 5, *range(FIRST, FIRST + 5), *range(FIRST + 6, FIRST + 10)]
    for each in order:
        stores.threads.add(ANN, each)
    assert stores.threads.of(ANN) == set(order)
    stores.threads.add(ANN, FIRST + 5)
    assert stores.threads.of(ANN) == set(order)
    stores.threads.add(ANN, FIRST + 10)
    assert stores.threads.of(ANN) == {*order, FIRST + 10} - {FIRST}


def test_who_is_forgotten_has_muted_nothing(stores: Stores) -> None:
    stores.threads.add(ANN, FIRST)
    stores.graph.forget(ANN)
    assert stores.threads.of(ANN) == frozenset()
