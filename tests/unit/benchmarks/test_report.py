"""What the benchmark prints."""

import io
import os

from rich.console import Console
from rich.table import Table

from benchmarks import report
from benchmarks.events import EventTimes
from benchmarks.load import Measured
from benchmarks.memory import Memory, resident
from local.replay.deliveries import Observed


def rows(table: Table) -> list[list[str]]:
    """Return the printed cells of a table."""
    output = io.StringIO()
    Console(file=output, width=160).print(table)
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in output.getvalue().splitlines()]


def test_latencies_are_told_as_percentiles_by_operation() -> None:
    level = Measured(4)
    level.latencies["home"] = [0.001 * number for number in range(1, 101)]

    printed = rows(report.latencies([level]))

    assert ["4", "home", "100", "50", "95", "99"] in printed
    assert ["4", "post", "0", "–", "–", "–"] in printed


def test_throughput_counts_requests_by_the_load_and_deliveries_by_the_last_arrival() -> None:
    level = Measured(1, seconds=2.0, settled_seconds=4.0, deliveries=60, observed=Observed(2, 20, 19))
    level.latencies["home"] = [0.1] * 10
    level.failures["503"] = 2

    printed = rows(report.throughput([level, level], [Memory(5, 512.4), None]))

    assert ["1", "5.0", "15.0", "19/20", "2× 503", "5", "512"] in printed
    assert ["1", "5.0", "15.0", "19/20", "2× 503", "–", "–"] in printed


def test_the_memory_of_processes_is_what_the_system_says_of_those_that_run() -> None:
    held = resident([os.getpid(), 2**22 - 1])

    assert held.processes == 1
    assert held.mebibytes > 1


def test_events_are_told_by_kind_with_what_lies_between() -> None:
    times = EventTimes(lost=1)
    times.events["message"] = [0.001 * number for number in range(1, 101)]
    times.answers["message"] = [0.02]

    table = report.events(times)

    assert ["message", "stream of messages", "100", "50", "95", "99", "20"] in rows(table)
    assert ["typing", "nothing", "0", "–", "–", "–", "–"] in rows(table)
    assert table.caption == "1 events did not come in time"
