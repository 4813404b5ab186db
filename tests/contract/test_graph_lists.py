"""How lists of the graph are read: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

import pytest

from linnet.domain.graph import Follow, Relationship
from linnet.domain.paging import PageRange
from tests.contract.conftest import ENGINES, Reach
from tests.contract.graph_stores import ANN, BOB, CAT, Stores, following, stores_on
from tests.contract.ranges import ranges_over


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return stores_on(request.param, reach)


def test_blocks_and_mutes_are_listed_newest_account_first_in_pages(stores: Stores) -> None:
    for target_id in (30, 9, 200):
        stores.graph.block(ANN, target_id, 1)
        stores.graph.mute(ANN, target_id + 1, 0)
    assert stores.graph.blocks(ANN, PageRange(2)) == [200, 30]
    assert stores.graph.blocks(ANN, PageRange(2, before=30)) == [9]
    assert stores.graph.blocks(ANN, PageRange(1, after=9, ascending=True)) == [30]
    assert [muted.target_id for muted in stores.graph.mutes(ANN, PageRange(5, after=10))] == [201, 31]


def test_the_index_lists_newest_first_in_pages(stores: Stores) -> None:
    for number in range(1, 8):
        stores.follows.apply(None, following(100 + number, BOB, number))
        stores.follows.apply(None, following(ANN, 200 + number, 10 + number))
    newest = stores.follows.followers(BOB, PageRange(3))
    assert newest == [Follow(7, 107), Follow(6, 106), Follow(5, 105)]
    assert stores.follows.followers(BOB, PageRange(10, 5)) == [Follow(n, 100 + n) for n in (4, 3, 2, 1)]
    assert [follow.user_id for follow in stores.follows.following(ANN, PageRange(5, 13))] == [202, 201]


def test_lists_of_accounts_are_read_in_any_range_in_both_directions(stores: Stores) -> None:
    numbers = range(1, 8)
    for number in numbers:
        stores.follows.apply(None, following(100 + number, BOB, number))
        stores.follows.apply(None, following(ANN, 200 + number, number))
        stores.follows.apply(None, Relationship(300 + number, CAT, requested_id=number, version=1))
        stores.graph.block(ANN, number, 1)
        stores.graph.mute(ANN, number, 0)
    places = [Follow(number, number) for number in numbers]

    for page in ranges_over(list(numbers)):
        expected = [each.id for each in page.of(places)]
        assert [each.id for each in stores.follows.followers(BOB, page)] == expected
        assert [each.id for each in stores.follows.following(ANN, page)] == expected
        assert [each.id for each in stores.follows.requests(CAT, page)] == expected
        assert list(stores.graph.blocks(ANN, page)) == expected
        assert [each.target_id for each in stores.graph.mutes(ANN, page)] == expected
