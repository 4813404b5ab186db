"""A small replay: people, follows and tweets go in, and come out of homes."""

import asyncio
from pathlib import Path

import httpx
from rich.console import Console

from local.replay.command import GENERATED, Choice, Pace, plan_of, replay
from local.replay.journal import Journal
from local.replay.plan import Post
from local.replay.summary import Summary
from local.testing import Network

# Made up, so that the story is the same where the data sets are absent.
CHOICE = Choice(GENERATED, GENERATED, accounts=20, tweets=50, seed=7)


def test_a_replay_posts_everything_delivers_it_and_does_nothing_when_run_again(
    network: Network, tmp_path: Path
) -> None:
    plan = plan_of(CHOICE, tmp_path)

    def run() -> Summary:
        with Journal(tmp_path / "journal.jsonl") as journal:
            return asyncio.run(replay(network.url, plan, journal, Pace(50.0, 4), Console(quiet=True)))

    first = run()
    assert (first.accounts, first.follows) == (20, len(plan.graph.follows))
    assert first.posted.total() == 50
    assert not first.refused + first.refused_setup
    assert first.deliveries > 50
    assert first.observed.found == first.observed.expected > 0
    assert first.visible

    again = run()
    assert (again.accounts, again.follows, again.posted.total()) == (0, 0, 0)

    # Even without its journal it finds what stands instead of posting it twice.
    (tmp_path / "journal.jsonl").unlink()
    run()
    with Journal(tmp_path / "journal.jsonl") as journal:
        accounts = dict(journal.accounts)
    for index, account in accounts.items():
        address = f"{network.url}/api/users/{account.id}/tweets?replies=true&retweets=false&limit=100"
        shown = httpx.get(address, timeout=60).json()["items"]
        assert len(shown) == sum(isinstance(action, Post) and action.author == index for action in plan.actions)
