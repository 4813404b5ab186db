"""Tokens, sessions and the change of a password."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.domain import tokens
from linnet.domain.errors import Code, DomainError
from linnet.domain.users import Account, Session
from linnet.services.resolve_token import MAX_CACHED
from tests.unit.services.identity_site import CACHE_MS, DAY_MS, LIFETIME_MS, PASSWORD, Site

NEW_PASSWORD = "an even longer secret"


def test_a_token_is_resolved_in_one_read_and_then_from_memory() -> None:
    site = Site()
    token = site.sign_up().token
    for _ in range(3):
        assert site.resolve_token.run(token) is not None
    assert site.sessions.reads == 1


def test_a_token_without_its_hint_still_works() -> None:
    site = Site()
    signed_in = site.sign_up()
    unhinted = replace(signed_in.session, token_sha256="aa")
    site.sessions.add(unhinted)
    assert site.sessions.resolve("aa", None) is not None
    assert site.sessions.reads == 2


@pytest.mark.parametrize("token", ["", "x", "0.", "2j9.AAAA", "é" * 20, "x" * 100_000, "\ud800"])
def test_what_is_no_token_resolves_to_nobody(token: str) -> None:
    assert Site().resolve_token.run(token) is None


def test_a_revoked_token_dies_within_ten_seconds_in_every_container() -> None:
    site = Site()
    signed_in = site.sign_up()
    viewer = site.resolve_token.run(signed_in.token)
    assert viewer is not None
    site.log_out.run(viewer)
    assert site.container().run(signed_in.token) is None
    site.clock.advance(CACHE_MS - 1)
    assert site.resolve_token.run(signed_in.token) is not None
    site.clock.advance(1)
    assert site.resolve_token.run(signed_in.token) is None


def test_a_clock_set_back_does_not_prolong_a_revoked_token() -> None:
    site = Site()
    signed_in = site.sign_up()
    viewer = site.resolve_token.run(signed_in.token)
    assert viewer is not None
    site.log_out.run(viewer)
    site.clock.advance(-3_600_000)
    assert site.resolve_token.run(signed_in.token) is None


def test_a_suspended_account_has_no_valid_token() -> None:
    site = Site()
    signed_in = site.sign_up()
    site.suspend(signed_in.user.id)
    assert site.resolve_token.run(signed_in.token) is None


def test_a_session_moves_its_end_by_its_use_once_a_day() -> None:
    site = Site()
    signed_in = site.sign_up()

    def stored() -> Session:
        return site.table.sessions[signed_in.session.token_sha256]

    site.clock.advance(DAY_MS - 1)
    site.resolve_token.run(signed_in.token)
    assert stored() == signed_in.session
    site.clock.advance(CACHE_MS)
    site.resolve_token.run(signed_in.token)
    assert stored().last_used_ms == site.clock.now_ms()
    assert stored().expires_ms == site.clock.now_ms() + LIFETIME_MS


def test_an_unused_session_ends() -> None:
    site = Site()
    signed_in = site.sign_up()
    site.clock.advance(LIFETIME_MS)
    assert site.resolve_token.run(signed_in.token) is None


def test_a_container_remembers_a_bounded_number_of_tokens() -> None:
    site = Site()
    signed_in = site.sign_up()
    site.resolve_token.run(signed_in.token)
    for number in range(MAX_CACHED):
        digest = tokens.digest(f"0.{number}")
        site.sessions.add(replace(signed_in.session, token_sha256=digest))
        site.resolve_token.run(f"0.{number}")
    reads = site.sessions.reads
    site.resolve_token.run(signed_in.token)
    assert site.sessions.reads == reads + 1


def test_one_lists_and_ends_only_ones_own_sessions() -> None:
    site = Site()
    first, other = site.sign_up("ada"), site.sign_up("bob")
    second = site.log_in.run("ada", PASSWORD)
    ada, bob = site.viewer(first), site.viewer(other)
    assert [each.id for each in site.list_sessions.run(ada)] == [second.session.id, first.session.id]
    with pytest.raises(DomainError) as error:
        site.end_session.run(bob, second.session.id)
    assert error.value.code is Code.NOT_FOUND
    site.end_session.run(ada, second.session.id)
    assert [each.id for each in site.list_sessions.run(ada)] == [first.session.id]
    assert site.container().run(second.token) is None


def test_a_new_password_ends_all_other_sessions() -> None:
    site = Site()
    asking, other = site.sign_up(), site.log_in.run("ada", PASSWORD)
    site.change_password.run(site.viewer(asking), PASSWORD, NEW_PASSWORD)
    assert site.container().run(asking.token) is not None
    assert site.container().run(other.token) is None
    assert [each.id for each in site.list_sessions.run(site.viewer(asking))] == [asking.session.id]
    site.clock.advance(900_000)
    site.log_in.run("ada", NEW_PASSWORD)
    with pytest.raises(DomainError) as error:
        site.log_in.run("ada", PASSWORD)
    assert error.value.code is Code.UNAUTHENTICATED


def test_a_log_in_with_the_old_password_that_ends_after_the_change_is_void() -> None:
    site = Site()
    asking = site.sign_up()
    viewer = site.viewer(asking)

    class Slow(type(site.hashes)):  # type: ignore[misc]  # the fake's own class
        def matches(self, stored: str | None, password: str) -> bool:
            found: bool = super().matches(stored, password)
            site.change_password.run(viewer, PASSWORD, NEW_PASSWORD)
            return found

    late = replace(site.log_in, check=replace(site.check_login, hashes=Slow())).run("ada", PASSWORD)
    assert site.container().run(late.token) is None
    assert [each.id for each in site.list_sessions.run(viewer)] == [asking.session.id]


def test_a_password_is_changed_only_by_who_knows_it() -> None:
    site = Site()
    viewer = site.viewer(site.sign_up())
    with pytest.raises(DomainError) as error:
        site.change_password.run(viewer, "not the password", NEW_PASSWORD)
    assert (error.value.code, error.value.field) == (Code.INVALID, "currentPassword")
    with pytest.raises(DomainError) as error:
        site.change_password.run(viewer, PASSWORD, "password")
    assert (error.value.code, error.value.field) == (Code.INVALID, "newPassword")


def test_guessing_by_changing_the_password_is_limited() -> None:
    site = Site()
    viewer = site.viewer(site.sign_up())
    for _ in range(3):
        with pytest.raises(DomainError):
            site.change_password.run(viewer, "not the password", NEW_PASSWORD)
    with pytest.raises(DomainError) as error:
        site.change_password.run(viewer, PASSWORD, NEW_PASSWORD)
    assert error.value.code is Code.RATE_LIMITED


def test_two_changes_of_the_password_do_not_overwrite_each_other() -> None:
    site = Site()
    viewer = site.viewer(site.sign_up())

    class Stale(type(site.accounts)):  # type: ignore[misc]  # the fake's own class
        def get_account(self, user_id: int) -> Account | None:
            read: Account | None = super().get_account(user_id)
            return read and replace(read, credential_version=read.credential_version - 1)

    confirm = replace(site.change_password.confirm, accounts=Stale(site.table))
    with pytest.raises(DomainError) as error:
        replace(site.change_password, confirm=confirm).run(viewer, PASSWORD, NEW_PASSWORD)
    assert error.value.code is Code.CONFLICT
