"""Feed a function from the stream of a table or from an event log, as Lambda's poller does.

Batches of one shard at a time, filtered; a failing one is narrowed down, repeated, and at last kept in the failure
bucket; parents before their children; and with a tumbling window the state of a window from batch to batch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from linnet.ports.environment import Clock
from tests.simulation.engine.deliveries import BadAnswer, Delivery, as_json, failed_identifiers
from tests.simulation.engine.errors import NotSimulated
from tests.simulation.engine.patterns import passes
from tests.simulation.engine.streams import Stream, StreamRecord

FIRST_PAUSE_MS: Final = 250
LONGEST_PAUSE_MS: Final = 60_000
EXHAUSTED: Final = "RetryAttemptsExhausted"
TOO_OLD: Final = "RecordAgeExceeded"


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """How a function is fed from the stream of a table, or from the event log of that name; times are milliseconds.

    `parallel` batches of a shard may be out at once; an item's records are in one of them at a time.
    """

    function: str
    table: str
    batch_size: int = 100
    window_ms: int = 0
    tumbling_ms: int = 0
    max_retries: int = 10_000
    max_age_ms: int | None = None
    bisect: bool = True
    partial: bool = True
    parallel: int = 1
    patterns: tuple[Mapping[str, Any], ...] = ()


@dataclass(slots=True)
class _Piece:
    """Records that are delivered together; `upto` is where the shard is done with once they are."""

    records: Sequence[StreamRecord]
    upto: int
    final: bool = False
    attempts: int = 0


@dataclass(slots=True)
class _Lane:
    """How far a shard, or one of its parallel parts, is read. `window` is the start of the open tumbling window."""

    name: str
    shard: str
    part: int = 0
    position: int = -1
    pieces: list[_Piece] = field(default_factory=list)
    busy: Delivery | None = None
    due_ms: int = 0
    window: int | None = None
    state: Any = field(default_factory=dict)


class StreamSource:
    """Deliver the records of every shard in their order.

    `keep` takes what is given up: the key of an object and its content.
    """

    def __init__(
        self, settings: StreamSettings, stream: Stream, clock: Clock, keep: Callable[[str, Mapping[str, Any]], None]
    ) -> None:
        self.settings = settings
        self.function = settings.function
        self.name = settings.table
        self.stream = stream
        self._clock = clock
        self._keep = keep
        if settings.parallel > 1 and settings.tumbling_ms:
            raise NotSimulated("a tumbling window over parallel batches of a shard")
        self._lanes: dict[str, _Lane] = {}
        self._by_shard: dict[str, list[_Lane]] = {}
        self._finished_shards: set[str] = set()
        self._quiet: dict[str, int] = {}

    def lanes(self, shard: str) -> list[str]:
        """Return the lanes in which a shard is read: itself, or one for each parallel batch."""
        parallel = self.settings.parallel
        return [shard] if parallel == 1 else [f"{shard}#{part}" for part in range(parallel)]

    def due(self) -> list[str]:
        """Return the lanes for which an event can be drawn now."""
        now_ms = self._now_ms()
        return [lane.name for lane in self._open_lanes() if lane.busy is None and self._due_ms(lane) <= now_ms]

    def draw(self, lane: str) -> Delivery | None:
        """Return the next event of a lane, which waits for its outcome; None when filters left nothing to deliver."""
        at = self._lane(lane)
        if at.busy is not None:
            raise ValueError(f"{lane} of {self.name} is busy")
        if not at.pieces:
            self._cut(at)
        self._drop_what_is_too_old(at)
        if not at.pieces:
            return None
        at.busy = Delivery(self.function, lane, self._event(at, at.pieces[0]))
        return at.busy

    def finish(self, delivery: Delivery, answer: Any) -> None:
        """Go on from where the function's answer says."""
        lane = self._waiting(delivery)
        if lane is None:
            return
        piece = lane.pieces[0]
        known = [str(each.sequence) for each in piece.records]
        try:
            failed = failed_identifiers(answer, known) if self.settings.partial else set()
        except BadAnswer:
            self.fail(delivery)
            return
        lane.busy = None
        if failed:
            self._continue_from(lane, min(known.index(identifier) for identifier in failed))
            return
        if self.settings.tumbling_ms:
            lane.state = {} if piece.final else (answer or {}).get("state") or {}
        self._done(lane)

    def fail(self, delivery: Delivery) -> None:
        """Narrow the batch down or deliver it again: the function raised, timed out or was killed."""
        lane = self._waiting(delivery)
        if lane is None:
            return
        lane.busy = None
        piece = lane.pieces[0]
        if self.settings.bisect and len(piece.records) > 1:
            # Splitting does not count as an attempt.
            half = len(piece.records) // 2
            first, rest = piece.records[:half], piece.records[half:]
            parts = [
                _Piece(first, first[-1].sequence, False, piece.attempts),
                _Piece(rest, piece.upto, False, piece.attempts),
            ]
            lane.pieces[:1] = parts
            self._pause(lane, piece.attempts)
            return
        self._again(lane, piece)

    def refuse(self, delivery: Delivery) -> None:
        """Try again later: there was no concurrency left for the function, which is no attempt."""
        lane = self._waiting(delivery)
        if lane is not None:
            lane.busy = None
            self._pause(lane, 1)

    def next_due_ms(self) -> int | None:
        """Return when the next event can be drawn without any further write, None when there is nothing left."""
        now_ms = self._now_ms()
        times = [self._due_ms(lane) for lane in self._open_lanes() if lane.busy is None]
        return min((time for time in times if now_ms < time < _NEVER), default=None)

    def pending(self) -> int:
        """Return how many records of all shards are not done with; an open window counts as one."""
        unfinished = [shard for shard in self.stream.shards if shard not in self._finished_shards]
        lanes = [lane for shard in unfinished if not self._is_quiet(shard) for lane in self._lanes_of(shard)]
        return sum(len(self._waiting_in(lane)) + (lane.window is not None) for lane in lanes)

    def rewind(self, shard: str, since_ms: int) -> None:
        """Forget how far a shard was read: what came since then is delivered again, in order."""
        earlier = [each.sequence for each in self.stream.records(shard) if each.at_ms < since_ms]
        start = earlier[-1] if earlier else -1
        self._finished_shards.discard(shard)
        for at in self._lanes_of(shard):
            self._lanes[at.name] = _Lane(at.name, shard, at.part, min(at.position, start))
        del self._by_shard[shard]
        self._quiet.pop(shard, None)

    def replay(self, lane: str, since_ms: int, most: int | None = None) -> Delivery | None:
        """Return an old batch beside the live one, as an invocation that was believed dead works on it.

        `lane` may be a shard: then it is a batch of its first lane that has one. It holds at most so many records.
        """
        for name in self.lanes(lane) if lane in self.stream.shards else [lane]:
            at = self._lane(name)
            zombie = _Lane(name, at.shard, at.part)
            done = [each for each in self._waiting_in(zombie) if each.sequence <= at.position]
            self._cut_from(zombie, [each for each in done if since_ms <= each.at_ms][:most])
            if zombie.pieces:
                return Delivery(self.function, "", self._event(zombie, zombie.pieces[0]))
        return None

    def _open_lanes(self) -> list[_Lane]:
        """Return the lanes that may have something to do, of the shards whose parents are read to their end."""
        return [
            lane
            for shard in self.stream.shards.values()
            if shard.id not in self._finished_shards
            and not self._is_quiet(shard.id)
            and all(self._finished(parent) for parent in shard.parents)
            for lane in self._lanes_of(shard.id)
        ]

    def _is_quiet(self, shard: str) -> bool:
        """Tell whether nothing has come since every lane of a shard was done with all of it: most polls find that."""
        latest = self.stream.latest(shard)
        if self._quiet.get(shard) != latest:
            if any(
                lane.position < latest or lane.pieces or lane.busy is not None or lane.window is not None
                for lane in self._lanes_of(shard)
            ):
                return False
            self._quiet[shard] = latest
        return True

    def _finished(self, shard: str) -> bool:
        if shard not in self._finished_shards and (
            not self.stream.shards[shard].open
            and all(self._finished(parent) for parent in self.stream.shards[shard].parents)
            and all(self._read_up(lane) for lane in self._lanes_of(shard))
        ):
            self._finished_shards.add(shard)
        return shard in self._finished_shards

    def _read_up(self, lane: _Lane) -> bool:
        return lane.window is None and not self._waiting_in(lane)

    def _lane(self, name: str) -> _Lane:
        if name not in self._lanes:
            shard, _, part = name.partition("#")
            self._lanes[name] = _Lane(name, shard, int(part or 0))
        return self._lanes[name]

    def _lanes_of(self, shard: str) -> list[_Lane]:
        lanes = self._by_shard.get(shard)
        if lanes is None:
            lanes = self._by_shard[shard] = [self._lane(name) for name in self.lanes(shard)]
        return lanes

    def _waiting_in(self, lane: _Lane) -> Sequence[StreamRecord]:
        """Return the records that a lane is not done with."""
        if lane.position >= self.stream.latest(lane.shard):
            return ()
        waiting = self.stream.records(lane.shard, lane.position)
        parallel = self.settings.parallel
        return waiting if parallel == 1 else [each for each in waiting if each.item % parallel == lane.part]

    def _waiting(self, delivery: Delivery) -> _Lane | None:
        lane = self._lanes.get(delivery.lane)
        return lane if lane is not None and lane.busy is delivery else None

    def _due_ms(self, lane: _Lane) -> int:
        if lane.pieces:
            return lane.due_ms
        waiting = self._waiting_in(lane)
        closing = _NEVER if lane.window is None else lane.window + self.settings.tumbling_ms
        if not waiting:
            # Nothing of another lane's has to be looked at again.
            lane.position = max(lane.position, self.stream.latest(lane.shard))
            # The end of a shard ends its window.
            return self._now_ms() if lane.window is not None and not self.stream.shards[lane.shard].open else closing
        full = len(waiting) >= self.settings.batch_size
        ready = waiting[0].at_ms if full else waiting[0].at_ms + self.settings.window_ms
        return max(lane.due_ms, min(ready, closing))

    def _cut(self, lane: _Lane) -> None:
        self._cut_from(lane, self._waiting_in(lane))

    def _cut_from(self, lane: _Lane, waiting: Sequence[StreamRecord]) -> None:
        batch = list(waiting[: self.settings.batch_size])
        if self.settings.tumbling_ms:
            first = self._window_of(batch[0]) if batch else None
            if lane.window is not None and lane.window != first:
                lane.pieces.append(_Piece((), lane.position, final=True))
                return
            batch = [each for each in batch if self._window_of(each) == first]
        if not batch:
            return
        upto = batch[-1].sequence
        passed = [each for each in batch if passes(self.settings.patterns, each.record)]
        if not passed:
            lane.position = upto
            return
        if self.settings.tumbling_ms:
            lane.window = self._window_of(batch[0])
        lane.pieces.append(_Piece(passed, upto))

    def _window_of(self, record: StreamRecord) -> int:
        return record.at_ms - record.at_ms % self.settings.tumbling_ms

    def _event(self, lane: _Lane, piece: _Piece) -> dict[str, Any]:
        event: dict[str, Any] = {"Records": [each.record for each in piece.records]}
        if self.settings.tumbling_ms and lane.window is not None:
            event |= {
                "window": {
                    "start": _iso(lane.window),
                    "end": _iso(lane.window + self.settings.tumbling_ms),
                },
                "state": lane.state,
                "shardId": lane.shard,
                "eventSourceARN": self.stream.arn,
                "isFinalInvokeForWindow": piece.final,
                "isWindowTerminatedEarly": False,
            }
        return as_json(event)

    def _continue_from(self, lane: _Lane, index: int) -> None:
        piece = lane.pieces[0]
        if index == 0:
            self._again(lane, piece)
            return
        lane.position = piece.records[index - 1].sequence
        lane.pieces[0] = _Piece(piece.records[index:], piece.upto)
        self._pause(lane, 1)

    def _again(self, lane: _Lane, piece: _Piece) -> None:
        piece.attempts += 1
        if piece.attempts > self.settings.max_retries:
            self._give_up(lane, piece.records, EXHAUSTED)
            self._done(lane)
        else:
            self._pause(lane, piece.attempts)

    def _done(self, lane: _Lane) -> None:
        piece = lane.pieces.pop(0)
        lane.due_ms = 0
        if piece.final:
            lane.window, lane.state = None, {}
        lane.position = max(lane.position, piece.upto)

    def _pause(self, lane: _Lane, attempts: int) -> None:
        lane.due_ms = self._now_ms() + min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << min(attempts, 8))

    def _drop_what_is_too_old(self, lane: _Lane) -> None:
        if self.settings.max_age_ms is None or not lane.pieces or lane.pieces[0].final:
            return
        piece = lane.pieces[0]
        oldest = self._now_ms() - self.settings.max_age_ms
        stale = [each for each in piece.records if each.at_ms < oldest]
        if not stale:
            return
        self._give_up(lane, stale, TOO_OLD)
        piece.records = piece.records[len(stale) :]
        if not piece.records:
            self._done(lane)

    def _give_up(self, lane: _Lane, records: Sequence[StreamRecord], condition: str) -> None:
        if not records:
            return
        now_ms = self._now_ms()
        at = datetime.fromtimestamp(now_ms / 1000, tz=UTC)
        first, last = records[0].sequence, records[-1].sequence
        key = f"aws/lambda/{self.function}-{self.name}/{lane.shard}/{at:%Y/%m/%d}/{at:%Y-%m-%dT%H.%M.%S}-{first}"
        content = {
            "requestContext": {"functionArn": self.function, "condition": condition},
            "version": "1.0",
            "timestamp": _iso(now_ms),
            self.stream.BATCH_INFO: {
                "shardId": lane.shard,
                "startSequenceNumber": str(first),
                "endSequenceNumber": str(last),
                "batchSize": len(records),
                "streamArn": self.stream.arn,
            },
            "payload": as_json({"Records": [each.record for each in records]}),
        }
        self._keep(key, content)

    def _now_ms(self) -> int:
        return self._clock.now_ms()


_NEVER: Final = 1 << 62


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC).isoformat().replace("+00:00", "Z")
