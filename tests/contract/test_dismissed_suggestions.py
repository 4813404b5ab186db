"""What every store of dismissed suggestions must do."""

from __future__ import annotations

import random

import pytest

from linnet.adapters.dynamodb import binding
from linnet.adapters.dynamodb.dismissed_suggestions import DynamoDismissedSuggestions
from linnet.adapters.dynamodb.graph_rows import GraphRow
from linnet.adapters.dynamodb.identity import Writing
from linnet.ports.graph import MAX_DISMISSED, DismissedSuggestions
from tests.contract.conftest import ENGINES, Reach, create_table
from tests.fakes.environment import FakeClock
from tests.fakes.graph import FakeDismissedSuggestions

ANN, BOB, CAT = 11, 12, 13


@pytest.fixture(params=["fake", *ENGINES])
def store(request: pytest.FixtureRequest, reach: Reach) -> DismissedSuggestions:
    if request.param == "fake":
        return FakeDismissedSuggestions()
    connect, clock = reach(request.param), FakeClock()
    row = create_table(GraphRow, connect)
    return DynamoDismissedSuggestions(row, Writing(binding.connection(connect), clock, clock.sleep, random.random))


def test_what_was_dismissed_is_kept_once(store: DismissedSuggestions) -> None:
    assert store.of(ANN) == frozenset()
    for each in (BOB, CAT, BOB):
        store.add(ANN, each)
    assert store.of(ANN) == {BOB, CAT}
    assert store.of(BOB) == frozenset()


def test_when_it_is_full_it_begins_anew(store: DismissedSuggestions) -> None:
    for each in range(MAX_DISMISSED):
        store.add(ANN, 100 + each)
    store.add(ANN, 100)
    assert len(store.of(ANN)) == MAX_DISMISSED
    store.add(ANN, BOB)
    assert store.of(ANN) == {BOB}
