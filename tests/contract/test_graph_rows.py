"""What only DynamoDB shows of the graph: units, rows that expire, stream records, and races between threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from linnet.adapters.dynamodb import binding, keys
from linnet.adapters.dynamodb.graph import DynamoGraph
from linnet.adapters.dynamodb.graph_changes import decode_graph_change
from linnet.adapters.dynamodb.graph_rows import BLANK_LIFETIME_S, GraphRow
from linnet.domain.changes import CelebrityChange, PairChange, PoisonRecord
from linnet.domain.graph import Follow
from linnet.domain.paging import PageRange
from linnet.ports.graph import (
    AlreadyFollowing,
    FollowingCapReached,
    FollowRefused,
)
from tests.contract.conftest import Reach, create_table
from tests.contract.graph_stores import ANN, BOB, CAP, CAT, SHARDS, Stores, dynamo_stores, following, pair


@pytest.fixture
def row(make_table: Callable[[Any], Any]) -> type[GraphRow]:
    bound: type[GraphRow] = make_table(GraphRow)
    return bound


def test_an_unfollow_finds_a_follower_written_when_there_were_fewer_shards(
    row: type[GraphRow], connect: binding.Connect
) -> None:
    follower = 7
    assert follower % 2 != follower % SHARDS
    before = following(follower, BOB, 1)
    dynamo_stores(row, connect, shards=2).follows.apply(None, before)
    grown = dynamo_stores(row, connect)
    assert grown.follows.followers(BOB, PageRange(5)) == [Follow(1, follower)]
    grown.follows.apply(before, replace(before, follow_id=None, version=2))
    assert grown.follows.followers(BOB, PageRange(5)) == []


def test_a_blank_pair_and_an_ended_row_expire(row: type[GraphRow], connect: binding.Connect) -> None:
    stores = dynamo_stores(row, connect)
    lifetime = stores.clock.now_ms() // 1000 + BLANK_LIFETIME_S
    asked = stores.graph.request(ANN, BOB, 1)
    stores.follows.apply(None, asked)
    assert row.get(keys.user(ANN), keys.pair(BOB)).expires_at is None
    stores.follows.apply(asked, stores.graph.unfollow(ANN, BOB, 5))
    assert row.get(keys.user(ANN), keys.pair(BOB)).expires_at == lifetime
    assert row.get(keys.requests(BOB), keys.ordered(1)).expires_at == lifetime
    stores.graph.follow(ANN, BOB, 2, CAP)
    assert row.get(keys.user(ANN), keys.pair(BOB)).expires_at is None


def test_a_first_follow_is_one_transaction_of_four_units_that_leaves_the_index_alone(
    row: type[GraphRow], connect: binding.Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = dynamo_stores(row, connect)
    assert isinstance(stores.graph, DynamoGraph)
    calls: list[str] = []
    watched = stores.graph.writing.connection
    original = watched.dispatch

    def dispatch(operation: str, request: dict[str, Any]) -> Any:
        calls.append(operation)
        answer = original(operation, {**request, "ReturnConsumedCapacity": "INDEXES"})
        consumed.extend(answer.get("ConsumedCapacity", []))
        return answer

    consumed: list[dict[str, Any]] = []
    monkeypatch.setattr(watched, "dispatch", dispatch)
    stores.graph.follow(ANN, BOB, 1, CAP)
    assert calls == ["TransactWriteItems"]
    if connect.host is not None:
        # moto's account of capacity is a constant.
        assert sum(each["CapacityUnits"] for each in consumed) == 4
        assert not any(each.get("LocalSecondaryIndexes") for each in consumed)


def record(row: GraphRow, before: GraphRow | None = None) -> dict[str, Any]:
    image = row.serialize()
    change = {"Keys": {name: image[name] for name in ("pk", "sk")}, "NewImage": image, "SequenceNumber": "00012"}
    return {"dynamodb": change if before is None else {**change, "OldImage": before.serialize()}}


def test_pairs_and_orders_are_decoded_and_rows_that_follow_from_them_are_not(
    row: type[GraphRow], connect: binding.Connect
) -> None:
    stores = dynamo_stores(row, connect)
    followed = stores.graph.follow(ANN, BOB, 1, CAP)
    stored = row.get(keys.user(ANN), keys.pair(BOB))
    stores.graph.mute(ANN, BOB, 0)
    muted = row.get(keys.user(ANN), keys.pair(BOB))
    assert decode_graph_change(record(stored)) == PairChange(None, followed, 12)
    assert decode_graph_change(record(muted, stored)) == PairChange(followed, pair(stores, ANN, BOB), 12)
    stores.celebrities.order(ANN, True)
    assert decode_graph_change(record(row.get(keys.user(ANN), keys.CELEBRITY))) == CelebrityChange(ANN, 12)
    assert decode_graph_change(record(row.get(keys.user(ANN), keys.LIMITS))) is None
    stores.follows.apply(None, followed)
    assert decode_graph_change(record(row.get(keys.following(ANN), keys.ordered(1)))) is None


@pytest.mark.parametrize("broken", [{}, {"schema_version": {"N": "99"}}, {"user_id": {"S": "x"}}])
def test_a_pair_that_nothing_can_read_is_poison(
    row: type[GraphRow], connect: binding.Connect, broken: dict[str, Any]
) -> None:
    dynamo_stores(row, connect).graph.follow(ANN, BOB, 1, CAP)
    found = record(row.get(keys.user(ANN), keys.pair(BOB)))
    found["dynamodb"]["NewImage"] = {**found["dynamodb"]["NewImage"], **broken} if broken else {"pk": {"S": "x"}}
    with pytest.raises(PoisonRecord) as poison:
        decode_graph_change(found)
    assert poison.value.sequence == "00012"


@pytest.fixture
def concurrent(reach: Reach) -> Stores:
    connect = reach("dynamodb_local")
    stores = dynamo_stores(create_table(GraphRow, connect), connect)
    assert isinstance(stores.graph, DynamoGraph)
    return stores


@pytest.mark.engines
def test_the_cap_is_exact_under_threads(concurrent: Stores) -> None:
    def follow(target_id: int) -> bool:
        try:
            concurrent.graph.follow(ANN, target_id, target_id, CAP)
        except FollowingCapReached:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(follow, range(100, 140)))
    assert sum(outcomes) == CAP
    assert sum(found.following for found in concurrent.graph.get_many(ANN, range(100, 140)).values()) == CAP


@pytest.mark.engines
def test_of_many_follows_of_one_pair_one_counts(concurrent: Stores) -> None:
    def follow(follow_id: int) -> bool:
        try:
            concurrent.graph.follow(ANN, BOB, follow_id, CAP)
        except AlreadyFollowing:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(follow, range(1, 33)))
    assert sum(outcomes) == 1
    # Four more fit below the cap, so only one place was taken.
    for number in range(CAP - 1):
        concurrent.graph.follow(ANN, 100 + number, 100 + number, CAP)


@pytest.mark.engines
def test_follows_racing_blocks_leave_no_follow_beside_a_block(concurrent: Stores) -> None:
    def act(number: int) -> None:
        try:
            if number % 4 == 0:
                concurrent.graph.block(BOB, ANN, number)
            elif number % 4 == 1:
                concurrent.graph.unblock(BOB, ANN)
            else:
                concurrent.graph.follow(ANN, BOB, number, 1)
        except (AlreadyFollowing, FollowRefused):
            pass

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(act, range(64)))
    own, other = pair(concurrent, ANN, BOB), pair(concurrent, BOB, ANN)
    assert own.blocked_by == other.blocking
    assert not (own.following and own.blocked_by)
    # The limits row agrees with the pairs: the one place is free exactly when nobody is followed.
    if own.following:
        with pytest.raises(FollowingCapReached):
            concurrent.graph.follow(ANN, CAT, 999, 1)
    else:
        concurrent.graph.follow(ANN, CAT, 999, 1)
