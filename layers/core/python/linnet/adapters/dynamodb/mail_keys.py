"""The keys of mails that are to be sent, in the identity table. `docs/data-model.md` lists who reads what."""

from __future__ import annotations

from typing import Final

from linnet.adapters.dynamodb import keys
from linnet.domain.mail import MailKind

PREFIX: Final = "MAIL#"
ADDRESS_PREFIX: Final = "E#"


def order(kind: MailKind) -> str:
    return f"{PREFIX}{kind.value}"


def kind_of(sk: str) -> MailKind:
    """Return which mail a row is about. Raise ValueError."""
    return MailKind(sk.removeprefix(PREFIX))


def address(sha256: str) -> str:
    return f"{ADDRESS_PREFIX}{sha256}"


def digest_of(email: str) -> str:
    """Return the digest by which an address is known."""
    return keys.email(email).removeprefix(ADDRESS_PREFIX)
