"""The tables that a measurement prints."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from benchmarks.events import WAYS, EventTimes
from benchmarks.load import MIX, Measured
from benchmarks.memory import Memory
from local.replay.summary import PERCENTILES, percentile


def latencies(levels: Sequence[Measured]) -> Table:
    """Return how long requests took, by number of clients and operation."""
    table = Table("clients", "operation", "requests", *(f"p{rank} ms" for rank in PERCENTILES), title="Latencies")
    for column in table.columns:
        column.justify = "right"
    for level in levels:
        for operation in MIX:
            values = level.latencies[operation]
            told = [f"{percentile(values, rank) * 1000:.0f}" if values else "–" for rank in PERCENTILES]
            table.add_row(str(level.clients), operation, str(len(values)), *told)
        table.add_section()
    return table


def throughput(levels: Sequence[Measured], memory: Sequence[Memory | None]) -> Table:
    """Return what was done in a second, and what the network's processes held after it."""
    table = Table("clients", "requests/s", "deliveries/s", "seen", "failed", "processes", "RSS MiB", title="Throughput")
    for column in table.columns:
        column.justify = "right"
    for level, held in zip(levels, memory, strict=True):
        failed = ", ".join(f"{count}× {kind}" for kind, count in level.failures.most_common()) or "0"
        table.add_row(
            str(level.clients),
            f"{level.requests / level.seconds:.1f}",
            f"{level.deliveries / level.settled_seconds:.1f}",
            f"{level.observed.found}/{level.observed.expected}",
            failed,
            *((str(held.processes), f"{held.mebibytes:.0f}") if held else ("–", "–")),
        )
    return table


def events(times: EventTimes) -> Table:
    """Return how long after its request an event reached a socket."""
    ranks = [f"p{rank} ms" for rank in PERCENTILES]
    table = Table("event", "between", "events", *ranks, "answer p50 ms", title="Request → socket")
    for column in table.columns[2:]:
        column.justify = "right"
    for kind, way in WAYS.items():
        values, answers = times.events[kind], times.answers[kind]
        told = [f"{percentile(values, rank) * 1000:.0f}" if values else "–" for rank in PERCENTILES]
        answered = f"{percentile(answers, 50) * 1000:.0f}" if answers else "–"
        table.add_row(kind, way, str(len(values)), *told, answered)
    table.caption = f"{times.lost} events did not come in time" if times.lost else None
    return table
