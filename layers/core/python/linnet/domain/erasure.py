"""How far the erasure of an account is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErasureOrder:
    """Which account is to be erased; `due_ms` is its `erase_at_ms` when that was ordered.

    `waited` is the version of the progress behind which a message of this order has waited, 0 where it has not.
    """

    user_id: int
    due_ms: int
    waited: int = 0


@dataclass(frozen=True, slots=True)
class Erasure:
    """An order with what was done of it.

    `store` is the name of the store that is being cleared in this `round` (empty: the first one), `position` where it
    goes on there. `worked_ms` is when progress was last made, `version` rises with it.
    """

    order: ErasureOrder
    round: int = 0
    store: str = ""
    position: str | None = None
    worked_ms: int = 0
    version: int = 1
