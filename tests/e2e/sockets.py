"""A client of the socket protocol, on a real WebSocket."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import websockets.exceptions
from websockets.sync.client import ClientConnection, connect

from tests.e2e.people import PATIENCE_S, Person

Frame = dict[str, Any]


class Socket:
    """An open socket; `events` are what came besides answers, in their order."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.events: list[Frame] = []
        self._asked = 0

    def ask(self, kind: str, *topics: str) -> Frame:
        """Send a frame and return its answer."""
        self._asked += 1
        frame_id = str(self._asked)
        self.connection.send(json.dumps({"type": kind, "id": frame_id, **({"topics": topics} if topics else {})}))
        return self.answer(lambda frame: frame["type"] in ("subscribed", "pong", "error") and frame["id"] == frame_id)

    def subscribe(self, *topics: str) -> None:
        assert self.ask("subscribe", *topics)["type"] == "subscribed"

    def say(self, text: str | bytes) -> Frame:
        """Send whatever it is and return the answer to it."""
        self.connection.send(text)
        return self.answer(lambda frame: frame["type"] == "error" and "id" not in frame)

    def answer(self, wanted: Any) -> Frame:
        """Return the first frame that is wanted; the others are kept as events."""
        while True:
            frame = self._next(PATIENCE_S)
            if wanted(frame):
                return frame
            self.events.append(frame)

    def event(self, kind: str, **fields: str) -> Frame:
        """Return, and take, the first event of a kind with these fields."""

        def wanted(frame: Mapping[str, Any]) -> bool:
            return frame["type"] == kind and all(frame[name] == value for name, value in fields.items())

        for frame in self.events:
            if wanted(frame):
                self.events.remove(frame)
                return frame
        return self.answer(wanted)

    def quiet(self, seconds: float = 1.5) -> list[Frame]:
        """Return the events that were not taken, once nothing has come for so long."""
        while True:
            try:
                self.events.append(self._next(seconds))
            except TimeoutError:
                return self.events

    def is_closed_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        try:
            while True:
                self._next(max(0.01, deadline - time.monotonic()))
        except TimeoutError:
            return False
        except websockets.exceptions.ConnectionClosed:
            return True

    def _next(self, seconds: float) -> Frame:
        frame: Frame = json.loads(self.connection.recv(timeout=seconds))
        return frame


@contextmanager
def open_socket(person: Person, query: str | None = None, **options: Any) -> Iterator[Socket]:
    """Open a socket with the person's token in a header, or as the query says; close it afterwards."""
    base = str(person.http.base_url).rstrip("/").replace("http", "ws", 1)
    headers = {} if query is not None or "subprotocols" in options else {"Authorization": f"Bearer {person.token}"}
    with connect(f"{base}/ws{query or ''}", additional_headers=headers, open_timeout=30, **options) as connection:
        yield Socket(connection)
