"""The identity stores of each engine, and whom the suites store in them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from linnet.adapters.dynamodb.binding import Connect, connection
from linnet.adapters.dynamodb.erasures import DynamoErasures
from linnet.adapters.dynamodb.identity import DynamoAccounts, DynamoUsers, Writing
from linnet.adapters.dynamodb.identity_rows import IdentityRow
from linnet.adapters.dynamodb.invalidations import LOG_LIFETIME_S, InvalidationRow
from linnet.adapters.dynamodb.oauth import DynamoApps, DynamoAppTokens, DynamoAuthorizationCodes
from linnet.adapters.dynamodb.sessions import DynamoSessions
from linnet.domain.users import Account, Session, User
from linnet.ports.erasure import Erasures
from linnet.ports.identity import Accounts, Sessions, Users
from linnet.ports.oauth import Apps, AppTokens, AuthorizationCodes
from tests.contract.conftest import create_table
from tests.fakes.environment import FakeClock
from tests.fakes.identity import FakeAccounts, FakeErasures, FakeIdentity, FakeSessions, FakeUsers
from tests.fakes.oauth import FakeApps, FakeAppTokens, FakeAuthorizationCodes

REPLICAS = 2


@dataclass
class Stores:
    accounts: Accounts
    sessions: Sessions
    users: Users
    erasures: Erasures
    apps: Apps
    codes: AuthorizationCodes
    app_tokens: AppTokens
    clock: FakeClock
    logged: Callable[[], list[tuple[int, int]]]


def in_memory() -> Stores:
    clock, table = FakeClock(), FakeIdentity()
    return Stores(
        FakeAccounts(table),
        FakeSessions(table, clock),
        FakeUsers(table),
        FakeErasures(table),
        FakeApps(table, clock),
        FakeAuthorizationCodes(table),
        FakeAppTokens(table, clock),
        clock,
        lambda: sorted(table.invalidated),
    )


def in_dynamodb(connect: Connect) -> Stores:
    clock = FakeClock()
    row, log = create_table(IdentityRow, connect), create_table(InvalidationRow, connect)
    # Not seeded: the engine remembers client tokens from one test to the next.
    chance = random.SystemRandom().random
    writing = Writing(connection(connect), clock, clock.sleep, chance, REPLICAS)

    def logged() -> list[tuple[int, int]]:
        rows = list(log.scan())
        assert all(abs(entry.expires_at - clock.now_ms() // 1000 - LOG_LIFETIME_S) <= 1 for entry in rows)
        assert {entry.pk for entry in rows} <= {f"LOG#{replica}" for replica in range(REPLICAS)}
        return sorted((int(entry.id), int(entry.version)) for entry in rows if entry.pk == "LOG#1")

    return Stores(
        DynamoAccounts(row, log, writing),
        DynamoSessions(row, clock, clock.sleep, chance),
        DynamoUsers(row, clock.sleep, chance),
        DynamoErasures(row, clock.sleep, chance),
        DynamoApps(row, writing),
        DynamoAuthorizationCodes(row, writing),
        DynamoAppTokens(row, writing),
        clock,
        logged,
    )


def person(user_id: int, name: str) -> tuple[User, Account]:
    return (
        User(id=user_id, username=name, display_name=name.title(), created_ms=1),
        Account(user_id=user_id, email=f"{name}@example.org", password_hash="first hash"),
    )


class Timed(Protocol):
    """What has a clock."""

    clock: FakeClock


def session(session_id: int, user_id: int, timed: Timed, **changes: Any) -> Session:
    now_ms = timed.clock.now_ms()
    made = Session(
        id=session_id,
        user_id=user_id,
        token_sha256=f"{session_id:064x}",
        app="Linnet",
        scopes=frozenset({"read", "write"}),
        created_ms=now_ms,
        last_used_ms=now_ms,
        expires_ms=now_ms + 1000,
    )
    return replace(made, **changes)
