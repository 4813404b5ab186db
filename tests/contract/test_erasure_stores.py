"""What stores that erase must do: the fake, moto's DynamoDB, the simulator's and DynamoDB Local through one suite."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from linnet.adapters.dynamodb.batch_writes import BatchWriter
from linnet.adapters.dynamodb.binding import connection
from linnet.adapters.dynamodb.engagement_rows import EngagementRow
from linnet.adapters.dynamodb.erase_rows import ROWS_A_PIECE, EraseProfile, EraseRows, EraseSessions
from linnet.adapters.dynamodb.graph_rows import GraphRow
from linnet.adapters.dynamodb.identity import DynamoAccounts, Writing
from linnet.adapters.dynamodb.identity_rows import IdentityRow
from linnet.adapters.dynamodb.invalidations import InvalidationRow
from linnet.adapters.dynamodb.sessions import DynamoSessions
from linnet.domain.erasure import ErasureOrder
from linnet.domain.users import AccountStatus
from linnet.ports.erasure import Eraser
from linnet.ports.identity import UsernameTaken, VersionConflict
from tests.contract import graph_stores
from tests.contract.conftest import ENGINES, Reach, create_table
from tests.contract.identity_stores import REPLICAS, Stores, in_dynamodb, in_memory, person, session
from tests.fakes.environment import FakeClock, SequentialParallel

DAY_MS = 86_400_000
NEVER_WORKED_ON = 0
ADA, BOB = 1, 2


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return in_memory() if request.param == "fake" else in_dynamodb(reach(request.param))


def give_up(stores: Stores, user_id: int, due_ms: int) -> ErasureOrder:
    user, account = person(user_id, f"user{user_id}")
    stores.accounts.create(user, account)
    stores.accounts.set_standing(
        user, account, replace(account, status=AccountStatus.DEACTIVATED, erase_at_ms=due_ms, credential_version=2)
    )
    return ErasureOrder(user_id, due_ms)


def waiting(stores: Stores, day_ms: int, idle_since_ms: int = NEVER_WORKED_ON) -> list[ErasureOrder]:
    """Return what waits of a day, whatever the time."""
    return sorted(stores.erasures.waiting(day_ms, day_ms + DAY_MS, idle_since_ms, 10), key=lambda order: order.user_id)


def test_an_order_waits_on_its_day_once_it_is_due(stores: Stores) -> None:
    noon = 100 * DAY_MS + DAY_MS // 2
    early, late = give_up(stores, ADA, noon), give_up(stores, BOB, noon + 1)

    assert stores.erasures.waiting(noon, noon - 1, NEVER_WORKED_ON, 10) == []
    assert stores.erasures.waiting(noon, noon, NEVER_WORKED_ON, 10) == [early]
    assert waiting(stores, 100 * DAY_MS) == [early, late]
    assert len(stores.erasures.waiting(noon, noon + 1, NEVER_WORKED_ON, 1)) == 1
    for other_day in (99 * DAY_MS, 101 * DAY_MS):
        assert waiting(stores, other_day) == []


def test_an_order_is_withdrawn_by_a_return_and_replaced_by_another_leave(stores: Stores) -> None:
    order = give_up(stores, ADA, 100 * DAY_MS)
    for due_ms in (None, 100 * DAY_MS + 5, 101 * DAY_MS):
        user, account = stores.accounts.get_user(ADA), stores.accounts.get_account(ADA)
        assert user is not None
        assert account is not None
        stores.accounts.set_standing(user, account, replace(account, erase_at_ms=due_ms))
        assert stores.erasures.get(order) is None
        standing = [] if due_ms is None else [ErasureOrder(ADA, due_ms)]
        assert waiting(stores, 100 * DAY_MS) + waiting(stores, 101 * DAY_MS) == standing


def test_progress_is_kept_and_what_is_worked_on_does_not_wait(stores: Stores) -> None:
    order = give_up(stores, ADA, 100 * DAY_MS)
    begun = stores.erasures.get(order)
    assert begun is not None
    assert (begun.order, begun.round, begun.store, begun.position) == (order, 0, "", None)

    saved = stores.erasures.save(replace(begun, round=1, store="tweets", position="99", worked_ms=7_000))

    assert stores.erasures.get(order) == saved
    assert (saved.round, saved.store, saved.position) == (1, "tweets", "99")
    assert waiting(stores, 100 * DAY_MS, idle_since_ms=6_999) == []
    assert waiting(stores, 100 * DAY_MS, idle_since_ms=7_000) == [order]


def test_progress_whose_answer_was_lost_is_saved_by_its_repetition(stores: Stores) -> None:
    order = give_up(stores, ADA, 100 * DAY_MS)
    begun = stores.erasures.get(order)
    assert begun is not None
    further = replace(begun, store="tweets", position="1", worked_ms=7_000)

    assert stores.erasures.save(further) == stores.erasures.save(further) == stores.erasures.get(order)


def test_of_two_workers_the_later_one_does_not_save(stores: Stores) -> None:
    order = give_up(stores, ADA, 100 * DAY_MS)
    begun = stores.erasures.get(order)
    assert begun is not None
    stores.erasures.save(replace(begun, position="1"))

    with pytest.raises(VersionConflict):
        stores.erasures.save(replace(begun, position="2"))


def test_an_order_that_was_carried_out_is_gone_and_takes_no_progress(stores: Stores) -> None:
    order = give_up(stores, ADA, 100 * DAY_MS)
    begun = stores.erasures.get(order)
    assert begun is not None
    for _ in range(2):
        stores.erasures.finish(order)

    assert stores.erasures.get(order) is None
    assert waiting(stores, 100 * DAY_MS) == []
    with pytest.raises(VersionConflict):
        stores.erasures.save(begun)


class Tables:
    """Tables of one engine, for what has no fake: erasers of rows."""

    def __init__(self, reach: Reach, engine: str) -> None:
        connect, clock, chance = reach(engine), FakeClock(), random.SystemRandom().random
        self.clock = clock
        self.writer = BatchWriter(SequentialParallel(), clock.sleep, chance)
        self.identity, self.log = create_table(IdentityRow, connect), create_table(InvalidationRow, connect)
        self.engagement = create_table(EngagementRow, connect)
        self.graph = graph_stores.dynamo_stores(create_table(GraphRow, connect), connect)
        self.writing = Writing(connection(connect), clock, clock.sleep, chance, REPLICAS)
        self.accounts = DynamoAccounts(self.identity, self.log, self.writing)
        self.sessions = DynamoSessions(self.identity, clock, clock.sleep, chance)


@pytest.fixture(params=ENGINES)
def tables(request: pytest.FixtureRequest, reach: Reach) -> Tables:
    return Tables(reach, request.param)


def erase(eraser: Eraser, user_id: int) -> int:
    """Erase to the end, each piece twice; return in how many pieces."""
    pieces, position = 0, None
    while pieces < 100:
        before = position
        position = eraser.erase(user_id, before)
        if position is None:
            return pieces + 1
        eraser.erase(user_id, before)
        pieces += 1
    raise AssertionError("it does not end")


def test_every_row_of_ones_own_partitions_goes_and_nothing_of_anybody_else(tables: Tables) -> None:
    rows = [tables.engagement(user, tweet) for user in (ADA, BOB) for tweet in range(2 * ROWS_A_PIECE + 1)]
    tables.writer.write(tables.engagement, puts=rows)
    eraser = EraseRows("engagement", tables.engagement, tables.writer, lambda user: [99, user])

    assert erase(eraser, ADA) >= 2

    assert list(tables.engagement.query(ADA)) == []
    assert len(list(tables.engagement.query(BOB))) == 2 * ROWS_A_PIECE + 1


def test_rows_that_somebody_else_has_to_end_are_left(tables: Tables) -> None:
    tables.engagement(ADA, 1, retweet_id=5).save()
    tables.engagement(ADA, 2, like_id=6).save()
    others = tables.engagement.retweet_id.does_not_exist()

    erase(EraseRows("engagement", tables.engagement, tables.writer, lambda user: [user], others), ADA)

    assert [int(row.tweet_id) for row in tables.engagement.query(ADA)] == [1]


def test_sessions_go_whether_they_have_expired_or_not(tables: Tables) -> None:
    for number in range(1, ROWS_A_PIECE + 3):
        tables.sessions.add(session(number, ADA, tables, expires_ms=tables.clock.now_ms() + number % 2))
    tables.sessions.add(session(1000, BOB, tables))

    erase(EraseSessions(tables.identity, tables.writer), ADA)

    assert [int(row.owner_id) for row in tables.identity.scan()] == [BOB]


def test_an_account_goes_and_its_name_is_held_for_nobody(tables: Tables) -> None:
    for user_id, name in ((ADA, "ada"), (BOB, "bob")):
        tables.accounts.create(*person(user_id, name))
    eraser = EraseProfile(tables.identity, tables.log, tables.writing)

    for _ in range(2):
        assert eraser.erase(ADA, None) is None

    assert tables.accounts.get_user(ADA) is None
    assert tables.accounts.get_account(ADA) is None
    assert tables.accounts.find_ids(["ada", "bob"]) == {"bob": BOB}
    assert tables.accounts.find_by_email("ada@example.org") is None
    with pytest.raises(UsernameTaken):
        tables.accounts.create(*person(3, "ada"))
    user, account = person(3, "another")
    tables.accounts.create(user, replace(account, email="ada@example.org"))
    assert str(ADA) not in {str(int(row.user_id or 0)) for row in tables.identity.scan()}
    assert {(int(row.id), int(row.version)) for row in tables.log.scan()} == {(ADA, 2)}


def test_the_name_of_an_account_that_was_never_confirmed_is_free_at_once(tables: Tables) -> None:
    user, account = person(ADA, "ada")
    tables.accounts.create(user, replace(account, confirmed=False, erase_at_ms=DAY_MS))
    eraser = EraseProfile(tables.identity, tables.log, tables.writing)

    for _ in range(2):
        assert eraser.erase(ADA, None) is None

    tables.accounts.create(*person(3, "ada"))
    assert tables.accounts.find_ids(["ada"]) == {"ada": 3}


def test_pairs_are_walked_by_id_and_what_is_kept_beside_them_is_dropped(tables: Tables) -> None:
    graph, celebrities = tables.graph.graph, tables.graph.celebrities
    for target_id in (20, 21, 22):
        graph.follow(ADA, target_id, target_id, 3)
    graph.follow(BOB, ADA, 9, 3)
    graph.unfollow(ADA, 21, 1)
    celebrities.order(ADA, True)

    assert [pair.target_id for pair in graph.all_of(ADA, 0, 2)] == [20, 21]
    assert [pair.target_id for pair in graph.all_of(ADA, 21, 2)] == [22]
    for _ in range(2):
        graph.forget(ADA)
    assert not celebrities.ordered(ADA)
    # The room below the cap was kept there.
    graph.follow(ADA, 23, 23, 1)
