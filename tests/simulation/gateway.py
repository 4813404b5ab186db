"""The WebSocket API between clients and functions: handshakes, frames and goodbyes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.simulation.engine.sockets import Sockets
from tests.simulation.fleet import Fleet
from tests.simulation.journal import Deed, Journal, Moment

if TYPE_CHECKING:
    from tests.simulation.people import Person

FUNCTION: Final = "realtime_socket"


@dataclass(slots=True, eq=False)
class Device:
    """A session of its own, of which the person may have several; `endings` are the deeds that may have ended it."""

    person: Person
    token: str
    endings: list[Deed] = field(default_factory=list)

    def surely_ended(self) -> Deed | None:
        """Return the first acknowledged deed that ended the session."""
        return next((deed for deed in self.endings if deed.done), None)


@dataclass(slots=True)
class Interest:
    """A subscription: asked for, answered, taken back.

    Frames under way at once are obeyed in any order: what is taken back before it is `settled` is `contested`.
    """

    topic: str
    began: Moment
    settled: bool = False
    contested: bool = False
    ready: Moment | None = None
    ended: Moment | None = None


@dataclass(slots=True, eq=False)
class Socket:
    """A connection as its client knows it; `accepted` is None where the handshake failed or is under way.

    `dropping` are the topics of frames under way that take subscriptions back.
    """

    id: str
    device: Device
    began: Moment
    accepted: Moment | None = None
    left: Moment | None = None
    interests: list[Interest] = field(default_factory=list)
    dropping: Counter[str] = field(default_factory=Counter)


class Gateway:
    """Stand between clients and the functions of sockets, as API Gateway does."""

    def __init__(self, sockets: Sockets, fleet: Fleet, journal: Journal) -> None:
        self.all: dict[str, Socket] = {}
        self._sockets = sockets
        self._fleet = fleet
        self._journal = journal

    def connect(self, device: Device, headers: Mapping[str, str], query: Mapping[str, str]) -> tuple[Socket, int]:
        """Shake hands; return the socket and the status that the client got, 0 for none."""
        socket = Socket(f"socket{len(self.all) + 1}=", device, self._journal.now())
        self.all[socket.id] = socket
        answer = self._invoke(socket.id, "$connect", headers=dict(headers), queryStringParameters=dict(query) or None)
        status = 0 if answer is None else int(answer["statusCode"])
        if status == 200:
            self._sockets.open(socket.id)
            socket.accepted = self._journal.now()
        return socket, status

    def say(self, socket: Socket, frame: object) -> dict[str, Any] | None:
        """Send a frame and return what was answered to its id; None when nothing was."""
        if not self.is_open(socket):
            return None
        text = frame if isinstance(frame, str) else json.dumps(frame)
        before = len(self._sockets.sent(socket.id))
        self._invoke(socket.id, "$default", body=text)
        wanted = frame.get("id") if isinstance(frame, dict) else None
        for data in self._sockets.sent(socket.id)[before:]:
            heard: dict[str, Any] = json.loads(data)
            if "topic" not in heard and heard.get("id") == wanted:
                return heard
        return None

    def leave(self, socket: Socket, *, goodbye: bool) -> None:
        """Close a socket, or lose it: without a goodbye no function hears of it."""
        if self.is_open(socket):
            socket.left = self._journal.now()
            self._sockets.close(socket.id)
            if goodbye:
                self._invoke(socket.id, "$disconnect")

    def is_open(self, socket: Socket) -> bool:
        return self._sockets.is_open(socket.id)

    def _invoke(self, connection_id: str, route: str, **event: Any) -> dict[str, Any] | None:
        context = {"connectionId": connection_id, "routeKey": route}
        run = self._fleet.start(FUNCTION, {"requestContext": context, **event})
        self._fleet.scheduler.join([run.task])
        return None if run.failed else run.task.value
