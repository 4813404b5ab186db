"""One seed: clients, functions, streams and faults, until everything has come to rest; then the invariants."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

from linnet.runtime import observability
from tests.simulation import shortcuts
from tests.simulation.deliveries import Deliveries
from tests.simulation.engine.cloud import Cloud
from tests.simulation.engine.definitions import Definitions
from tests.simulation.faults import Faults, Rates
from tests.simulation.fleet import SKEW_MS, Fleet, environments
from tests.simulation.focus import AS_DRAWN, Focus
from tests.simulation.gateway import Gateway
from tests.simulation.invariants import catalogue as invariants
from tests.simulation.invariants.erased import note_erased
from tests.simulation.invariants.frames import Frames
from tests.simulation.invariants.leaks import Leaks
from tests.simulation.invariants.totals import WatchedTotals
from tests.simulation.invariants.truth import Truth
from tests.simulation.journal import Journal
from tests.simulation.operator import Operator
from tests.simulation.people import Client, Person, World
from tests.simulation.roles import Granted, Roles
from tests.simulation.schedule import Scheduler, Stuck
from tests.simulation.workload.accounts import come_back, sign_up
from tests.simulation.workload.action import Action
from tests.simulation.workload.catalogue import ACTIONS
from tests.simulation.workload.erasure import insist

if TYPE_CHECKING:
    from tests.infra.templates import Deployed

START_MS: Final = 1_750_000_000_000
# Caches hold a tweet or profile for a minute. Where clocks are further apart than the invalidation log's overlap, that
# minute is what bounds an old copy (docs/reliability.md).
SKEWED_CACHE_LAG_MS: Final = 65_000
# A clock that is set back in the course of that minute lengthens it by as much as a clock is ever off.
LEAPING_CACHE_LAG_MS: Final = SKEWED_CACHE_LAG_MS + SKEW_MS
# Long enough for what lives a day, whatever the clocks say.
DAY_MS: Final = 25 * 3_600_000
NIGHT_PAUSE_S: Final = 300
LOGIN_PAUSE_S: Final = 900
PATIENCE_MS: Final = 6 * 3_600_000


@dataclass(frozen=True)
class Site:
    """What the templates say: tables, queues, event sources, and the environment and the role of each function."""

    definitions: Definitions
    environments: dict[str, dict[str, str]]
    tables: list[str]
    granted: Granted


@dataclass
class Result:
    """What came of a seed."""

    seed: int
    operations: int
    violations: list[str] = field(default_factory=list)
    injected: Counter[str] = field(default_factory=Counter)
    deeds: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    drain_s: float = 0
    trace: str = ""


def simulate(
    site: Site,
    seed: int,
    operations: int,
    *,
    faults: bool = True,
    focus: Focus = AS_DRAWN,
    note: Callable[[str], None] | None = None,
) -> Result:
    """Run a seed. The same arguments give the same trace, whatever the machine."""
    simulation = Simulation(site, seed, operations, faults, focus)
    simulation.scheduler.note = note
    result = Result(seed, operations)
    with simulation.installed():
        try:
            simulation.run()
        except Stuck as stuck:
            simulation.world.violated(f"stuck: {stuck}")
        except Exception:  # noqa: BLE001 - a seed that crashes the simulation itself is reported with its number
            simulation.world.violated(traceback.format_exc())
    result.violations = simulation.world.violations
    result.injected = simulation.faults.injected
    result.deeds = Counter(deed.kind for deed in simulation.world.journal.deeds)
    result.calls = simulation.faults.calls
    result.drain_s = simulation.drain_s
    result.trace = simulation.scheduler.trace
    return result


class Simulation:
    """The parts of a run; what does not depend on faults is drawn apart from them, so that both kinds of runs match."""

    def __init__(self, site: Site, seed: int, operations: int, faulty: bool, focus: Focus) -> None:
        plan = Random(f"{seed} plan")
        tunables = {**_tunables(plan), **focus.tunables}
        self.operations = operations
        self.clients = plan.randint(6, 14)
        think_s: float = plan.choice((0.05, 0.5, 5, 30))
        add_only, night = plan.random() < 0.2, plan.random() < 0.5
        self.think_s = think_s if focus.think_s is None else focus.think_s
        add_only = add_only if focus.add_only is None else focus.add_only
        self._night_at = operations // 2 if (night if focus.night is None else focus.night) else 0
        self._actions = [each for each in ACTIONS if each.adds or not add_only]
        self._weights = [focus.weight(each.name, each.weight) for each in self._actions]
        self._morning_ms: int | None = None
        self.scheduler = Scheduler(Random(f"{seed} order"), START_MS)
        rates = replace(Rates.draw(Random(f"{seed} rates")), **focus.rates) if faulty else Rates()
        self.faults = Faults(self.scheduler, Random(f"{seed} faults"), rates, focus.kills)
        self.watch = WatchedTotals(self.faults, monotonic=add_only)
        fleet = Fleet(self.scheduler, Random(f"{seed} fleet"), self.faults, environments(site.environments, tunables))
        self.world = World(
            self.scheduler,
            fleet,
            Journal(self.scheduler.now_ms),
            Random(f"{seed} workload"),
            cache_lag_ms=_cache_lag_ms(rates),
            calm=not faulty and not self._night_at,
            steady=not (rates.skew or rates.leap_back or rates.kill or rates.time_out or focus.kills),
            add_only=add_only,
        )
        self.leaks = Leaks(self.watch, self.world.violated)
        self.world.frames = Frames(self.leaks)
        self.cloud = Cloud(
            site.definitions,
            self.scheduler,
            random=Random(f"{seed} cloud"),
            sleep=self.scheduler.sleep,
            hook=Roles(self.world.frames, site.granted, self.world.violated),
            shards=plan.choice((1, 2, 3)),
        )
        self.world.gateway = Gateway(self.cloud.sockets, fleet, self.world.journal)
        self.world.frames.world = self.world
        self.deliveries = Deliveries(self.world, self.cloud, self.faults, Random(f"{seed} deliveries"), site.tables)
        self.cloud.dynamodb.index_delay_ms = self.deliveries.index_delay_ms
        self._tables = site.tables
        self.drain_s = 0.0

    def installed(self) -> ExitStack:
        """Let every SDK client of this process talk to the simulated cloud, and nobody measure anything."""
        stack = ExitStack()
        stack.enter_context(self.cloud.installed())
        stack.enter_context(patch.object(observability, "metrics", lambda: _Unmeasured))
        stack.enter_context(self.leaks.listening())
        stack.enter_context(shortcuts.installed())
        return stack

    def run(self) -> None:
        """Work, let faults end, drain, and judge."""
        self._work()
        self.faults.active = False
        began_ms = self.scheduler.now_ms()
        self.deliveries.drain(PATIENCE_MS)
        self.deliveries.publish_drafts(PATIENCE_MS)
        self._erase()
        self.deliveries.end_polls()
        # Whoever was away comes back: their timelines are rebuilt.
        self._at_rest([self._visit(person) for person in self.world.members])
        self.deliveries.drain(PATIENCE_MS)
        self.drain_s = (self.scheduler.now_ms() - began_ms) / 1000
        self.world.fleet.forget_idle()
        self.world.violations += self.watch.violations
        self._judge()
        if self.deliveries.poison.made and not self.world.violations:
            self._redrive()

    def _erase(self) -> None:
        """Let everybody who wanted to be erased be erased."""
        self.world.fleet.forget_idle()
        gone = self.world.gone
        if gone:
            self._at_rest([partial(insist, Client(self.world, person)) for person in gone])
            self.deliveries.erase_accounts(PATIENCE_MS)
            note_erased(self.world)

    def _work(self) -> None:
        self.world.people += [Person(number) for number in range(self.clients // 2 + 2)]
        signing = [
            self.scheduler.spawn(f"sign-up {person.number}", partial(sign_up, Client(self.world, person)))
            for person in self.world.people
        ]
        self.deliveries.start(self.think_s * self.operations / self.clients)
        self.scheduler.join(signing)
        clients = [self.scheduler.spawn(f"client {number}", self._act) for number in range(self.clients)]
        self.scheduler.join(clients)
        for task in (*signing, *clients):
            if task.failure is not None:
                raise task.failure

    def _act(self) -> None:
        random = self.world.random
        while self.operations > 0:
            self.operations -= 1
            if self.operations < self._night_at:
                self._sleep_until_morning()
            self.scheduler.sleep(random.expovariate(1 / self.think_s))
            members = self.world.members
            if members:
                action: Action = random.choices(self._actions, self._weights)[0]
                action.run(Client(self.world, random.choice(members)))

    def _sleep_until_morning(self) -> None:
        """Let a day go by once, in which clients do nothing: what is kept for a day only expires."""
        now_ms = self.scheduler.now_ms()
        if self._morning_ms is None:
            self._morning_ms = now_ms + DAY_MS
        if now_ms < self._morning_ms:
            self.deliveries.slow_down(NIGHT_PAUSE_S)
            self.scheduler.sleep((self._morning_ms - now_ms) / 1000)
            self.deliveries.slow_down(None)

    def _visit(self, person: Person) -> Callable[[], Any]:
        client = Client(self.world, person)

        def visit() -> None:
            while person.left:
                # Log-ins are limited by the quarter of an hour.
                self.scheduler.sleep(LOGIN_PAUSE_S)
                come_back(client)
            client.get("/api/timelines/home")

        return visit

    def _at_rest(self, calls: list[Callable[[], Any]]) -> None:
        tasks = [self.scheduler.spawn(f"visit {number}", call) for number, call in enumerate(calls)]
        self.scheduler.join(tasks)

    def _judge(self) -> None:
        truth = Truth.of(self.cloud, self._tables)
        for check in invariants.STORED:
            check(self.world, truth)
        judging = self.scheduler.spawn("judge", lambda: [check(self.world, truth) for check in invariants.SHOWN])
        self.scheduler.join([judging])
        if judging.failure is not None:
            raise judging.failure
        self.deliveries.judge_failures(truth)

    def _redrive(self) -> None:
        """Mend what made the poison fail, send it back, and look whether that emptied the stores and broke nothing."""
        operator = Operator(self.world.fleet, self.cloud)
        operator.mend()
        sending = self.scheduler.spawn("redrive", operator.redrive)
        self.scheduler.join([sending])
        if sending.failure is not None:
            raise sending.failure
        self.deliveries.drain(PATIENCE_MS)
        if sending.value or operator.left():
            self.world.violated(f"the re-drive answered {sending.value} and left {operator.left()}")
        truth = Truth.of(self.cloud, self._tables)
        for check in invariants.STORED:
            check(self.world, truth)


class _Unmeasured:
    """Metrics of a run are the run's own counters."""

    metric_set: Final[dict[str, Any]] = {}

    @staticmethod
    def add_metric(**_measured: Any) -> None:
        """Measure nothing."""


def _cache_lag_ms(rates: Rates) -> int:
    if rates.leap_back:
        return LEAPING_CACHE_LAG_MS
    return SKEWED_CACHE_LAG_MS if rates.skew else 0


def _tunables(plan: Random) -> dict[str, object]:
    celebrity_on = plan.choice((3, 5, 1000))
    return {
        "celebrity_on": celebrity_on,
        "celebrity_off": max(1, celebrity_on - 2),
        "fanout_chunk": plan.choice((1, 2, 1000)),
        "follower_shards": plan.choice((1, 3)),
        "conversation_shards": plan.choice((1, 3)),
        "engagement_shards": plan.choice((1, 3)),
        "feed_shards": plan.choice((1, 2)),
        "invalidation_replicas": plan.choice((1, 2)),
        "password_time_cost": 1,
        "password_memory_kib": 64,
        "limits_enforced": plan.random() < 0.3,
        "registration": "open",
        "stream_failures": "report",
    }


def site_of(deployed: Deployed, definitions: Definitions) -> Site:
    """Read a stage."""
    functions = {name: dict(deployed.environment(name)) for name in deployed.functions}
    granted = {name: deployed.granted(name) for name in deployed.functions}
    return Site(definitions, functions, sorted(deployed.tables), granted)
