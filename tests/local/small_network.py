"""What the users of the small network do."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from local.testing import Network


@dataclass(frozen=True, slots=True)
class SmallNetwork:
    """A running network of the small project, and a client of its one port."""

    network: Network
    client: httpx.Client

    def add(self, name: str) -> None:
        self.client.post(f"/api/things/{name}").raise_for_status()

    def things(self) -> set[str]:
        return set(self.client.get("/api/things").raise_for_status().json())

    def wait_for(self, *names: str) -> None:
        """Wait until all of the things are there."""
        eventually(lambda: set(names) <= self.things())

    def write_source(self, path: str, text: str) -> None:
        (self.network.instance.project / path).write_text(text, encoding="utf-8")

    def read_source(self, path: str) -> str:
        return (self.network.instance.project / path).read_text(encoding="utf-8")


def eventually(condition: Callable[[], Any], seconds: float = 20.0) -> None:
    """Wait for the condition; fail if it does not come true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
