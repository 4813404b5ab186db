"""python -m local demo: fill the network with something worth looking at, and say how to look at it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from local.demo_search import searched
from local.demo_trends import trending
from local.instance import Instance, default_folder
from local.replay.command import Choice, Pace, available, perform
from local.replay.plan import Plan
from local.replay.posting import PASSWORD
from local.replay.sources import DATA
from local.replay.target import WrongTargetError, target_url
from local.terminal import fail, places

# With the real graph: some 2,000 follows, and one account above the local stage's celebrity threshold.
ACCOUNTS = 230
TWEETS = 1_500


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        url = target_url(options.url, options.folder)
    except WrongTargetError as error:
        fail(str(error))
        return 1
    source, graph = available(options.data)
    choice = Choice(source, graph, ACCOUNTS, TWEETS)
    plan = perform(url, choice, Pace(rate=25.0, concurrency=8), Instance(options.folder).replay, options.data)
    if plan is None:
        return 1
    print(invitation(url, plan))
    print(searched(url, plan), flush=True)
    print(trending(url), flush=True)
    return 0


def invitation(url: str, plan: Plan) -> str:
    """Say how to log in, and as whom."""
    reader = busiest_reader(plan)
    celebrity, author = plan.cast[0].username, plan.cast[1].username
    rows = [
        (
            plan.cast[reader].username,
            f"follows {sum(1 for one, _ in plan.graph.follows if one == reader)}: a full home",
        ),
        (celebrity, f"followed by {len(plan.graph.followers[0])}: a celebrity, whose tweets are merged at read"),
        (author, f"followed by {len(plan.graph.followers[1])}"),
    ]
    login = f'{{"login": "{plan.cast[reader].username}", "password": "{PASSWORD}"}}'
    return f"""
Log in as one of these, password {PASSWORD}:
{places(rows)}

  TOKEN=$(curl -s {url}/api/auth/login -H 'Content-Type: application/json' \\
    -d '{login}' | python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])')
  curl -s {url}/api/timelines/home -H "Authorization: Bearer $TOKEN" | python3 -m json.tool
  curl -s {url}/api/timelines/public | python3 -m json.tool
  curl -s {url}/api/trends | python3 -m json.tool"""


def busiest_reader(plan: Plan) -> int:
    """Return who follows most accounts."""
    following = [0] * len(plan.cast)
    for follower, _ in plan.graph.follows:
        following[follower] += 1
    return max(range(len(following)), key=lambda number: (following[number], -number))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local demo", description=__doc__)
    parser.add_argument("--url", help="of a network on this machine; the one of --folder if not given")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="of the local network")
    parser.add_argument(
        "--data", type=Path, default=DATA, help="where the data sets are; made up where they are absent"
    )
    return parser
