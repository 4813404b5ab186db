"""toot, a command line of its own, against the network: logged in by the page, every command a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local.testing import Network
from tests.e2e.clients.people import let_in
from tests.e2e.people import Person, Town, eventually
from tests.pictures import picture

TIMEOUT_S = 60


@dataclass(frozen=True)
class Toot:
    """The command for one person, with a folder for what it remembers."""

    url: str
    home: Path

    @property
    def _environment(self) -> Mapping[str, str]:
        folder = str(self.home)
        return {**os.environ, "XDG_CONFIG_HOME": folder, "HOME": folder, "TOOT_CONFIG_DIR": folder, "COLUMNS": "200"}

    def run(self, *arguments: str) -> str:
        """Run a command that must succeed; return what it says."""
        ended = self.try_to(*arguments)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def read(self, *arguments: str) -> Any:
        """Run a command that says what it found as JSON."""
        return json.loads(self.run(*arguments, "--json"))

    def try_to(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command, whatever comes of it."""
        return subprocess.run(
            [sys.executable, "-m", "toot", *arguments],
            env=self._environment,
            text=True,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def log_in(self, person: Person) -> None:
        """Open the address that it prints, as a person would, and type the code."""
        with subprocess.Popen(
            [sys.executable, "-m", "toot", "login", "--instance", self.url],
            env={**self._environment, "BROWSER": "true"},
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            address = next(line.strip() for line in process.stdout if "/oauth/authorize" in line)
            process.stdin.write(f"n\n{let_in(address, person)}\n")
            process.stdin.close()
            process.stdout.read()
        assert process.returncode == 0


@pytest.fixture
def people(town: Town) -> list[Person]:
    return town.newcomers("ann", "bob")


@pytest.fixture
def ann(network: Network, people: list[Person], tmp_path: Path) -> Toot:
    toot = Toot(network.url, tmp_path)
    toot.log_in(people[0])
    return toot


def test_the_command_posts_reads_likes_and_deletes(ann: Toot, people: list[Person]) -> None:
    assert people[0].username in ann.run("whoami")
    posted = ann.read("post", "from a #terminal", "--spoiler-text", "cw")
    assert "terminal" in ann.run("status", posted["id"])
    reply = ann.read("post", "and on", "--reply-to", posted["id"])
    assert reply["in_reply_to_id"] == posted["id"]
    assert "and on" in ann.run("thread", posted["id"])
    for command in ("favourite", "reblog", "bookmark", "pin", "unfavourite", "unreblog", "unpin"):
        ann.run(command, posted["id"])
    assert "terminal" in ann.run("bookmarks")
    eventually(lambda: "terminal" in ann.run("timelines", "home"))
    assert "terminal" in ann.run("timelines", "tag", "terminal")
    ann.run("delete", posted["id"])
    assert ann.try_to("status", posted["id"]).returncode != 0


def test_the_command_follows_mutes_and_blocks(ann: Toot, people: list[Person]) -> None:
    _, bob = people
    for command in ("follow", "mute", "unmute", "block", "unblock", "follow", "unfollow"):
        ann.run(command, bob.username)
    assert bob.username in ann.run("whois", bob.username)
    ann.run("mute", bob.username)
    assert bob.username in ann.run("muted")


def test_the_command_asks_in_polls(ann: Toot, people: list[Person]) -> None:
    posted = ann.read("post", "which?", "--poll-option", "this", "--poll-option", "that", "--poll-expires-in", "1 hour")
    assert [option["title"] for option in posted["poll"]["options"]] == ["this", "that"]
    assert people[1].get(f"/api/tweets/{posted['id']}")["poll"]["options"][0]["text"] == "this"


def test_the_command_posts_pictures_later_and_between_two(ann: Toot, people: list[Person], tmp_path: Path) -> None:
    me, bob = people
    file = tmp_path / "field.png"
    file.write_bytes(picture())
    shown = ann.read("post", "look", "--media", str(file), "--description", "a field", "--sensitive")
    (media,) = shown["media_attachments"]
    assert (media["type"], media["description"], shown["sensitive"]) == ("image", "a field", True)
    assert ann.read("post", "tomorrow", "--scheduled-in", "1 day")["params"]["text"] == "tomorrow"
    bob.follow(me)
    sent = ann.read("post", f"@{bob.username} between us", "--visibility", "direct")
    assert sent["visibility"] == "direct"
    (conversation,) = eventually(lambda: bob.get("/api/conversations")["items"])
    assert conversation["lastMessage"]["id"] == sent["id"]


def test_the_command_keeps_lists_and_hashtags(ann: Toot, people: list[Person]) -> None:
    _, bob = people
    ann.run("follow", bob.username)
    ann.run("lists", "create", "Friends")
    ann.run("lists", "add", "Friends", bob.username)
    assert bob.username in ann.run("lists", "accounts", "Friends")
    posted = bob.post("to the list")
    eventually(lambda: "to the list" in ann.run("timelines", "list", "Friends", "--no-pager"))
    ann.run("lists", "remove", "Friends", bob.username)
    ann.run("lists", "delete", "Friends")
    ann.run("tags", "follow", "kestrels")
    assert "kestrels" in ann.run("tags", "followed")
    ann.run("tags", "unfollow", "kestrels")
    assert [each["id"] for each in ann.read("timelines", "account", bob.username)] == [posted["id"]]


def test_the_command_searches_and_is_told(ann: Toot, people: list[Person]) -> None:
    me, bob = people
    assert bob.username in ann.run("search", f"@{bob.username}")
    posted = ann.read("post", "a kestrel over the meadow")
    eventually(lambda: posted["id"] in ann.run("search", "kestrel meadow", "--type", "statuses"))
    bob.ask("POST", f"/api/tweets/{posted['id']}/like")
    eventually(lambda: bob.username in ann.run("notifications", "--type", "favourite"))
    ann.run("notifications", "--clear")
    assert ann.read("notifications") == []
    ann.run("update-account", "--locked", "--note", "by hand")
    assert me.get("/api/users/me")["bio"] == "by hand"
    eventually(lambda: me.get(f"/api/users/{me.id}")["protected"])


def test_the_command_shows_the_server(ann: Toot) -> None:
    assert "Linnet" in ann.run("instance")
