"""What the services of a function are built from: `bootstrap.py` makes the real one, tests make their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from linnet.domain.users import Viewer
from linnet.ports.environment import Clock, IdSource, Parallel, Secrets
from linnet.ports.limits import Limiter
from linnet.runtime.settings import Settings

if TYPE_CHECKING:
    from linnet.runtime.stores import Stores


@dataclass(frozen=True, slots=True)
class Environment:
    """Settings, time, ids, randomness, concurrency and stores.

    `resolve_token` answers None for a token that is no good.
    """

    settings: Settings
    clock: Clock
    ids: IdSource
    parallel: Parallel
    secrets: Secrets
    limiter: Limiter
    resolve_token: Callable[[str], Viewer | None]
    tables: Stores
