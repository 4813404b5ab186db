"""One function of the HTTP API over tables of its own, without a network around it."""

from __future__ import annotations

from linnet.runtime.environment import Environment
from linnet.runtime.settings import Settings
from linnet.runtime.stores import Stores
from linnet.services.resolve_token import ResolveToken
from tests.fakes.environment import FakeClock, FakeIds, FakeSecrets, SequentialParallel
from tests.fakes.limits import FakeLimiter


def environment_of(settings: Settings, tables: Stores, clock: FakeClock, limiter: FakeLimiter) -> Environment:
    """Return an environment whose tokens are those of the tables, resolved anew at each request."""
    return Environment(
        settings=settings,
        clock=clock,
        ids=FakeIds(clock),
        parallel=SequentialParallel(),
        secrets=FakeSecrets(),
        limiter=limiter,
        resolve_token=ResolveToken(tables.sessions, clock, cache_ms=0, lifetime_ms=10**10).run,
        tables=tables,
    )
