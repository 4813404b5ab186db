"""Accounts that their owners give up or operators suspend, and how they come back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.users import Account, AccountStatus, User
from linnet.ports.identity import VersionConflict
from linnet.services.begin_session import SignedIn
from tests.unit.services.identity_site import DAY_MS, PASSWORD, Site


def gone() -> tuple[Site, SignedIn]:
    """Return a network whose only person has just given up their account."""
    site = Site()
    signed_in = site.sign_up()
    site.deactivate_account.run(site.viewer(signed_in), PASSWORD)
    return site, signed_in


def code_of(error: pytest.ExceptionInfo[DomainError]) -> Code:
    return error.value.code


def test_a_deactivated_account_is_hidden_and_all_its_sessions_end() -> None:
    site = Site()
    signed_in = site.sign_up()
    elsewhere = site.log_in.run("ada", PASSWORD)
    until_ms = site.deactivate_account.run(site.viewer(signed_in), PASSWORD)

    assert until_ms == site.clock.now_ms() + 30 * DAY_MS
    assert site.table.users[signed_in.user.id].status is AccountStatus.DEACTIVATED
    assert [site.container().run(each.token) for each in (signed_in, elsewhere)] == [None, None]
    assert site.table.sessions == {}
    assert (signed_in.user.id, site.table.users[signed_in.user.id].version) in site.table.invalidated


def test_a_wrong_password_deactivates_nothing_and_is_counted_as_a_guess() -> None:
    site = Site()
    viewer = site.viewer(site.sign_up())
    for code in (Code.INVALID, Code.INVALID, Code.INVALID, Code.RATE_LIMITED):
        with pytest.raises(DomainError) as error:
            site.deactivate_account.run(viewer, "not the password")
        assert code_of(error) is code
    assert site.table.users[viewer.user_id].active


def test_logging_in_within_thirty_days_brings_the_account_back() -> None:
    site, signed_in = gone()
    site.clock.advance(30 * DAY_MS - 1)
    again = site.log_in.run("ada", PASSWORD)

    assert again.user.active
    assert site.container().run(again.token) is not None
    assert site.table.accounts[signed_in.user.id].erase_at_ms is None
    assert site.table.users[signed_in.user.id].active


def test_sessions_of_before_stay_ended_after_the_return() -> None:
    site = Site()
    signed_in = site.sign_up()
    stored = site.table.sessions[signed_in.session.token_sha256]
    site.deactivate_account.run(site.viewer(signed_in), PASSWORD)
    # The list of sessions may lack one of the last second, whose row then stays.
    site.sessions.add(stored)
    site.log_in.run("ada", PASSWORD)

    assert site.container().run(signed_in.token) is None


def test_after_thirty_days_it_is_as_if_there_were_no_such_account() -> None:
    site, _ = gone()
    site.clock.advance(30 * DAY_MS)
    with pytest.raises(DomainError) as error:
        site.log_in.run("ada", PASSWORD)
    assert code_of(error) is Code.UNAUTHENTICATED


def test_a_wrong_password_brings_nothing_back() -> None:
    site, signed_in = gone()
    with pytest.raises(DomainError) as error:
        site.log_in.run("ada", "not the password")
    assert code_of(error) is Code.UNAUTHENTICATED
    assert not site.table.users[signed_in.user.id].active


def test_a_suspended_account_cannot_log_in_until_the_suspension_is_lifted() -> None:
    site = Site()
    signed_in = site.sign_up()
    assert site.suspend_account.suspend("@ADA").status is AccountStatus.SUSPENDED
    assert site.container().run(signed_in.token) is None
    with pytest.raises(DomainError) as error:
        site.log_in.run("ada", PASSWORD)
    assert code_of(error) is Code.SUSPENDED

    assert site.suspend_account.lift(str(signed_in.user.id)).active
    assert site.container().run(signed_in.token) is None
    assert site.log_in.run("ada", PASSWORD).user.active


def test_suspending_and_lifting_again_change_nothing() -> None:
    site = Site()
    signed_in = site.sign_up()
    first = site.suspend_account.suspend("@ada")
    assert site.suspend_account.suspend("@ada") == first
    site.suspend_account.lift("@ada")
    signed_in = site.log_in.run("ada", PASSWORD)
    site.suspend_account.lift("@ada")
    assert site.container().run(signed_in.token) is not None


def test_a_lifted_suspension_leaves_what_the_owner_had_decided() -> None:
    site, signed_in = gone()
    site.suspend_account.suspend("@ada")
    with pytest.raises(DomainError) as error:
        site.log_in.run("ada", PASSWORD)
    assert code_of(error) is Code.SUSPENDED

    assert site.suspend_account.lift("@ada").status is AccountStatus.DEACTIVATED
    assert site.table.accounts[signed_in.user.id].erase_at_ms == site.clock.now_ms() + 30 * DAY_MS
    assert site.log_in.run("ada", PASSWORD).user.active


@pytest.mark.parametrize(
    ("named", "code"), [("@nobody", Code.NOT_FOUND), ("7", Code.NOT_FOUND), ("ada", Code.INVALID), ("", Code.INVALID)]
)
def test_an_operator_learns_that_there_is_no_such_account(named: str, code: Code) -> None:
    site = Site()
    site.sign_up()
    with pytest.raises(DomainError) as error:
        site.suspend_account.suspend(named)
    assert code_of(error) is code


def test_a_change_of_the_profile_in_between_delays_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site()
    signed_in = site.sign_up()
    store = site.accounts.set_standing
    changes = iter([True, False])

    def interrupted(user: User, account: Account, changed: Account) -> User:
        if next(changes):
            site.accounts.set_pulled(user.id, True)
        return store(user, account, changed)

    monkeypatch.setattr(site.accounts, "set_standing", interrupted)
    site.suspend_account.suspend("@ada")
    assert site.table.users[signed_in.user.id].status is AccountStatus.SUSPENDED


def test_a_password_changed_in_between_is_not_the_one_that_was_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site()
    viewer = site.viewer(site.sign_up())

    def changed_first(user: User, account: Account, changed: Account) -> User:
        stored = site.table.accounts[user.id]
        site.table.accounts[user.id] = replace(stored, credential_version=stored.credential_version + 1)
        raise VersionConflict

    monkeypatch.setattr(site.accounts, "set_standing", changed_first)
    with pytest.raises(DomainError) as error:
        site.deactivate_account.run(viewer, PASSWORD)
    assert code_of(error) is Code.CONFLICT
    assert site.table.users[viewer.user_id].active
