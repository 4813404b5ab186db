"""Passwords that are guessed first are refused; others are not second-guessed."""

from __future__ import annotations

import pytest

from linnet.adapters.passwords import Argon2Hashes, ListedPasswords
from linnet.domain.errors import Code, DomainError
from linnet.domain.passwords import check_password

COMMON = ListedPasswords()


def check(password: str) -> None:
    check_password(password, username="ada_lovelace", email="countess@example.org", common=COMMON)


@pytest.mark.parametrize(
    "password",
    [
        "short77",
        "x" * 129,
        "password",
        "PassWord",
        "baseball",
        "baseball1!",
        "Superman2024",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "abcdefghij",
        "9876543210",
        "qwertyuiop",
        "lkjhgfdsa",
        "ada_lovelace",
        "ADA_LOVELACE",
        "countess",
        "countess@example.org",
    ],
)
def test_a_password_that_anyone_would_try_is_refused(password: str) -> None:
    with pytest.raises(DomainError) as refused:
        check(password)
    assert (refused.value.code, refused.value.field) == (Code.INVALID, "password")


@pytest.mark.parametrize(
    "password", ["a long enough secret", "tr0ub4dor&3x", "пароль-длинный", "        .", "x7Kq" + "é" * 124]
)
def test_other_passwords_are_accepted(password: str) -> None:
    check(password)


def test_only_the_right_password_matches_its_hash() -> None:
    hashes = Argon2Hashes(time_cost=1, memory_kib=8)
    stored = hashes.hash("correct horse")
    assert stored.startswith("$argon2id$")
    assert hashes.matches(stored, "correct horse")
    assert not hashes.matches(stored, "correct horsf")


def test_nobodys_password_never_matches() -> None:
    hashes = Argon2Hashes(time_cost=1, memory_kib=8)
    assert not hashes.matches(None, "")
    assert not hashes.matches(None, "anything")


def test_hashes_of_older_parameters_still_match() -> None:
    stored = Argon2Hashes(time_cost=1, memory_kib=8).hash("correct horse")
    assert Argon2Hashes(time_cost=2, memory_kib=16).matches(stored, "correct horse")
