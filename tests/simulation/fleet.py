"""Functions as Lambda runs them: containers with clocks and caches of their own, one invocation at a time each."""

from __future__ import annotations

import copy
import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from random import Random
from typing import Any, Final

from linnet.domain.ids import SnowflakeIds
from linnet.runtime.bootstrap import _AtFirstUse
from linnet.runtime.environment import Environment
from linnet.runtime.openapi import HTTP_FUNCTIONS
from linnet.runtime.settings import load
from linnet.runtime.stores import Stores
from linnet.services.resolve_token import DAY_MS, ResolveToken
from tests.simulation.faults import Faults, Invocation
from tests.simulation.schedule import Interleaved, Scheduler, Task
from tests.simulation.search import SimulatedSearch

API_TIMEOUT_S: Final = 10
WORKER_TIMEOUT_S: Final = 60
SKEW_MS: Final = 300_000
# Containers that wait for work beyond these are let go.
MAX_IDLE: Final = 4


class SkewedClock:
    """A container's clock: off by a constant, and now and then set back."""

    def __init__(self, scheduler: Scheduler, offset_ms: int) -> None:
        self._scheduler = scheduler
        self.offset_ms = offset_ms

    def now_ms(self) -> int:
        return self._scheduler.now_ms() + self.offset_ms


class SeededSecrets:
    """Tokens of the right shape, made from the seed."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def token(self) -> str:
        digest = hashlib.sha256(self._random.randbytes(32)).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(slots=True)
class Container:
    """An execution environment: the entry point over services that only it uses."""

    function: str
    clock: SkewedClock
    entry: Any


@dataclass(frozen=True, slots=True)
class Run:
    """An invocation under way."""

    invocation: Invocation
    task: Task

    @property
    def died(self) -> bool:
        return self.invocation.ended

    @property
    def failed(self) -> bool:
        return self.died or self.task.failure is not None


class Fleet:
    """Start invocations, each in an idle container or a new one."""

    def __init__(
        self, scheduler: Scheduler, random: Random, faults: Faults, environments: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.scheduler = scheduler
        self._random = random
        self._faults = faults
        self._environments = environments
        self._idle: dict[str, list[Container]] = {}
        self._started = 0
        self.search = SimulatedSearch(scheduler, random, faults)
        # What functions make of an event before they work on it; an operator may deploy something else.
        self.read: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda event: event

    @property
    def functions(self) -> list[str]:
        """Return the names of all functions."""
        return sorted(self._environments)

    def start(self, function: str, event: Mapping[str, Any], *, spared: bool = False) -> Run:
        """Invoke a function, spared from sudden death or not; join the run's task to learn what came of it."""
        container = self._take(function)
        api = function in HTTP_FUNCTIONS
        timeout_s = API_TIMEOUT_S if api else WORKER_TIMEOUT_S
        self._started += 1
        # A time-out strikes between any two calls of the batch, as one of long duration would.
        calls_left = self._random.randint(1, 30) if not spared and self._faults.strikes("time_out") else None
        deadline_ms = self.scheduler.now_ms() + timeout_s * 1000
        invocation = Invocation(function, self._started, deadline_ms, calls_left, spared=spared)

        def serve() -> Any:
            try:
                answer = container.entry.answer(self.read(event))
            except Exception:
                self._release(container)
                raise
            self._release(container)
            return answer

        return Run(invocation, self.scheduler.spawn(invocation.name, serve, invocation))

    def forget_idle(self) -> None:
        """Let every idle container go: the next invocations are cold."""
        self._idle.clear()

    def _take(self, function: str) -> Container:
        idle = self._idle.setdefault(function, [])
        if idle and not self._faults.strikes("cold"):
            container = idle.pop(self._random.randrange(len(idle)))
            if self._faults.strikes("leap_back"):
                container.clock.offset_ms -= self._random.randint(1, SKEW_MS)
            return container
        return self._new(function)

    def _release(self, container: Container) -> None:
        idle = self._idle.setdefault(container.function, [])
        if len(idle) < MAX_IDLE:
            idle.append(container)

    def _new(self, function: str) -> Container:
        skewed = self._faults.strikes("skew")
        clock = SkewedClock(self.scheduler, self._random.randint(-SKEW_MS, SKEW_MS) if skewed else 0)
        module = import_module(f"functions.{function}.handler")
        # The module's own entry point stays as it is; each container has a copy over its own services.
        if function in HTTP_FUNCTIONS:
            entry = copy.copy(module.api)
            environment = self._environment(function, clock)
            entry.use(environment)
        else:
            entry = copy.copy(module.worker)
            entry.use(entry._build(self._environment(function, clock)))
        return Container(function, clock, entry)

    def _environment(self, function: str, clock: SkewedClock) -> Environment:
        settings = load(function, self._environments[function])
        parallel = Interleaved(self.scheduler)
        stores = Stores(settings, clock, parallel)
        stores._random = self._random.random
        stores._sleep = self.scheduler.sleep
        stores.__dict__["search"] = self.search
        tunables = settings.tunables
        resolvers: list[ResolveToken] = []

        def resolve(token: str) -> Any:
            # At first use, as in `runtime/bootstrap.py`: workers have no table of sessions.
            if not resolvers:
                lifetime_ms = tunables.session_days * DAY_MS
                resolvers.append(ResolveToken(stores.sessions, clock, tunables.token_cache_s * 1000, lifetime_ms))
            return resolvers[0].run(token)

        return Environment(
            settings=settings,
            clock=clock,
            ids=SnowflakeIds(clock.now_ms, self._random.randrange),
            parallel=parallel,
            secrets=SeededSecrets(self._random),
            limiter=_AtFirstUse(stores),
            resolve_token=resolve,
            tables=stores,
        )


def environments(
    deployed: Mapping[str, Mapping[str, str]], tunables: Mapping[str, object]
) -> dict[str, dict[str, str]]:
    """Return what the functions read from their environment, with settings of the seed over those of the stage."""
    changed = {}
    for function, variables in deployed.items():
        merged = {**json.loads(variables["TUNABLES"]), **tunables}
        changed[function] = {**variables, "TUNABLES": json.dumps(merged), "AWS_REGION": "us-east-1"}
    return changed
