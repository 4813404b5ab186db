"""What goes wrong between a function and the cloud, call by call, at rates that each seed draws for itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from random import Random
from typing import Any, Final

from greenlet import getcurrent

from tests.simulation.engine import errors
from tests.simulation.engine.sdk import Call, Phase
from tests.simulation.schedule import Killed, Life, Scheduler, Task

READS: Final = frozenset({"GetItem", "BatchGetItem", "Query"})
BATCHES: Final = frozenset({"BatchGetItem", "BatchWriteItem", "SendMessageBatch", "PutRecords"})
SINGLE_WRITES: Final = frozenset({"PutItem", "UpdateItem", "DeleteItem"})
SOCKETS: Final = "apigatewaymanagementapi"
MINUTE_MS: Final = 60_000

# Upper ends of the rates: per call, per invocation, per delivery or per minute, as the fields of `Rates` say. They are
# as high as the product's own patience allows: five receives of a message, eight attempts of a transaction.
HIGHEST: Final = {
    "kill": 0.004,
    "time_out": 0.01,
    "throttle": 0.004,
    "hot_key": 0.002,
    "conflict": 0.3,
    "item_conflict": 0.03,
    "in_progress": 0.02,
    "unprocessed": 0.2,
    "lost_answer": 0.03,
    "unreachable": 0.01,
    "server_error": 0.01,
    "slow": 0.02,
    "stale_read": 0.2,
    "stale_index": 0.5,
    "cold": 0.2,
    "skew": 1.0,
    "leap_back": 0.01,
    "exhausted": 0.05,
    "duplicate": 0.1,
    "replay": 0.1,
    "late_replay": 0.05,
    "reorder": 0.3,
    "poison": 0.5,
    "reshard": 0.5,
    "expiry": 0.5,
    "socket_limit": 0.1,
    "socket_lost": 0.3,
    "newer": 0.1,
    "engine_away": 0.3,
    "engine_busy": 0.1,
}


@dataclass(frozen=True, slots=True)
class Rates:
    """How often each fault happens: by call (first part), by invocation, by delivery, and by half-minute (last)."""

    kill: float = 0
    throttle: float = 0
    hot_key: float = 0
    conflict: float = 0
    item_conflict: float = 0
    in_progress: float = 0
    unprocessed: float = 0
    lost_answer: float = 0
    unreachable: float = 0
    server_error: float = 0
    slow: float = 0
    stale_read: float = 0
    stale_index: float = 0
    time_out: float = 0
    cold: float = 0
    skew: float = 0
    leap_back: float = 0
    exhausted: float = 0
    duplicate: float = 0
    replay: float = 0
    late_replay: float = 0
    reorder: float = 0
    poison: float = 0
    reshard: float = 0
    expiry: float = 0
    socket_limit: float = 0
    socket_lost: float = 0
    newer: float = 0
    engine_away: float = 0
    engine_busy: float = 0

    @classmethod
    def draw(cls, random: Random) -> Rates:
        """Leave out some faults altogether, so that each is also seen without the others' noise."""
        busy = random.choice((0.4, 0.7, 1.0))
        return cls(**{each.name: _rate(random, HIGHEST[each.name], busy) for each in fields(cls)})


def _rate(random: Random, highest: float, busy: float) -> float:
    # Both drawn in any case: the rates of a seed then do not move when a later one is left out.
    share, present = random.random(), random.random() < busy
    return highest * max(0.03, share) if present else 0.0


class Invocation(Life):
    """One run of a function: it dies by a kill or when its time is up; spared, it meets neither kills nor failures."""

    def __init__(
        self, function: str, number: int, deadline_ms: int, calls_left: int | None, *, spared: bool = False
    ) -> None:
        super().__init__(f"{function}-{number}")
        self.spared = spared
        self.function = function
        self.deadline_ms = deadline_ms
        self.calls_left = calls_left


