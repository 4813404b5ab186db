"""python -m local replay activity: what real accounts did to each other, with sockets open for the busiest of them."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from websockets.exceptions import WebSocketException

from local.arguments import between
from local.instance import Instance, default_folder
from local.replay import graphs, sources
from local.replay.activity import acts
from local.replay.activity.listening import NotListeningError
from local.replay.activity.report import print_comparison
from local.replay.activity.run import ActivityReplay, Comparison
from local.replay.activity.script import Script, make_script
from local.replay.api import Api, RefusedError, UnreachableError, client
from local.replay.journal import Journal
from local.replay.posting import NameTakenError, Replay
from local.replay.target import WrongTargetError, target_url
from local.terminal import fail

MAX_ACCOUNTS = 1_000
MAX_ACTS = 20_000
MAX_FOLLOWS = 20_000
MAX_RATE = 200.0
MAX_MINUTES = 90.0
CONCURRENCY = 8
# A message whose worker was killed is hidden for three minutes before another takes it.
PATIENCE_SECONDS = 300.0
GRAPH, _ = graphs.FILES["higgs"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much to replay, at most so fast (acts a second) and so long."""

    accounts: int
    acts: int
    follows: int
    rate: float
    seconds: float
    seed: int = 1


def script_of(bounds: Bounds, data: Path) -> Script:
    """Read the data set and take the busiest stretch. Raise FileNotFoundError where it is not there."""
    busiest = acts.rush(acts.read_acts(data / acts.FILE), bounds.accounts, bounds.acts)
    return make_script(busiest, graphs.read_edges(data / GRAPH, both_ways=False), bounds.follows, bounds.seed)


async def replay_activity(
    url: str, script: Script, journal: Journal, bounds: Bounds, progress: Progress
) -> tuple[ActivityReplay, Comparison]:
    """Replay and compare."""
    # Beside the acts, some look whether they have arrived.
    async with client(url, CONCURRENCY + 4) as connection:
        replay = Replay(script.plan, Api(connection), journal, progress, bounds.rate, CONCURRENCY, bounds.seconds)
        run = ActivityReplay(script, replay, url, PATIENCE_SECONDS)
        return run, await run.run()


def main(arguments: Sequence[str]) -> int:
    """Return 0 when everything agrees, 1 when something differs or was refused, or nothing could be done."""
    options = _parser().parse_args(arguments)
    bounds = Bounds(options.accounts, options.acts, options.follows, options.rate, 60 * options.minutes, options.seed)
    console = Console()
    try:
        url = target_url(options.url, options.folder)
        script = script_of(bounds, options.data)
        plan = script.plan
        console.print(
            f"{bounds.acts} acts of the Higgs rush: {len(plan.cast)} accounts, {len(plan.graph.follows)} follows, "
            f"{len(plan.actions)} posts and retweets, {len(script.busiest)} sockets → {url}",
            highlight=False,
        )
        path = Instance(options.folder).replay / f"activity-{plan.fingerprint}.jsonl"
        with Journal(path) as journal, Progress(console=console) as progress:
            run, comparison = asyncio.run(replay_activity(url, script, journal, bounds, progress))
    except (WrongTargetError, FileNotFoundError, NameTakenError, RefusedError, NotListeningError) as error:
        fail(str(error))
        return 1
    except (UnreachableError, WebSocketException) as error:
        fail(f"the network does not answer ({error}). The same command goes on from here.")
        return 1
    except KeyboardInterrupt:
        fail("Stopped. The same command goes on from here.")
        return 1
    summary = run.replay.summary
    console.print(summary.table())
    print_comparison(comparison, console)
    refused = summary.refused + summary.refused_setup
    return 0 if comparison.differences == 0 and not refused else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m local replay activity",
        description="Replay retweets, mentions and replies through the public API, then compare totals, lists, "
        "notifications and what sockets were told with the acts. Interrupted, the same command goes on.",
    )
    parser.add_argument("--url", help="of a network on this machine; the one of --folder if not given")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="of the local network")
    parser.add_argument("--data", type=Path, default=sources.DATA, help="where the data sets are")
    parser.add_argument("--accounts", type=between(20, MAX_ACCOUNTS, int), default=150, help="to choose acts from")
    parser.add_argument("--acts", type=between(1, MAX_ACTS, int), default=1_000)
    parser.add_argument("--follows", type=between(0, MAX_FOLLOWS, int), default=400, help="a sample of the graph")
    parser.add_argument("--rate", type=between(0.1, MAX_RATE, float), default=25.0, help="acts a second at most")
    parser.add_argument("--minutes", type=between(0.1, MAX_MINUTES, float), default=10.0, help="of posting, at most")
    parser.add_argument("--seed", type=int, default=1, help="of everything that is chosen by chance")
    return parser
