"""A small part of a real rush, with sockets open: totals, lists, notifications and events say what was done."""

import asyncio
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from local.replay.activity.command import Bounds, replay_activity, script_of
from local.replay.activity.report import print_comparison
from local.replay.journal import Journal
from local.testing import Network

BOUNDS = Bounds(accounts=40, acts=60, follows=30, rate=20.0, seconds=120.0)


def test_after_a_rush_everything_told_is_what_was_done(network: Network, shared_data: Path, tmp_path: Path) -> None:
    script = script_of(BOUNDS, shared_data)
    console = Console(stderr=True)
    with Journal(tmp_path / "journal.jsonl") as journal, Progress(console=Console(quiet=True)) as progress:
        run, comparison = asyncio.run(replay_activity(network.url, script, journal, BOUNDS, progress))
    print_comparison(comparison, console)

    summary = run.replay.summary
    assert not summary.refused + summary.refused_setup
    assert summary.posted.total() == len(script.plan.actions) >= BOUNDS.acts
    assert comparison.differences == 0
    assert comparison.drained_seconds is not None
    assert sum(each.shown for each in comparison.totals) > 2 * BOUNDS.acts
    assert len(comparison.notifications) == 10
    assert all(0 < each.events <= each.edges for each in comparison.notifications)
