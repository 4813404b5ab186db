"""python -m local texts: write what the house says, or drop it, here or in a deployed stage."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from linnet.domain.house_texts import TextKind
from local.instance import default_folder
from local.operators import OrderRefused, add_stage_options, chosen
from local.terminal import fail


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        content = None if options.action == "clear" else options.file.read_text("utf-8")
        characters = chosen(options).write(options.kind, content)
    except (OrderRefused, OSError, UnicodeDecodeError) as error:
        fail(str(error))
        return 1
    print(f"{options.kind}: {f'{characters} characters' if characters else 'none'}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local texts", description=__doc__)
    actions = parser.add_subparsers(required=True, metavar="action", dest="action")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("kind", choices=[kind.value for kind in TextKind])
    common.add_argument("--folder", type=Path, default=default_folder(), help="of the local network")
    add_stage_options(common)
    setting = actions.add_parser("set", parents=[common], help="put a file's plain text in its place")
    setting.add_argument("file", type=Path)
    actions.add_parser("clear", parents=[common], help="say nothing any more")
    return parser
