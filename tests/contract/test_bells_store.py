"""What every store of bells must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.follow_index import DynamoFollowIndex
from linnet.domain.graph import Follow, FollowOptions, Relationship
from linnet.domain.ids import MAX_ID
from linnet.domain.index_ranges import WHOLE_INDEX, IndexRange
from linnet.domain.paging import PageRange
from tests.contract.conftest import ENGINES, Reach
from tests.contract.graph_stores import ANN, BOB, CAP, CAT, Stores, following, pair, stores_on


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return stores_on(request.param, reach)


def test_a_bell_needs_a_follow_and_ends_with_it(stores: Stores) -> None:
    bell = FollowOptions(notifying=True)
    assert stores.graph.set_follow_options(ANN, BOB, bell) is None
    stores.graph.follow(ANN, BOB, 1, CAP)
    rung = stores.graph.set_follow_options(ANN, BOB, bell)
    assert rung is not None
    assert (rung.notifying, rung.show_retweets) == (True, True)
    assert stores.graph.set_follow_options(ANN, BOB, bell) == rung
    assert stores.graph.set_follow_options(ANN, BOB, FollowOptions()) == rung
    assert pair(stores, ANN, BOB) == rung
    assert stores.graph.exclusions(ANN) == {}
    stores.graph.unfollow(ANN, BOB, 5)
    stores.graph.follow(ANN, BOB, 2, CAP)
    assert not pair(stores, ANN, BOB).notifying


@pytest.mark.parametrize(("who", "whom"), [(ANN, BOB), (BOB, ANN)])
def test_a_block_in_either_direction_ends_a_bell(stores: Stores, who: int, whom: int) -> None:
    stores.graph.follow(ANN, BOB, 1, CAP)
    stores.graph.set_follow_options(ANN, BOB, FollowOptions(notifying=True))
    stores.graph.block(who, whom, 5)
    assert not pair(stores, ANN, BOB).notifying


def with_bell(user_id: int, target_id: int, follow_id: int, version: int = 2) -> Relationship:
    return replace(following(user_id, target_id, follow_id, version), notifying=True)


def asking(stores: Stores, author_id: int) -> list[int]:
    return sorted(row.user_id for row in stores.bells.read(author_id, WHOLE_INDEX, 99))


def test_bells_are_listed_while_they_stand_however_often_they_come_back(stores: Stores) -> None:
    followed, rung = following(ANN, BOB, 1), with_bell(ANN, BOB, 1)
    assert not stores.bells.rung(BOB)
    stores.follows.apply(None, followed)
    assert (stores.bells.rung(BOB), asking(stores, BOB)) == (False, [])
    stores.follows.apply(followed, rung)
    stores.follows.apply(None, with_bell(CAT, BOB, 2))
    assert (stores.bells.rung(BOB), asking(stores, BOB), asking(stores, CAT)) == (True, [ANN, CAT], [])
    silent, again = replace(followed, version=3), replace(rung, version=4)
    stores.follows.apply(rung, silent)
    assert asking(stores, BOB) == [CAT]
    stores.follows.apply(silent, again)
    assert asking(stores, BOB) == [ANN, CAT]
    # A late repetition changes nothing.
    stores.follows.apply(rung, silent)
    assert asking(stores, BOB) == [ANN, CAT]
    stores.follows.apply(again, replace(again, follow_id=None, notifying=False, version=5))
    assert asking(stores, BOB) == [CAT]
    assert stores.follows.followers(BOB, PageRange(9)) == [Follow(2, CAT)]


@pytest.mark.parametrize("stores", ENGINES, indirect=True)
def test_a_late_repetition_does_not_bring_back_the_bells_of_who_was_erased(stores: Stores) -> None:
    follows, rung = stores.follows, with_bell(ANN, BOB, 1)
    assert isinstance(follows, DynamoFollowIndex)
    follows.apply(None, rung)
    follows.apply(rung, replace(rung, follow_id=None, notifying=False, version=3))
    follows.row(keys.user(BOB), keys.BELLS).delete()

    follows.apply(None, rung)

    assert not stores.bells.rung(BOB)


def test_bells_are_found_in_ranges_of_their_follows(stores: Stores) -> None:
    for number in range(1, 9):
        stores.follows.apply(None, with_bell(100 + number, BOB, number))
    found = stores.bells.read(BOB, WHOLE_INDEX, 99)
    assert sorted(row.id for row in found) == list(range(1, 9))
    for row in found:
        assert stores.bells.read(BOB, IndexRange(row.shard, row.id - 1, row.id), 9) == [row]
        assert row not in stores.bells.read(BOB, IndexRange(row.shard, row.id, MAX_ID), 9)
    shard = found[0].shard
    first = [row for row in found if row.shard == shard][:1]
    assert stores.bells.read(BOB, IndexRange(shard, 0, MAX_ID), 1) == first


@pytest.mark.parametrize("seed", range(5))
def test_bells_survive_the_disorder_of_a_stream(stores: Stores, seed: int) -> None:
    steps = [following(ANN, BOB, 1), with_bell(ANN, BOB, 1), following(ANN, BOB, 1), with_bell(ANN, BOB, 1)]
    pairs = [replace(step, version=number) for number, step in enumerate(steps, start=1)]
    changes = list(zip([None, *pairs], pairs, strict=False)) * 2
    random.Random(seed).shuffle(changes)
    for before, after in changes:
        stores.follows.apply(before, after)
    assert asking(stores, BOB) == [ANN]
