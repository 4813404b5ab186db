"""Sign-up and log-in."""

from __future__ import annotations

import hashlib

import pytest

from linnet.domain import tokens
from linnet.domain.errors import Code, DomainError
from linnet.services.register_account import NewAccount, Registration, RegistrationMode
from tests.fakes.environment import ScriptedIds
from tests.unit.services.identity_site import LIFETIME_MS, PASSWORD, Site


def refused(code: Code, field: str | None = None) -> object:
    class Matches:
        def __eq__(self, other: object) -> bool:
            return isinstance(other, DomainError) and (other.code, other.field) == (code, field)

        __hash__ = None  # type: ignore[assignment]  # never a key

    return Matches()


def test_a_new_account_is_logged_in_at_once() -> None:
    site = Site()
    signed_in = site.sign_up()
    assert signed_in.session.expires_ms == site.clock.now_ms() + LIFETIME_MS
    viewer = site.resolve_token.run(signed_in.token)
    assert viewer is not None
    assert viewer.user_id == signed_in.user.id == tokens.hint(signed_in.token)
    assert viewer.scopes >= {"read", "write", "follow", "account"}


def test_neither_token_nor_password_is_stored() -> None:
    site = Site()
    signed_in = site.sign_up()
    secret = signed_in.token.partition(".")[2]
    assert secret not in repr(site.table)
    assert f"'{PASSWORD}'" not in repr(site.table)


def test_the_username_is_shown_until_there_is_a_display_name() -> None:
    assert Site().sign_up("ada").user.display_name == "ada"


def test_a_name_or_address_that_is_taken_is_named() -> None:
    site = Site()
    site.sign_up("ada")
    with pytest.raises(DomainError) as error:
        site.register_account.run(NewAccount("ADA", "other@example.org", PASSWORD))
    assert error.value == refused(Code.CONFLICT, "username")
    with pytest.raises(DomainError) as error:
        site.register_account.run(NewAccount("bob", "Ada@Example.org", PASSWORD))
    assert error.value == refused(Code.CONFLICT, "email")


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewAccount("a b", "a@example.org", PASSWORD), "username"),
        (NewAccount("ada", "nowhere", PASSWORD), "email"),
        (NewAccount("ada", "a@example.org", "password"), "password"),
        (NewAccount("ada", "a@example.org", PASSWORD, display_name="  "), "displayName"),
    ],
)
def test_what_may_not_be_registered_is_refused_by_field(new: NewAccount, field: str) -> None:
    site = Site()
    with pytest.raises(DomainError) as error:
        site.register_account.run(new)
    assert error.value == refused(Code.INVALID, field)
    assert not site.table.users


def test_an_id_that_is_taken_is_replaced() -> None:
    site = Site(ids=ScriptedIds(7, 8, 7, 9, 10))
    assert site.sign_up("ada").user.id == 7
    assert site.sign_up("bob").user.id == 9
    assert site.table.users.keys() == {7, 9}


def test_ids_that_stay_taken_end_in_a_refusal() -> None:
    site = Site(ids=ScriptedIds(7, 8, 7, 7, 7, 7, 7))
    site.sign_up("ada")
    with pytest.raises(DomainError) as error:
        site.sign_up("bob")
    assert error.value == refused(Code.UNAVAILABLE)


def test_nobody_signs_up_where_registration_is_closed() -> None:
    with pytest.raises(DomainError) as error:
        Site(Registration(RegistrationMode.CLOSED)).sign_up()
    assert error.value == refused(Code.REGISTRATION_CLOSED)


def test_an_invitation_opens_the_door() -> None:
    digest = hashlib.sha256(b"welcome-42").hexdigest()
    site = Site(Registration(RegistrationMode.INVITE, frozenset({digest})))
    for code in (None, "", "welcome-43"):
        with pytest.raises(DomainError) as error:
            site.register_account.run(NewAccount("ada", "a@example.org", PASSWORD, invite_code=code))
        assert error.value == refused(Code.REGISTRATION_CLOSED)
    site.register_account.run(NewAccount("ada", "a@example.org", PASSWORD, invite_code="welcome-42"))


@pytest.mark.parametrize("login", ["ada", "ADA", "@ada", " ada ", "ada@example.org", "Ada@Example.ORG"])
def test_one_logs_in_by_name_or_address_in_any_case(login: str) -> None:
    site = Site()
    user_id = site.sign_up().user.id
    signed_in = site.log_in.run(login, PASSWORD)
    assert signed_in.user.id == user_id
    assert site.resolve_token.run(signed_in.token) is not None


@pytest.mark.parametrize("login", ["ada", "nobody", "nobody@example.org"])
def test_a_wrong_name_and_a_wrong_password_look_and_cost_the_same(login: str) -> None:
    site = Site()
    site.sign_up()
    with pytest.raises(DomainError) as error:
        site.log_in.run(login, "not the password")
    assert error.value == refused(Code.UNAUTHENTICATED)
    assert error.value.message == "the name or the password is wrong"
    assert site.hashes.compared == 1


def test_guessing_one_account_is_limited_whatever_name_is_used() -> None:
    site = Site()
    site.sign_up()
    for login in ("ada", "ada@example.org", "@ADA"):
        with pytest.raises(DomainError):
            site.log_in.run(login, "not the password")
    with pytest.raises(DomainError) as error:
        site.log_in.run("ada", PASSWORD)
    assert error.value == refused(Code.RATE_LIMITED)
    assert error.value.retry_after_s
    site.clock.advance(900_000)
    site.log_in.run("ada", PASSWORD)


def test_guessing_an_account_that_does_not_exist_is_limited_alike() -> None:
    site = Site()
    for _ in range(3):
        with pytest.raises(DomainError) as error:
            site.log_in.run("nobody", "not the password")
        assert error.value == refused(Code.UNAUTHENTICATED)
    with pytest.raises(DomainError) as error:
        site.log_in.run("Nobody", "not the password")
    assert error.value == refused(Code.RATE_LIMITED)


def test_nobody_logs_in_while_attempts_cannot_be_counted() -> None:
    site = Site()
    site.sign_up()
    site.limiter.broken = True
    with pytest.raises(DomainError) as error:
        site.log_in.run("ada", PASSWORD)
    assert error.value == refused(Code.UNAVAILABLE)
    assert site.hashes.compared == 0


def test_a_suspended_person_learns_it_only_with_the_right_password() -> None:
    site = Site()
    site.suspend(site.sign_up().user.id)
    with pytest.raises(DomainError) as error:
        site.log_in.run("ada", "not the password")
    assert error.value == refused(Code.UNAUTHENTICATED)
    with pytest.raises(DomainError) as error:
        site.log_in.run("ada", PASSWORD)
    assert error.value == refused(Code.SUSPENDED)
