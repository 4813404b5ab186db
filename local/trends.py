"""python -m local trends: block and pin tags, or have the lists computed now, here or in a deployed stage."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from local.instance import default_folder
from local.operators import OrderRefused, add_stage_options, chosen
from local.terminal import fail

COMPUTE = "compute"


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        operators = chosen(options)
        if options.action == COMPUTE:
            print(f"replaced: {', '.join(operators.compute_trends()) or 'none, all are of the newest hour'}")
            return 0
        decided = operators.decide_about_trend(options.action, options.tag)
    except OrderRefused as error:
        fail(str(error))
        return 1
    for kind in ("blocked", "pinned"):
        print(f"{kind}: {', '.join(decided[kind]) or 'none'}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local trends", description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="action", dest="action")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--folder", type=Path, default=default_folder(), help="of the local network")
    add_stage_options(common)
    actions.add_parser(COMPUTE, parents=[common], help="replace every list that is of an earlier hour")
    for action, text in (
        ("block", "keep a tag out of every list"),
        ("pin", "put a tag on top of every list"),
        ("clear", "decide nothing about a tag any more"),
    ):
        decide = actions.add_parser(action, parents=[common], help=text)
        decide.add_argument("tag", help="a hashtag, cashtag or phrase, in quotes")
    return parser
