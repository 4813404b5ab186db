"""Graph stores for the suites: the fake and the real ones over a bound table."""

from __future__ import annotations

import random
from dataclasses import dataclass

from linnet.adapters.dynamodb import binding
from linnet.adapters.dynamodb.endorsements import DynamoEndorsements
from linnet.adapters.dynamodb.filters import DynamoFilters
from linnet.adapters.dynamodb.follow_index import DynamoCelebrities, DynamoFollowIndex
from linnet.adapters.dynamodb.graph import DynamoGraph
from linnet.adapters.dynamodb.graph_rows import GraphRow
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.lists import DynamoLists
from linnet.adapters.dynamodb.muted_threads import DynamoMutedThreads
from linnet.adapters.dynamodb.recipient_indexes import DynamoBells
from linnet.domain.graph import Relationship
from linnet.ports.filters import FilterStore
from linnet.ports.graph import (
    Bells,
    Celebrities,
    Endorsements,
    FollowIndex,
    Graph,
    MutedThreads,
)
from linnet.ports.lists import Lists
from tests.contract.conftest import Reach, create_table
from tests.fakes.environment import FakeClock, SequentialParallel
from tests.fakes.graph import FakeBells, FakeCelebrities, FakeEndorsements, FakeFollowIndex, FakeGraph
from tests.fakes.lists import FakeLists

ANN, BOB, CAT = 10, 11, 12
CAP = 5
SHARDS = 4


@dataclass
class Stores:
    graph: Graph
    follows: FollowIndex
    celebrities: Celebrities
    bells: Bells
    lists: Lists
    endorsements: Endorsements
    filters: FilterStore
    muted_threads: MutedThreads
    clock: FakeClock


def dynamo_stores(row: type[GraphRow], connect: binding.Connect, shards: int = SHARDS) -> Stores:
    # Not seeded: the engine remembers the transaction tokens of all tests for ten minutes.
    clock, chance = FakeClock(), random.Random().random
    writing = Writing(binding.connection(connect), clock, clock.sleep, chance)
    return Stores(
        DynamoGraph(row, writing),
        DynamoFollowIndex(row, SequentialParallel(), clock, clock.sleep, chance, shards),
        DynamoCelebrities(row, clock.sleep, chance),
        DynamoBells(row, SequentialParallel()),
        DynamoLists(row, writing),
        DynamoEndorsements(row, writing),
        DynamoFilters(row),
        DynamoMutedThreads(row),
        clock,
    )


def fake_stores() -> Stores:
    clock, follows = FakeClock(), FakeFollowIndex()
    graph = FakeGraph(clock)
    return Stores(
        graph,
        follows,
        FakeCelebrities(),
        FakeBells(follows),
        FakeLists(graph),
        FakeEndorsements(graph),
        graph.filters,
        graph.muted_threads,
        clock,
    )


def stores_on(kind: str, reach: Reach) -> Stores:
    """Return the fake, or the real ones on an engine."""
    if kind == "fake":
        return fake_stores()
    connect = reach(kind)
    return dynamo_stores(create_table(GraphRow, connect), connect)


def pair(stores: Stores, user_id: int, target_id: int) -> Relationship:
    return stores.graph.get_many(user_id, [target_id]).get(target_id) or Relationship(user_id, target_id)


def following(user_id: int, target_id: int, follow_id: int, version: int = 1) -> Relationship:
    return Relationship(user_id, target_id, follow_id=follow_id, version=version)