class Faults:
    """Stand between the SDK and the engine. Every call takes time, so everything else can run before and after it."""

    def __init__(self, scheduler: Scheduler, random: Random, rates: Rates, kills: Mapping[str, float]) -> None:
        self.rates = rates
        self.injected: Counter[str] = Counter()
        self.calls = 0
        self.active = True
        self._scheduler = scheduler
        self._random = random
        self._kills = kills
        self._throttled: dict[str, int] = {}
        self._hot: dict[tuple[str, str], int] = {}
        self._cut_off: set[Task] = set()
        self._underway: dict[Task, int] = {}

    def strikes(self, kind: str, rate: float | None = None) -> bool:
        """Draw whether a fault happens now, and count it."""
        chance = getattr(self.rates, kind) if rate is None else rate
        if not self.active or chance <= 0 or self._random.random() >= chance:
            return False
        self.injected[kind] += 1
        return True

    def on_call(self, call: Call, phase: Phase) -> None:
        """Implement the engine's hook."""
        task = getcurrent()
        invocation = task.life if isinstance(task, Task) else None
        if phase is Phase.BEFORE:
            self.calls += 1
            self._scheduler.record(f"{call.service}.{call.operation}")
            self._end(invocation)
            self._scheduler.sleep(self._latency())
            self._before(call, task)
        else:
            self._scheduler.sleep(self._latency())
            self._after(call, task)
            self._end(invocation)

    def _latency(self) -> float:
        if self.strikes("slow", self.rates.slow / 2):
            return 0.5 + self._random.random()
        return 0.0005 + self._random.expovariate(500)

    def _end(self, invocation: Life | None) -> None:
        if not isinstance(invocation, Invocation):
            return
        if invocation.calls_left is not None:
            invocation.calls_left -= 1
        over = invocation.calls_left == 0 or self._scheduler.now_ms() > invocation.deadline_ms
        # Half the rate on each side of a call.
        rate = 0.0 if invocation.spared else self._kills.get(invocation.function, self.rates.kill)
        if over or self.strikes("kill", rate / 2):
            invocation.ended = True
            raise Killed

    def _before(self, call: Call, task: Any) -> None:
        if call.attempt == 1:
            self._cut_off.discard(task)
            self._underway.pop(task, None)
        elif task in self._cut_off:
            raise errors.unreachable(call)
        if not self.active or _is_spared(task):
            return
        if self._is_throttled(call):
            raise errors.throttled(call)
        if self.strikes("unreachable"):
            raise errors.unreachable(call)
        if self.strikes("server_error"):
            raise errors.internal_error(call)
        if call.service == SOCKETS and self.strikes("socket_limit"):
            raise errors.limit_exceeded(call)
        if call.operation in BATCHES and self.strikes("unprocessed"):
            call.leave_unprocessed = self._random.randint(1, 3)
        if call.operation in SINGLE_WRITES and self.strikes("item_conflict"):
            raise errors.conflict(call)
        if call.operation == "TransactWriteItems":
            self._disturb(call, task)
        if call.operation in READS and not call.params.get("ConsistentRead") and self.strikes("stale_read"):
            call.read_lag_ms = self._random.choice((50, 500, 3000))

    def _disturb(self, call: Call, task: Any) -> None:
        if self._scheduler.now_ms() < self._underway.get(task, 0):
            self.injected["in_progress"] += 1
            raise errors.in_progress(call)
        if self.strikes("in_progress"):
            raise errors.in_progress(call)
        if self.strikes("conflict"):
            actions = range(len(call.params["TransactItems"]))
            call.conflicts = frozenset(self._random.sample(actions, self._random.randint(1, len(actions))))

    def _is_throttled(self, call: Call) -> bool:
        now_ms = self._scheduler.now_ms()
        for table in call.targets:
            if self.strikes("throttle"):
                self._throttled[table] = now_ms + self._burst_ms()
        item = _item(call)
        if item is not None and self.strikes("hot_key"):
            self._hot[item] = now_ms + self._burst_ms()
        refused = any(self._throttled.get(table, 0) > now_ms for table in call.targets)
        return (refused and self._random.random() < 0.7) or (item is not None and self._hot.get(item, 0) > now_ms)

    def _burst_ms(self) -> int:
        # Mostly what the SDK's repetitions outlast, now and then what they do not.
        return self._random.randint(20, 3000) if self._random.random() < 0.7 else self._random.randint(15_000, 40_000)

    def _after(self, call: Call, task: Any) -> None:
        # A read whose answer is lost has changed nothing: that is `unreachable`.
        if call.writes and call.error is None and not _is_spared(task) and self.strikes("lost_answer"):
            if call.operation == "TransactWriteItems" and self.rates.in_progress and self._random.random() < 0.6:
                # What the SDK sends again meets its own first sending, sometimes for longer than the SDK tries.
                self._underway[task] = self._scheduler.now_ms() + self._random.randint(100, 6000)
            if self._random.random() < 0.4:
                # The network stays away for all of the SDK's repetitions: the caller itself must live with not knowing.
                self._cut_off.add(task)
            raise errors.timed_out(call)


def _is_spared(task: Any) -> bool:
    return isinstance(task, Task) and isinstance(task.life, Invocation) and task.life.spared


def _item(call: Call) -> tuple[str, str] | None:
    """Return table and partition key of a write of one item."""
    if call.operation not in SINGLE_WRITES:
        return None
    key = call.params.get("Key") or call.params.get("Item") or {}
    partition = key.get("pk") or key.get("actor_id")
    return None if partition is None else (call.targets[0], str(partition))
