"""Access tokens: `<hint>.<secret>`; only a token's SHA-256 is stored."""

from __future__ import annotations

import hashlib
from typing import Final

from linnet.domain.ids import MAX_ID

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VALUES: Final = {digit: value for value, digit in enumerate(_DIGITS)}
_LONGEST_HINT: Final = 11  # base 62 digits of MAX_ID

MAX_TOKEN: Final = 512


def with_hint(user_id: int, secret: str) -> str:
    """Return the token of a new session; the hint lets its reader fetch session and account at once."""
    digits = ""
    rest = user_id
    while rest:
        rest, value = divmod(rest, len(_DIGITS))
        digits = _DIGITS[value] + digits
    return f"{digits or _DIGITS[0]}.{secret}"


def hint(token: str) -> int | None:
    """Return the user id that a token claims: a hint where to look, proven by nothing, None where there is none."""
    digits, dot, _ = token.partition(".")
    if not dot or not 1 <= len(digits) <= _LONGEST_HINT:
        return None
    claimed = 0
    for digit in digits:
        if digit not in _VALUES:
            return None
        claimed = claimed * len(_DIGITS) + _VALUES[digit]
    return claimed if claimed <= MAX_ID else None


def digest(token: str) -> str:
    """Return what is stored of a token: it is random, so that one round of SHA-256 cannot be guessed backwards."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
