"""What every store of muted threads must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

import pytest

from linnet.adapters.dynamodb import muted_threads
from linnet.domain.filters import Filters
from tests.contract.conftest import ENGINES, Reach
from tests.contract.graph_stores import ANN, BOB, Stores, stores_on
from tests.fakes import graph as graph_fakes
from tests.fakes.environment import START_MS

# Like the ids of real conversations: more digits than a float holds.
FIRST = 1_900_000_000_000_000_001


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return stores_on(request.param, reach)


def test_threads_are_muted_and_unmuted_and_again(stores: Stores) -> None:
    assert stores.muted_threads.of(ANN) == frozenset()
    for each in (FIRST, FIRST + 1, FIRST):
        stores.muted_threads.add(ANN, each)
    assert stores.muted_threads.of(ANN) == {FIRST, FIRST + 1}
    assert stores.muted_threads.of(BOB) == frozenset()
    for _ in range(2):
        stores.muted_threads.remove(ANN, FIRST)
    assert stores.muted_threads.of(ANN) == {FIRST + 1}
    stores.muted_threads.remove(ANN, FIRST + 1)
    assert stores.muted_threads.of(ANN) == frozenset()
    stores.muted_threads.add(ANN, FIRST)
    assert stores.muted_threads.of(ANN) == {FIRST}


def test_who_muted_nothing_can_lift_nothing(stores: Stores) -> None:
    stores.muted_threads.remove(ANN, FIRST)
    assert stores.muted_threads.of(ANN) == stores.graph.exclusions(ANN).muted_threads == frozenset()


def test_they_come_with_the_exclusions_and_hide_nobody(stores: Stores) -> None:
    stores.graph.block(ANN, BOB, START_MS)
    stores.muted_threads.add(ANN, FIRST)
    found = stores.graph.exclusions(ANN)
    assert (set(found), set(found.muted_threads), found.filters) == ({BOB}, {FIRST}, Filters())
    stores.muted_threads.remove(ANN, FIRST)
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
        stores.muted_threads.add(ANN, each)
    assert stores.muted_threads.of(ANN) == set(order)
    stores.muted_threads.add(ANN, FIRST + 5)
    assert stores.muted_threads.of(ANN) == set(order)
    stores.muted_threads.add(ANN, FIRST + 10)
    assert stores.muted_threads.of(ANN) == {*order, FIRST + 10} - {FIRST}


def test_who_is_forgotten_has_muted_nothing(stores: Stores) -> None:
    stores.muted_threads.add(ANN, FIRST)
    stores.graph.forget(ANN)
    assert stores.muted_threads.of(ANN) == frozenset()
