"""Which passwords are refused."""

from __future__ import annotations

import string
from collections.abc import Container
from typing import Final

from linnet.domain.errors import invalid

MIN_PASSWORD: Final = 8
MAX_PASSWORD: Final = 128

# What people append to satisfy composition rules.
_TAIL: Final = string.digits + string.punctuation
_LONGEST_TAIL: Final = 4
_RUNS: Final = (
    string.ascii_lowercase,
    string.digits + string.digits,
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
)


def check_password(
    password: str, *, username: str, email: str, common: Container[str], field: str = "password"
) -> None:
    """Refuse a password that is too short, too long, or among the first that anyone would try."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise invalid(field, f"must have {MIN_PASSWORD} to {MAX_PASSWORD} characters")
    folded = password.casefold()
    address = email.casefold()
    if folded in (username.casefold(), address, address.partition("@")[0]):
        raise invalid(field, "must not be your name or your e-mail address")
    if folded in common or _stem(folded) in common or _is_pattern(folded):
        raise invalid(field, "is among the passwords that are guessed first")


def _stem(folded: str) -> str:
    stem = folded.rstrip(_TAIL)
    return stem if len(folded) - len(stem) <= _LONGEST_TAIL else folded


def _is_pattern(folded: str) -> bool:
    """Tell whether a password repeats one to four characters, or runs along the alphabet, digits or a keyboard."""
    for width in range(1, 5):
        if folded == (folded[:width] * len(folded))[: len(folded)]:
            return True
    return any(folded in run or folded[::-1] in run for run in _RUNS)
