"""What `accounts_events` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.runtime.environment import Environment
from linnet.services.change_standing import ChangeStanding
from linnet.services.keep_house_texts import KeepHouseTexts
from linnet.services.suspend_account import SuspendAccount


@dataclass(frozen=True, slots=True)
class Accounts:
    suspend_account: SuspendAccount
    keep_texts: KeepHouseTexts


def build(environment: Environment) -> Accounts:
    """Put the function together."""
    tables = environment.tables
    change_standing = ChangeStanding(tables.accounts, tables.sessions, environment.parallel)
    return Accounts(
        SuspendAccount(tables.accounts, change_standing), KeepHouseTexts(tables.house_texts, environment.clock)
    )
