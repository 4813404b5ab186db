"""python -m local accounts: make an account, or all that a file lists; suspend one and lift it, as operators do."""

import argparse
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.instance import DEFAULT_PORT, default_cloud_port, default_folder, running_in
from local.loopback import open_url
from local.operators import NOTHING_RUNS, OrderRefused, add_stage_options, chosen
from local.seed import SeedRefused, read_file, seed_local, written
from local.terminal import fail

TIMEOUT_SECONDS = 30


class RefusedError(Exception):
    """The API refused; the message says why."""


@dataclass(frozen=True, slots=True)
class Account:
    user_id: str
    token: str


@dataclass(frozen=True, slots=True)
class NewAccount:
    username: str
    email: str
    password: str
    display_name: str
    protected: bool = False


def create_account(url: str, new: NewAccount) -> Account:
    """Sign up, and protect the account if asked to."""
    answer = _call(
        url,
        "POST",
        "/api/auth/register",
        {"username": new.username, "email": new.email, "password": new.password, "displayName": new.display_name},
    )
    account = Account(answer["user"]["id"], answer["token"])
    if new.protected:
        _call(url, "PATCH", "/api/users/me", {"protected": True}, account.token)
    return account


def _call(url: str, method: str, path: str, body: Mapping[str, object], token: str | None = None) -> Any:
    headers = {"Content-Type": "application/json"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(  # noqa: S310 - our own address
        url + path, data=json.dumps(body).encode(), headers=headers, method=method
    )
    try:
        with open_url(request, TIMEOUT_SECONDS) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        raise RefusedError(f"{error.code} {_reason(error.read())}") from error


def _reason(body: bytes) -> str:
    try:
        error = json.loads(body)["error"]
        return f"{error['code']}: {error['message']}"
    except (ValueError, KeyError, TypeError):
        return body.decode("utf-8", "replace")


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    return int(options.run(options))


def _create(options: argparse.Namespace) -> int:
    url = options.url
    if url is None:
        running = running_in(options.folder)
        if running is None:
            fail(NOTHING_RUNS)
            return 1
        url = running.instance(options.folder).url
    new = NewAccount(
        options.name, options.email, options.password, options.display_name or options.name, options.locked
    )
    try:
        account = create_account(url, new)
    except RefusedError as error:
        fail(str(error))
        return 1
    print(f"id     {account.user_id}\ntoken  {account.token}")
    return 0


def _seed(options: argparse.Namespace) -> int:
    cloud_url = _cloud_url(options)
    if cloud_url is None:
        fail(NOTHING_RUNS)
        return 1
    try:
        result = written(seed_local(cloud_url, read_file(options.file)))
    except SeedRefused as error:
        fail(str(error))
        return 1
    if options.out is None:
        print(result, end="")
    else:
        options.out.write_text(result, "utf-8")
    return 0


def _cloud_url(options: argparse.Namespace) -> str | None:
    if options.url is not None:
        port = urllib.parse.urlsplit(options.url).port or DEFAULT_PORT
        return f"http://127.0.0.1:{default_cloud_port(port)}"
    running = running_in(options.folder)
    return None if running is None else running.instance(options.folder).cloud_url


def _order(options: argparse.Namespace) -> int:
    try:
        account = chosen(options).order(options.action, options.user)
    except OrderRefused as error:
        fail(str(error))
        return 1
    print(f"@{account['username']} ({account['id']}) is {account['status']}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local accounts", description=__doc__)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--folder", type=Path, default=default_folder(), help="of the local network")
    commands = parser.add_subparsers(required=True, metavar="command")
    create = commands.add_parser("create", parents=[common], help="create one, print its id and a token")
    create.add_argument("name")
    create.add_argument("--email", required=True)
    create.add_argument("--password", required=True)
    create.add_argument("--display-name")
    create.add_argument("--admin", action="store_true", help="taken, and opens nothing: there are no such rights yet")
    create.add_argument("--locked", action="store_true", help="followers need approval")
    create.add_argument("--url", help="of the network; that of this folder if not given")
    create.set_defaults(run=_create)
    seed = commands.add_parser("seed", parents=[common], help="create what a file lists, with fixed ids and tokens")
    seed.add_argument("file", type=Path)
    seed.add_argument("--url", help="of the network; that of this folder if not given")
    seed.add_argument("--out", type=Path, help="where to write names, ids and tokens; else they are printed")
    seed.set_defaults(run=_seed)
    for action, text in (
        ("suspend", "hide one and end its sessions"),
        ("lift", "lift a suspension"),
    ):
        order = commands.add_parser(action, parents=[common], help=text)
        order.add_argument("user", help="an id or @username")
        add_stage_options(order)
        order.set_defaults(run=_order, action=action)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
