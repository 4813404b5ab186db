"""How an account comes to take no part any more, and back: given up by its owner, suspended by an operator.

The two are independent: a suspension that is lifted leaves what the owner had decided. Whatever takes an account out
raises its credential version, which voids every session at once and for ever.

An account that waits for the confirmation of its address is to be erased from the start; nothing but that confirmation
puts an end to it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from linnet.domain.users import Account, AccountStatus

DAY_MS: Final = 86_400_000
RETURN_DAYS: Final = 30


def deactivated(account: Account, now_ms: int, *, immediately: bool = False) -> Account:
    """Take an account out at its owner's wish; they have 30 days to return, or none.

    Who leaves an account that was never confirmed gains no time by that.
    """
    at_ms = now_ms if immediately else now_ms + RETURN_DAYS * DAY_MS
    if not account.confirmed and account.erase_at_ms is not None:
        at_ms = min(at_ms, account.erase_at_ms)
    return _out(replace(account, erase_at_ms=at_ms))


def suspended(account: Account) -> Account:
    """Take an account out until the suspension is lifted."""
    return _out(replace(account, status=AccountStatus.SUSPENDED))


def lifted(account: Account) -> Account:
    """Lift a suspension."""
    given_up = account.confirmed and account.erase_at_ms is not None
    return replace(account, status=AccountStatus.DEACTIVATED if given_up else AccountStatus.ACTIVE)


def returned(account: Account) -> Account:
    """Bring back what its owner had given up; what waits for a confirmation waits on."""
    return replace(account, status=AccountStatus.ACTIVE, erase_at_ms=None if account.confirmed else account.erase_at_ms)


def confirmed(account: Account) -> Account:
    """Keep an account whose owner has shown that its address is their own; one given up waits for their return."""
    given_up = account.confirmed or account.status is AccountStatus.DEACTIVATED
    return replace(account, confirmed=True, erase_at_ms=account.erase_at_ms if given_up else None)


def may_return(account: Account, now_ms: int) -> bool:
    """Tell whether logging in brings the account back."""
    return (
        account.status is AccountStatus.DEACTIVATED and account.erase_at_ms is not None and now_ms < account.erase_at_ms
    )


def may_erase(account: Account, by_ms: int) -> bool:
    """Tell whether the time to return, or to confirm the address, was over at a time."""
    return account.erase_at_ms is not None and account.erase_at_ms <= by_ms


def erasing(account: Account) -> Account:
    """Begin what cannot be undone: from now on neither a log-in nor an operator brings the account back."""
    return replace(account, status=AccountStatus.ERASING)


def _out(account: Account) -> Account:
    status = account.status if account.status is AccountStatus.SUSPENDED else AccountStatus.DEACTIVATED
    return replace(account, status=status, credential_version=account.credential_version + 1)
