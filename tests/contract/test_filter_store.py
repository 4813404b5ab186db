"""What every store of filters must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

import pytest

from linnet.domain.filters import Filter, FilterAction, FilterContext, FilteredTweet, Filters, Keyword
from linnet.domain.graph import Relationship
from linnet.ports.identity import VersionConflict
from tests.contract.conftest import ENGINES, Reach
from tests.contract.graph_stores import ANN, BOB, Stores, stores_on
from tests.fakes.environment import START_MS

FIRST = Filter(
    1,
    "Winter ❄",
    frozenset({FilterContext.HOME, FilterContext.THREAD}),
    FilterAction.HIDE,
    START_MS + 60_000,
    (Keyword(2, "snow"), Keyword(3, "雪", whole_word=False)),
    (FilteredTweet(4, 99),),
)
SECOND = Filter(5, "Empty", frozenset(FilterContext), FilterAction.BLUR)


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return stores_on(request.param, reach)


def test_filters_of_many_are_read_at_once(stores: Stores) -> None:
    stores.filters.replace(ANN, Filters(), [FIRST])
    assert stores.graph.filters_of([ANN, BOB, ANN]) == {ANN: Filters((FIRST,), 1)}
    assert stores.graph.filters_of([]) == {}


def test_who_made_none_has_none(stores: Stores) -> None:
    assert stores.filters.read(ANN) == Filters()
    assert stores.graph.exclusions(ANN).filters == Filters()
    stores.filters.replace(ANN, Filters(), [])
    assert stores.filters.read(ANN) == Filters()


def test_filters_come_back_as_they_were_and_with_the_exclusions(stores: Stores) -> None:
    stores.filters.replace(ANN, Filters(), [FIRST, SECOND])
    assert stores.filters.read(ANN) == Filters((FIRST, SECOND), 1)
    assert stores.graph.exclusions(ANN).filters == Filters((FIRST, SECOND), 1)
    assert stores.graph.exclusions(ANN) == {}
    assert stores.filters.read(BOB) == stores.graph.exclusions(BOB).filters == Filters()


def test_filters_and_pairs_do_not_touch_each_other(stores: Stores) -> None:
    stores.graph.block(ANN, BOB, START_MS)
    stores.filters.replace(ANN, Filters(), [FIRST])
    found = stores.graph.exclusions(ANN)
    assert isinstance(found[BOB], Relationship)
    assert (set(found), found.filters.items) == ({BOB}, (FIRST,))


def test_who_comes_late_changes_nothing(stores: Stores) -> None:
    stores.filters.replace(ANN, Filters(), [FIRST])
    with pytest.raises(VersionConflict):
        stores.filters.replace(ANN, Filters(), [SECOND])
    read = stores.filters.read(ANN)
    stores.filters.replace(ANN, read, [SECOND])
    for items in ([FIRST], []):
        with pytest.raises(VersionConflict):
            stores.filters.replace(ANN, read, items)
    assert stores.filters.read(ANN) == Filters((SECOND,), 2)


def test_without_filters_nothing_is_left(stores: Stores) -> None:
    stores.filters.replace(ANN, Filters(), [FIRST])
    stores.filters.replace(ANN, stores.filters.read(ANN), [])
    assert stores.filters.read(ANN) == stores.graph.exclusions(ANN).filters == Filters()
    stores.filters.replace(ANN, Filters(), [SECOND])
    assert stores.filters.read(ANN) == Filters((SECOND,), 1)


def test_who_is_forgotten_has_no_filters(stores: Stores) -> None:
    stores.filters.replace(ANN, Filters(), [FIRST])
    stores.graph.forget(ANN)
    assert stores.filters.read(ANN) == Filters()
