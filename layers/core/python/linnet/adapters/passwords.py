"""Password hashes by argon2id, and the list of passwords that are guessed first."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError


class Argon2Hashes:
    """argon2id with one lane: a Lambda function has about one core.

    The defaults of the settings (19 MiB, two passes) are the OWASP Password Storage Cheat Sheet's minimum.
    """

    def __init__(self, time_cost: int, memory_kib: int) -> None:
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
        self._nobody: str | None = None

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        # Made for whoever comes first, known or not: made for unknown names only, it would tell them apart.
        if self._nobody is None:
            self._nobody = self._hasher.hash("")
        try:
            self._hasher.verify(stored or self._nobody, password)
        except VerifyMismatchError:
            return False
        return stored is not None


class ListedPasswords:
    """The 30,000 most common passwords of past leaks, as the package `zxcvbn` carries them."""

    def __contains__(self, password: object) -> bool:
        return password in _listed()


@cache
def _listed() -> frozenset[str]:
    # Sign-up and password change alone need it: half a megabyte that no other request should load.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])
