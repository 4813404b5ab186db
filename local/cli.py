"""The command line: python -m local up, down, reset, status, logs, differences, and the extensions below."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from local.arguments import between
from local.engines.opensearch_node import VERSIONS
from local.instance import DEFAULT_PORT, PROJECT, Instance, default_cloud_port, default_folder

SEARCH_ENGINES = ("sqlite", "opensearch", *(version.engine for version in VERSIONS))

# Commands with options of their own: `main(arguments)` of the module parses them and returns the exit code.
EXTENSIONS = {
    "accounts": ("local.accounts", "create an account through the public API; suspend one, lift it"),
    "reconcile": ("local.reconcile", "compare totals with their edges, and repair what drifted"),
    "index": ("local.search_index", "compare the search index with the tables, or build it anew"),
    "redrive": ("local.redrive", "send dead letters back to work"),
    "trends": ("local.trends", "block and pin tags among trends; compute the lists now"),
    "texts": ("local.texts", "write what the house says: description, privacy policy, terms of service"),
    "demo": ("local.demo", "fill the network with people, follows and real tweets"),
    "replay": ("local.replay", "post real tweets on a real follow graph"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in EXTENSIONS:
        # Imported only now: each brings dependencies that the others do not need.
        return int(importlib.import_module(EXTENSIONS[given[0]][0]).main(given[1:]))
    parsed = _parser().parse_args(given)
    return int(parsed.run(parsed))


def _up(options: argparse.Namespace) -> int:
    from local.up import UpOptions, up

    return up(
        UpOptions(
            folder=options.folder,
            port=options.port,
            cloud_port=options.cloud_port or default_cloud_port(options.port),
            empty=options.empty,
            enforce_iam=options.enforce_iam,
            all_logs=options.log == "debug",
            search=options.search,
            search_url=options.search_url,
        )
    )


def _control(options: argparse.Namespace) -> int:
    from local import control

    return int(getattr(control, options.command)(options.folder))


def _differences(_options: argparse.Namespace) -> int:
    from local.deploy.parity import print_differences

    return print_differences(PROJECT)


def _logs(options: argparse.Namespace) -> int:
    from local.logs import show_log

    return show_log(
        Instance(options.folder).function_log,
        options.function,
        options.lines,
        follow=options.follow,
        everything=options.log == "debug",
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local", description="Linnet on one machine.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--folder", type=Path, default=default_folder(), help="where its data is (LINNET_LOCAL_DIR)")
    commands = parser.add_subparsers(required=True, metavar="command", dest="command")

    up = commands.add_parser("up", parents=[common], help="run the network until Ctrl-C")
    up.add_argument(
        "--port",
        type=between(1024, 65535, int),
        default=os.environ.get("PORT") or str(DEFAULT_PORT),
        help="of the network",
    )
    up.add_argument(
        "--cloud-port",
        type=between(1024, 65535, int),
        default=os.environ.get("CLOUD_PORT") or None,
        help="of the local AWS; follows --port",
    )
    up.add_argument("--empty", action="store_true", help="start on an empty database and forget it at the end")
    up.add_argument("--enforce-iam", action="store_true", help="check every call of a function against its role")
    up.add_argument("--search", choices=SEARCH_ENGINES, default="sqlite", help="what searches (Java, Maven)")
    up.add_argument("--search-url", type=_url, help="of an OpenSearch node that runs already")
    _add_log_option(up)
    up.set_defaults(run=_up)

    for name, text in (
        ("down", "stop it"),
        ("reset", "stop it and delete its data"),
        ("status", "what runs and where"),
    ):
        commands.add_parser(name, parents=[common], help=text).set_defaults(run=_control)

    differences = commands.add_parser("differences", help="in what the local AWS does not do what the templates say")
    differences.set_defaults(run=_differences)

    logs = commands.add_parser("logs", parents=[common], help="show what the functions log")
    logs.add_argument("function", nargs="?", default="", help="only of this one, such as tweets_api")
    logs.add_argument("--lines", type=int, default=50, help="how many of the past")
    logs.add_argument("--no-follow", dest="follow", action="store_false", help="end after those")
    _add_log_option(logs)
    logs.set_defaults(run=_logs)

    for name, (_, text) in EXTENSIONS.items():
        commands.add_parser(name, help=text, add_help=False)
    return parser


def _url(text: str) -> str:
    if not text.startswith("http://"):
        raise argparse.ArgumentTypeError(f"{text} does not begin with http://; requests to others would be signed")
    return text


def _add_log_option(parser: argparse.ArgumentParser) -> None:
    default = os.environ.get("LOG") or "info"
    parser.add_argument("--log", choices=("info", "debug"), default=default, help="debug: all, metrics too")
