"""The command line of the benchmarks."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from rich.console import Console

from benchmarks import report
from benchmarks.events import measure_events
from benchmarks.load import Measured, People, load
from benchmarks.memory import Memory, resident
from local.arguments import between
from local.replay.activity.listening import NotListeningError
from local.replay.api import Api, RefusedError, UnreachableError, client
from local.replay.command import GENERATED, Choice, Pace, plan_of, replay
from local.replay.journal import Journal
from local.replay.posting import NameTakenError
from local.replay.sources import DATA
from local.replay.target import WrongTargetError, loopback
from local.terminal import fail
from local.testing import running_network

CLIENTS = (1, 4, 16)
ACCOUNTS = 40
TWEETS = 120
MAX_SECONDS = 300.0
MAX_CLIENTS = 64
MAX_EVENTS = 500
LOAD, EVENTS = "load", "events"
WARM_UP_SECONDS = 3.0
SEED = 1

Processes = Callable[[], list[int]]


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    console = Console()
    with tempfile.TemporaryDirectory(prefix="linnet-bench-") as folder:
        try:
            with _target(options.url, Path(folder)) as (url, processes):
                asyncio.run(_measure(url, processes, options, Path(folder), console))
        except (WrongTargetError, NameTakenError, RefusedError, UnreachableError, NotListeningError) as error:
            fail(str(error))
            return 1
        except KeyboardInterrupt:
            fail("Stopped.")
            return 1
    return 0


@contextmanager
def _target(url: str | None, folder: Path) -> Iterator[tuple[str, Processes | None]]:
    """Give the network to measure; its processes are known if it is one of our own."""
    if url is not None:
        yield loopback(url), None
        return
    # Roles are not enforced: the emulator would spend more time on them than on the work.
    with running_network(folder / "network", enforce_iam=False) as network:
        yield network.url, network.processes


async def _measure(
    url: str, processes: Processes | None, options: argparse.Namespace, folder: Path, console: Console
) -> None:
    people = await _people(url, folder, console)
    async with client(url, max(options.clients)) as connection:
        if options.part != EVENTS:
            await _press(connection, people, processes, options.seconds, options.clients, console)
        if options.part != LOAD:
            console.print(f"{options.events} events of each kind …", highlight=False)
            listener, *others = people.accounts
            console.print(report.events(await measure_events(url, Api(connection), listener, others, options.events)))


async def _press(
    connection: httpx.AsyncClient,
    people: People,
    processes: Processes | None,
    seconds: float,
    clients: Sequence[int],
    console: Console,
) -> None:
    levels: list[Measured] = []
    memory: list[Memory | None] = []
    # Not measured: workers start and caches fill.
    await load(connection, people, max(clients), WARM_UP_SECONDS, SEED)
    for number, count in enumerate(clients, 1):
        console.print(f"{count} client{'s' if count > 1 else ''} for {seconds:g} s …", highlight=False)
        levels.append(await load(connection, people, count, seconds, SEED + number))
        memory.append(resident(processes()) if processes else None)
    console.print(report.latencies(levels), report.throughput(levels, memory), sep="\n")


async def _people(url: str, folder: Path, console: Console) -> People:
    """Fill the network with made-up people: the same everywhere, with or without the data sets."""
    plan = plan_of(Choice(GENERATED, GENERATED, ACCOUNTS, TWEETS), DATA)
    with Journal(folder / "journal.jsonl") as journal:
        await replay(url, plan, journal, Pace(rate=100.0, concurrency=4), console)
        accounts = [journal.accounts[index] for index in range(len(plan.cast))]
    return People(accounts, plan.graph.followers)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--url", help="of a network on this machine; one of its own is started if not given")
    parser.add_argument(
        "--seconds", type=between(1.0, MAX_SECONDS, float), default=10.0, help="for each number of clients"
    )
    parser.add_argument(
        "--clients",
        type=between(1, MAX_CLIENTS, int),
        nargs="+",
        default=CLIENTS,
        help="numbers of clients, one after the other",
    )
    parser.add_argument("--events", type=between(1, MAX_EVENTS, int), default=30, help="of each kind, over a socket")
    parser.add_argument("--part", choices=(LOAD, EVENTS), help="only requests, or only events; both if not given")
    return parser
