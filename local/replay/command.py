"""The command line of the replay."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from local.arguments import between
from local.instance import Instance, default_folder
from local.replay import generator, graphs, sources
from local.replay.activity import command as activity
from local.replay.api import Api, RefusedError, UnreachableError, client
from local.replay.graphs import FollowGraph
from local.replay.journal import Journal
from local.replay.plan import Plan, make_plan
from local.replay.posting import NameTakenError, Replay
from local.replay.sources import SourceTweet
from local.replay.summary import Summary
from local.replay.target import WrongTargetError, target_url
from local.terminal import fail

GENERATED = "generated"
ACTIVITY = "activity"
MAX_ACCOUNTS = 5_000
MAX_TWEETS = 40_000
MAX_RATE = 500.0
MAX_CONCURRENCY = 64
# So many made-up tweets for each that is wanted: authors who say little are not cast.
GENERATED_SURPLUS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """What to replay: data sets by name, and how much of them."""

    source: str
    graph: str
    accounts: int
    tweets: int
    seed: int = 1

    @property
    def name(self) -> str:
        return f"{self.source}-{self.graph}-{self.accounts}-{self.tweets}-{self.seed}"


@dataclass(frozen=True, slots=True)
class Pace:
    """How hard to press: tweets a second, requests at once."""

    rate: float
    concurrency: int


def available(data: Path) -> tuple[str, str]:
    """Return the source and the graph to take if none is named: real ones where they are."""
    source = "markets" if (data / sources.FILES["markets"]).exists() else GENERATED
    graph = "higgs" if (data / graphs.FILES["higgs"][0]).exists() else GENERATED
    return source, graph


def plan_of(choice: Choice, data: Path) -> Plan:
    """Read or make up what was chosen. Raise FileNotFoundError for a data set that is not there."""
    return make_plan(_tweets(choice, data), _graph(choice, data), choice.tweets, choice.seed)


def _tweets(choice: Choice, data: Path) -> list[SourceTweet]:
    if choice.source == GENERATED:
        return generator.generated_tweets(choice.accounts, choice.tweets * GENERATED_SURPLUS, choice.seed)
    return sources.read_tweets(data / sources.FILES[choice.source])


def _graph(choice: Choice, data: Path) -> FollowGraph:
    if choice.graph == GENERATED:
        return generator.generated_graph(choice.accounts, choice.seed)
    name, both_ways = graphs.FILES[choice.graph]
    return graphs.cut(graphs.read_edges(data / name, both_ways), choice.accounts)


async def replay(url: str, plan: Plan, journal: Journal, pace: Pace, console: Console) -> Summary:
    """Carry a plan out and return the summary."""
    columns = (
        TextColumn("  {task.description:<12}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=console) as progress:
        # Beside the posts, some look whether they have arrived.
        async with client(url, pace.concurrency + 4) as connection:
            run = Replay(plan, Api(connection), journal, progress, pace.rate, pace.concurrency)
            return await run.run()


def perform(url: str, choice: Choice, pace: Pace, folder: Path, data: Path) -> Plan | None:
    """Replay and print the summary; None, with the reason printed, where it could not be done."""
    console = Console()
    try:
        plan = plan_of(choice, data)
        console.print(
            f"{choice.source} tweets on the {choice.graph} graph: {len(plan.cast)} accounts, {len(plan.graph.follows)} "
            f"follows, {len(plan.actions)} tweets → {url}",
            highlight=False,
        )
        with Journal(folder / f"{choice.name}-{plan.fingerprint}.jsonl") as journal:
            console.print(asyncio.run(replay(url, plan, journal, pace, console)).table())
    except (FileNotFoundError, NameTakenError, RefusedError) as error:
        fail(str(error))
        return None
    except UnreachableError as error:
        fail(f"{url} does not answer any more ({error}). The same command goes on from here.")
        return None
    except KeyboardInterrupt:
        fail("Stopped. The same command goes on from here.")
        return None
    return plan


def main(arguments: Sequence[str]) -> int:
    """Run the replay of tweets, or that of activity if the first argument says so, and return the exit code."""
    if arguments and arguments[0] == ACTIVITY:
        return activity.main(arguments[1:])
    options = _parser().parse_args(arguments)
    try:
        url = target_url(options.url, options.folder)
    except WrongTargetError as error:
        fail(str(error))
        return 1
    source, graph = available(options.data)
    choice = Choice(options.source or source, options.graph or graph, options.accounts, options.tweets, options.seed)
    pace = Pace(options.rate, options.concurrency)
    return 0 if perform(url, choice, pace, Instance(options.folder).replay, options.data) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m local replay",
        description="Post tweets on a follow graph through the public API; interrupted, the same command goes on. "
        f"With `{ACTIVITY}` as first argument: replay what accounts did to each other, and check what they were told.",
    )
    parser.add_argument("--url", help="of a network on this machine; the one of --folder if not given")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="of the local network")
    parser.add_argument("--data", type=Path, default=sources.DATA, help="where the data sets are")
    parser.add_argument("--source", choices=(*sources.FILES, GENERATED), help="of the tweets")
    parser.add_argument("--graph", choices=(*graphs.FILES, GENERATED), help="who follows whom")
    parser.add_argument("--accounts", type=between(2, MAX_ACCOUNTS, int), default=230)
    parser.add_argument("--tweets", type=between(1, MAX_TWEETS, int), default=1_500, help="with replies and retweets")
    parser.add_argument("--rate", type=between(0.1, MAX_RATE, float), default=50.0, help="tweets a second at most")
    parser.add_argument("--concurrency", type=between(1, MAX_CONCURRENCY, int), default=8)
    parser.add_argument("--seed", type=int, default=1, help="of everything that is chosen by chance")
    return parser
