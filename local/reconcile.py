"""python -m local reconcile: compare totals with their edges, here or in a deployed stage."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from local.instance import default_folder
from local.operators import OrderRefused, add_stage_options, chosen
from local.terminal import fail


def main(arguments: Sequence[str]) -> int:
    """Return 0 where every total is right, 1 where one drifted and was not repaired."""
    options = _parser().parse_args(arguments)
    try:
        report = chosen(options).reconcile(options.targets, options.quiet)
    except OrderRefused as error:
        fail(str(error))
        return 2
    for outcome, times in sorted(report["outcomes"].items()):
        print(f"{outcome:10} {times}")
    for drift in report["drifts"]:
        differences = ", ".join(f"{total} {difference:+d}" for total, difference in drift["differences"].items())
        print(f"{drift['target']}: {differences}: {'repaired' if drift['repaired'] else 'drifted'}")
    return int(any(not drift["repaired"] for drift in report["drifts"]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local reconcile", description=__doc__)
    parser.add_argument("targets", nargs="*", help="user:<id> or tweet:<id>, at most 20; without any, the next sample")
    parser.add_argument("--quiet", type=int, help="seconds without a count before a repair, at least 600")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="of the local network")
    add_stage_options(parser)
    return parser
