"""What every store of sessions must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.ports.identity import VersionConflict
from tests.contract.conftest import ENGINES, Reach
from tests.contract.identity_stores import Stores, in_dynamodb, in_memory, person, session


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return in_memory() if request.param == "fake" else in_dynamodb(reach(request.param))


@pytest.mark.parametrize("hint", [1, None, 2, 999])
def test_a_session_is_resolved_with_its_account_whatever_the_hint(stores: Stores, hint: int | None) -> None:
    user, account = person(1, "ada")
    stores.accounts.create(user, account)
    stores.accounts.create(*person(2, "bob"))
    mine = session(10, 1, stores)
    stores.sessions.add(mine)
    assert stores.sessions.resolve(mine.token_sha256, hint) == (mine, account)
    assert stores.sessions.resolve("0" * 64, hint) is None


def test_an_expired_session_is_not_resolved_or_listed(stores: Stores) -> None:
    stores.accounts.create(*person(1, "ada"))
    mine = session(10, 1, stores)
    stores.sessions.add(mine)
    stores.clock.advance(999)
    assert stores.sessions.resolve(mine.token_sha256, 1) is not None
    stores.clock.advance(1)
    assert stores.sessions.resolve(mine.token_sha256, 1) is None
    assert stores.sessions.list_of(1) == []


def test_sessions_are_listed_newest_first_per_account_and_removed(stores: Stores) -> None:
    first, second, other = session(10, 1, stores), session(11, 1, stores), session(12, 2, stores)
    for each in (first, second, other):
        stores.sessions.add(each)
    assert stores.sessions.list_of(1) == [second, first]
    stores.sessions.remove([first.token_sha256, "0" * 64])
    stores.sessions.remove([])
    assert stores.sessions.list_of(1) == [second]
    assert stores.sessions.list_of(2) == [other]


def test_a_use_is_recorded_unless_the_session_is_gone(stores: Stores) -> None:
    stores.accounts.create(*person(1, "ada"))
    mine = session(10, 1, stores)
    stores.sessions.add(mine)
    used = replace(mine, last_used_ms=mine.last_used_ms + 5, expires_ms=mine.expires_ms + 5)
    stores.sessions.touch(used)
    assert stores.sessions.list_of(1) == [used]
    stores.sessions.remove([mine.token_sha256])
    stores.sessions.touch(used)
    assert stores.sessions.list_of(1) == []


def test_a_new_password_voids_every_session_but_the_one_kept(stores: Stores) -> None:
    user, account = person(1, "ada")
    stores.accounts.create(user, account)
    kept, other = session(10, 1, stores), session(11, 1, stores)
    stores.sessions.add(kept)
    stores.sessions.add(other)
    stores.accounts.set_password(account, "second hash", kept.token_sha256)

    def holds(token_sha256: str) -> bool:
        found = stores.sessions.resolve(token_sha256, 1)
        assert found is not None
        return found[0].holds(found[1])

    assert holds(kept.token_sha256)
    assert not holds(other.token_sha256)
    changed = stores.accounts.get_account(1)
    assert changed is not None
    assert changed.password_hash == "second hash"


def test_a_password_is_not_replaced_from_an_old_read_or_without_its_session(stores: Stores) -> None:
    user, account = person(1, "ada")
    stores.accounts.create(user, account)
    kept = session(10, 1, stores)
    stores.sessions.add(kept)
    with pytest.raises(VersionConflict):
        stores.accounts.set_password(account, "second hash", "0" * 64)
    stores.accounts.set_password(account, "second hash", kept.token_sha256)
    with pytest.raises(VersionConflict):
        stores.accounts.set_password(account, "third hash", kept.token_sha256)
    current = stores.accounts.get_account(1)
    assert current is not None
    assert current.password_hash == "second hash"
