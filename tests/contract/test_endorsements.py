"""What every store of endorsements must do, beside the pairs that it shares with the graph."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.ports.graph import EndorsedCapReached, NotFollowing
from tests.contract.conftest import ENGINES, Reach
from tests.contract.graph_stores import ANN, BOB, CAP, CAT, Stores, following, pair, stores_on

MANY = 100


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    """Ann follows Bob and Cat."""
    made = stores_on(request.param, reach)
    made.graph.follow(ANN, BOB, 1, CAP)
    made.graph.follow(ANN, CAT, 2, CAP)
    return made


def test_who_is_shown_is_named_by_the_pair_and_beside_it(stores: Stores) -> None:
    for _ in range(2):
        stores.endorsements.add(ANN, BOB, MANY)

    assert pair(stores, ANN, BOB) == replace(following(ANN, BOB, 1, version=2), endorsed=True)
    assert stores.endorsements.of(ANN) == {BOB}
    assert stores.endorsements.of(BOB) == frozenset()


def test_who_is_not_followed_cannot_be_shown(stores: Stores) -> None:
    with pytest.raises(NotFollowing):
        stores.endorsements.add(BOB, ANN, MANY)
    assert stores.endorsements.of(BOB) == frozenset()


def test_taking_out_can_be_repeated(stores: Stores) -> None:
    stores.endorsements.add(ANN, BOB, MANY)
    stores.endorsements.add(ANN, CAT, MANY)
    for _ in range(2):
        stores.endorsements.remove(ANN, BOB)

    assert stores.endorsements.of(ANN) == {CAT}
    assert pair(stores, ANN, BOB) == following(ANN, BOB, 1, version=3)
    stores.endorsements.remove(BOB, ANN)
    assert stores.endorsements.of(BOB) == frozenset()


def test_the_cap_counts_who_is_shown(stores: Stores) -> None:
    stores.endorsements.add(ANN, BOB, 1)
    with pytest.raises(EndorsedCapReached):
        stores.endorsements.add(ANN, CAT, 1)
    assert not pair(stores, ANN, CAT).endorsed
    stores.endorsements.remove(ANN, BOB)
    stores.endorsements.add(ANN, CAT, 1)
    assert stores.endorsements.of(ANN) == {CAT}


def test_the_end_of_a_follow_ends_the_pair_and_settling_the_rest(stores: Stores) -> None:
    stores.endorsements.add(ANN, BOB, MANY)
    stores.endorsements.settle(ANN, BOB)
    assert stores.endorsements.of(ANN) == {BOB}
    stores.graph.unfollow(ANN, BOB, 5)

    assert not pair(stores, ANN, BOB).endorsed
    for _ in range(2):
        stores.endorsements.settle(ANN, BOB)
    assert stores.endorsements.of(ANN) == frozenset()


def test_who_was_lost_and_is_shown_again_takes_no_second_place(stores: Stores) -> None:
    stores.endorsements.add(ANN, BOB, 1)
    stores.graph.unfollow(ANN, BOB, 5)
    stores.graph.follow(ANN, BOB, 3, CAP)
    stores.endorsements.add(ANN, BOB, 1)

    stores.endorsements.settle(ANN, BOB)
    assert stores.endorsements.of(ANN) == {BOB}
    assert pair(stores, ANN, BOB).endorsed


def test_an_account_is_forgotten_with_whom_it_showed(stores: Stores) -> None:
    stores.endorsements.add(ANN, BOB, MANY)
    stores.graph.unfollow(ANN, BOB, 5)
    stores.graph.forget(ANN)
    stores.endorsements.settle(ANN, BOB)
    assert stores.endorsements.of(ANN) == frozenset()
