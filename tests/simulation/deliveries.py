"""What Lambda does with streams and queues, at its own pace and not always once, and what else happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count
from random import Random
from typing import Any, Final

from tests.simulation.engine.cloud import Cloud
from tests.simulation.engine.queues import Queue
from tests.simulation.engine.stream_sources import StreamSource
from tests.simulation.faults import Faults
from tests.simulation.invariants.truth import Truth
from tests.simulation.people import World
from tests.simulation.poison import MARK, Poison
from tests.simulation.releases import of_next_release
from tests.simulation.schedule import Killed

HOUR_MS: Final = 3_600_000
# Asking every source whether something is left takes longer than a step does.
STEPS_A_LOOK: Final = 8
EVENTS_A_RUN: Final = 40
STREAMED: Final = ("tweets", "graph", "engagement", "messages", "identity", "events")
POISONED: Final = ("tweets", "graph", "engagement")
QUEUES: Final = ("fanout", "notifications")
# Of five deliveries a batch that fails each time is poison, as any message is that kills its function: chance alone
# must not make one.
SPARED_FROM: Final = 4
POLLS: Final = "polls_schedule"
DRAFTS: Final = "drafts_schedule"
ERASURES: Final = "erasure_schedule"
# Each begins a minute after it is due, by a clock that was minutes ahead, and one whose chain of messages was lost is
# taken up after an hour.
ERASURE_WAITS_S: Final = (420, 3700, 3700)
RINGER: Final = "graph_stream"
MINUTE_S: Final = 60
HALF_AN_HOUR_S: Final = 1800
DEAD_LETTERS: Final = "/dlq"


class Deliveries:
    """Poll every event source, invoke its function, and report what came of it."""

    def __init__(self, world: World, cloud: Cloud, faults: Faults, random: Random, tables: Sequence[str]) -> None:
        self.poison = Poison()
        self._world = world
        self._cloud = cloud
        self._faults = faults
        self._random = random
        self._tables = tables
        self._underway = 0
        self._pause_s = 0.2
        self._night_pause_s: float | None = None

    def start(self, expected_s: float) -> None:
        """Begin to poll; faults of streams and queues come so often that an expected run sees a few of each."""
        self._pause_s = min(1.0, max(0.02, expected_s / 200))
        scheduler = self._world.scheduler
        for number, source in enumerate(self._cloud.sources):
            scheduler.spawn(f"poll {source.function} {number}", self._poller(source))
        if self._faults.active:
            scheduler.spawn("weather", lambda: self._weather(expected_s / EVENTS_A_RUN))

        scheduler.spawn("time for schedules", self._by_the_clock)

    def slow_down(self, pause_s: float | None) -> None:
        """Poll less often, or as before."""
        self._night_pause_s = pause_s

    def drain(self, patience_ms: int) -> None:
        """Let everything be delivered, however long it takes. Violated when it takes longer than the patience."""
        scheduler = self._world.scheduler
        last_ms = scheduler.now_ms() + patience_ms
        # Pollers look at when something can be due next, so that a wait of minutes takes one step.
        self._pause_s = 2.0
        steps = count()
        scheduler.run(until=lambda: (next(steps) % STEPS_A_LOOK == 0 and self._idle()) or scheduler.now_ms() > last_ms)
        left = {f"{each.function} from {each.name}": each.pending() for each in self._cloud.sources if each.pending()}
        if left:
            self._world.violated(f"never drained: {left}")
        for table in self._tables:
            self._cloud.dynamodb.table(table).settle_indexes()

    def end_polls(self) -> None:
        """Let the schedule look for polls that have ended, once and undisturbed, by a clock that is right."""
        self._run_undisturbed(POLLS)
        self._world.polls_ended_ms = self._world.scheduler.now_ms()

    def publish_drafts(self, patience_ms: int) -> None:
        """Wait until everything that was scheduled is due, and let the schedule see to it, once and undisturbed."""
        scheduler = self._world.scheduler
        rows = self._cloud.dynamodb.table("drafts").items()
        due_ms = [int(row["due_at"]["N"]) for row in rows if "due_at" in row]
        wait_s = max(0, max(due_ms, default=0) - scheduler.now_ms()) / 1000
        scheduler.join([scheduler.spawn("wait for drafts", lambda: scheduler.sleep(wait_s))])
        self._run_undisturbed(DRAFTS)
        self.drain(patience_ms)

    def erase_accounts(self, patience_ms: int) -> None:
        """Let the schedule look for accounts that are to be erased until there is none, and let that be done."""
        scheduler = self._world.scheduler
        for wait_s in ERASURE_WAITS_S:
            scheduler.join([scheduler.spawn("wait for erasures", partial(scheduler.sleep, wait_s))])
            self._run_undisturbed(ERASURES)
            self.drain(patience_ms)
            if not self._ordered():
                return
        self._world.violated(f"never erased: {self._ordered()}")

    def _ordered(self) -> list[str]:
        # Whoever gave the account up for a while has an order, too.
        gone = {str(person.id) for person in self._world.gone}
        rows = self._cloud.dynamodb.table("identity").items()
        orders = [row for row in rows if row["pk"]["S"].startswith("X#") and row["user_id"]["N"] in gone]
        return [f"{row['pk']} {row['sk']}" for row in orders]

    def _run_undisturbed(self, schedule: str) -> None:
        self._world.fleet.forget_idle()
        run = self._world.fleet.start(schedule, {})
        self._world.scheduler.join([run.task])
        if run.failed:
            self._world.violated(f"{schedule} fails without a fault: {run.task.failure!r}")

    def index_delay_ms(self, _table: str, _index: str) -> int:
        """Return how late a secondary index shows a write."""
        if self._faults.strikes("stale_index"):
            return self._random.choice((20, 200, 2000))
        return 0

    def _idle(self) -> bool:
        return self._underway == 0 and all(each.pending() == 0 for each in self._cloud.sources)

    def _poller(self, source: Any) -> Callable[[], None]:
        def poll() -> None:
            while True:
                lanes = list(source.due())
                self._random.shuffle(lanes)
                for lane in lanes:
                    self._hand_out(source, lane)
                if source.function == RINGER and not lanes:
                    self._note_bells(source)
                self._world.scheduler.sleep(self._pause(source, bool(lanes)))

        return poll

    def _note_bells(self, source: Any) -> None:
        """Note which bells ring for sure: all that were answered before a moment at which their stream was empty."""
        bells = self._world.new_bells
        if bells and source.pending() == 0:
            for deed in bells:
                deed.facts["known_ms"] = self._world.scheduler.now_ms()
            bells.clear()

    def _pause(self, source: Any, busy: bool) -> float:
        pause_s = (self._night_pause_s or self._pause_s) * (0.5 + self._random.random())
        if busy or self._faults.active:
            return pause_s
        due_ms = source.next_due_ms()
        return pause_s if due_ms is None else max(pause_s, (due_ms - self._world.scheduler.now_ms()) / 1000)

    def _hand_out(self, source: Any, lane: str) -> None:
        delivery = source.draw(lane)
        if delivery is None:
            return
        if not _is_spared(delivery.event) and self._faults.strikes("exhausted"):
            source.refuse(delivery)
            return
        self._underway += 1
        self._world.scheduler.spawn(f"deliver {source.function} {lane}", lambda: self._deliver(source, delivery))

    def _deliver(self, source: Any, delivery: Any) -> None:
        spared = _is_spared(delivery.event)
        newer = not spared and self._faults.strikes("newer")
        event = of_next_release(delivery.event) if newer else delivery.event
        run = self._world.fleet.start(source.function, event, spared=spared)
        self._world.scheduler.join([run.task])
        self._underway -= 1
        if run.failed or (run.task.value or {}).get("batchItemFailures"):
            self._world.broken_off.add(run.invocation.name)
        if run.failed:
            source.fail(delivery)
        else:
            source.finish(delivery, run.task.value)
        if source.name in STREAMED and self._faults.strikes("replay"):
            # Lambda hands the same batch out a second time.
            self._repeat(source, delivery.lane, self._world.scheduler.now_ms() - 1000)

    def _repeat(self, source: Any, lane: str, since_ms: int) -> None:
        # Batches were as long as what had come by then; behind a short one the live deliveries go on.
        again = source.replay(lane, since_ms, self._random.choice((None, 1, 2, 5)))
        if again is None:
            return
        self._underway += 1

        def deliver() -> None:
            run = self._world.fleet.start(source.function, again.event)
            self._world.scheduler.join([run.task])
            self._underway -= 1

        self._world.scheduler.spawn(f"repeat {source.function}", deliver)

    def _by_the_clock(self) -> None:
        """Run what a schedule runs each minute; a run that fails is made up for by the next."""
        while self._faults.active:
            self._world.scheduler.sleep(MINUTE_S if self._night_pause_s is None else HALF_AN_HOUR_S)
            # At night streams are asked so seldom that erasures would outrun them.
            for schedule in (POLLS, DRAFTS, ERASURES) if self._night_pause_s is None else (POLLS, DRAFTS):
                self._world.scheduler.join([self._world.fleet.start(schedule, {}).task])

    def _weather(self, pause_s: float) -> None:
        """Let happen, now and then, what no call brings about."""
        while self._faults.active:
            self._world.scheduler.sleep((self._night_pause_s or pause_s) * 2 * self._random.random())
            for kind, happen in (
                ("late_replay", self._replay_an_hour),
                ("duplicate", self._duplicate),
                ("reorder", lambda: self._queue().shuffle()),
                ("poison", self._inject),
                ("reshard", self._reshard),
                ("expiry", self._expire),
                ("socket_lost", self._lose_a_socket),
            ):
                if self._faults.strikes(kind):
                    happen()
        raise Killed

    def _replay_an_hour(self) -> None:
        sources = [each for each in self._cloud.sources if isinstance(each, StreamSource) and each.name in STREAMED]
        source = self._random.choice(sources)
        shards = list(source.stream.shards)
        lane, since_ms = self._random.choice(shards), self._world.scheduler.now_ms() - HOUR_MS
        if self._random.random() < 0.5:
            source.rewind(lane, since_ms)
        else:
            self._repeat(source, lane, since_ms)

    def _duplicate(self) -> None:
        queue = self._queue()
        if queue.messages:
            queue.duplicate(self._random.choice([message.id for message in queue.messages]))

    def _queue(self) -> Queue:
        return self._cloud.sqs.queue(self._random.choice(QUEUES))

    def _inject(self) -> None:
        if self._random.random() < 0.5:
            self.poison.into_queue(self._queue(), self._random)
        else:
            self.poison.into_stream(self._cloud, self._random.choice(POISONED), self._random)

    def _reshard(self) -> None:
        streams = {each.name: each.stream for each in self._cloud.sources if isinstance(each, StreamSource)}
        stream = streams[self._random.choice(STREAMED)]
        shard = self._random.choice([each.id for each in stream.shards.values() if each.open])
        if self._random.random() < 0.5 and len(stream.shards) < 24:
            stream.split(shard)
        else:
            stream.roll(shard)

    def _lose_a_socket(self) -> None:
        gateway = self._world.gateway
        standing = [each for each in gateway.all.values() if gateway.is_open(each)]
        if standing:
            gateway.leave(self._random.choice(standing), goodbye=False)

    def _expire(self) -> None:
        expirable = self._cloud.dynamodb.expirable()
        if expirable:
            self._cloud.dynamodb.expire(*self._random.choice(expirable))

    def judge_failures(self, truth: Truth) -> None:
        """The failure stores hold the poison that was injected, all of it, and nothing else."""
        queues = self._cloud.sqs.queues().items()
        dead = [message.body for name, queue in queues if name.endswith(DEAD_LETTERS) for message in queue.messages]
        self._compare("dead-letter queues", dead, self.poison.messages)
        kept = [str(failure) for failure in truth.failures]
        self._compare("failure bucket", kept, self.poison.records)

    def _compare(self, store: str, kept: list[str], injected: set[str]) -> None:
        for piece in kept:
            if MARK not in piece:
                self._world.violated(f"the {store} holds what is no poison: {piece[:300]}")
        everything = "\n".join(kept)
        lost = [mark for mark in injected if mark not in everything]
        if lost:
            self._world.violated(f"the {store} lacks {lost}")


def _is_spared(event: Mapping[str, Any]) -> bool:
    """Tell whether a message of a batch has come so often that it is near the dead-letter queue; never of records."""
    messages = (each for each in event["Records"] if "body" in each)
    return any(int(each["attributes"]["ApproximateReceiveCount"]) >= SPARED_FROM for each in messages)
