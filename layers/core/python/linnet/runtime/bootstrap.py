"""Build the real environment of a function, once per container."""

from __future__ import annotations

import secrets
from functools import cache

from linnet.domain.ids import SnowflakeIds
from linnet.ports.limits import Allowance, Window
from linnet.runtime.concurrency import SystemClock, SystemSecrets, Threads
from linnet.runtime.environment import Environment
from linnet.runtime.settings import load
from linnet.runtime.stores import Stores
from linnet.services.resolve_token import DAY_MS, ResolveToken


class _AtFirstUse:
    """Make the limiter when something is counted."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def take(self, subject: str, bucket: str, window: Window) -> Allowance:
        return self._stores.limiter.take(subject, bucket, window)


@cache
def environment(function: str) -> Environment:
    """Return the environment of a function. Raise SettingMissing naming what its deployment forgot."""
    settings = load(function)
    clock = SystemClock()
    parallel = Threads()
    stores = Stores(settings, clock, parallel)
    tunables = settings.tunables

    @cache
    def resolver() -> ResolveToken:
        return ResolveToken(
            stores.sessions,
            clock,
            cache_ms=tunables.token_cache_s * 1000,
            lifetime_ms=tunables.session_days * DAY_MS,
        )

    return Environment(
        settings=settings,
        clock=clock,
        ids=SnowflakeIds(clock.now_ms, secrets.randbelow),
        parallel=parallel,
        secrets=SystemSecrets(),
        # Streams and queues have neither limits nor tokens, nor, some of them, the tables for them.
        limiter=_AtFirstUse(stores),
        resolve_token=lambda token: resolver().run(token),
        tables=stores,
    )
