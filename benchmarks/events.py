"""How long it takes until an open socket tells of what happened."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection

from local.replay.activity.listening import subscribed
from local.replay.api import Account, Api, RefusedError

Frame = Mapping[str, Any]

TYPING, MESSAGE, NOTIFICATION, HOME = "typing", "message", "notification", "home.new"
# What lies between the request and the socket, besides the queue of pushes and the pusher.
WAYS = {
    TYPING: "nothing",
    MESSAGE: "stream of messages",
    NOTIFICATION: "stream of tweets, queue of notifications",
    HOME: "stream of tweets, queue of fan-out",
}
PATIENCE_SECONDS = 30.0
# A topic is told at most once a second of what is new: rounds further apart do not wait for that.
ROUND_SECONDS = 1.2
WARM_UP_ROUNDS = 3
TOPICS = ("home", "messages", "notifications")


@dataclass(slots=True)
class EventTimes:
    """Seconds from sending a request until its event, and until its answer, by event; `lost` did not come in time."""

    events: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lost: int = 0


async def measure_events(url: str, api: Api, listener: Account, others: Sequence[Account], rounds: int) -> EventTimes:
    """Let others write to, mention and type to a listener with an open socket. Raise RefusedError."""
    for other in others:
        await _follow(api, listener, other)
    warm_up, measured = EventTimes(), EventTimes()
    async with subscribed(url, listener, *TOPICS) as socket:
        name = (await api.call("GET", f"/api/users/{listener.id}"))["username"]
        for number in range(WARM_UP_ROUNDS + rounds):
            times = warm_up if number < WARM_UP_ROUNDS else measured
            started = time.monotonic()
            await _Round(api, socket, listener, name, others[number % len(others)], times).run(number)
            await asyncio.sleep(max(0.0, started + ROUND_SECONDS - time.monotonic()))
    return measured


@dataclass(frozen=True, slots=True)
class _Round:
    api: Api
    socket: ClientConnection
    listener: Account
    name: str
    other: Account
    times: EventTimes

    async def run(self, number: int) -> None:
        sent = await self._timed(
            f"/api/messages/{self.listener.id}", {"text": f"Measured, {number}"}, {MESSAGE: lambda _: True}
        )
        conversation = sent["conversationId"]
        await self._timed(
            f"/api/conversations/{conversation}/typing",
            None,
            {TYPING: lambda frame: frame["data"]["conversationId"] == conversation},
        )
        await self._timed(
            "/api/tweets",
            {"text": f"@{self.name} measured, {number}"},
            {NOTIFICATION: lambda _: True, HOME: lambda _: True},
        )

    async def _timed(
        self, path: str, body: Mapping[str, object] | None, wanted: dict[str, Callable[[Frame], bool]]
    ) -> Any:
        """Send a request and wait for its events; return the answer."""
        sent = time.monotonic()
        waiting = asyncio.create_task(self._wait(sent, wanted))
        answer = await self.api.call("POST", path, self.other, body)
        for kind in list(wanted):
            self.times.answers[kind].append(time.monotonic() - sent)
        await waiting
        return answer

    async def _wait(self, sent: float, wanted: dict[str, Callable[[Frame], bool]]) -> None:
        missing = dict(wanted)
        while missing:
            left = sent + PATIENCE_SECONDS - time.monotonic()
            try:
                frame = json.loads(await asyncio.wait_for(self.socket.recv(), max(0.0, left)))
            except TimeoutError:
                self.times.lost += len(missing)
                return
            kind = frame["type"]
            if kind in missing and missing[kind](frame):
                self.times.events[kind].append(time.monotonic() - sent)
                del missing[kind]


async def _follow(api: Api, follower: Account, followee: Account) -> None:
    try:
        await api.call("POST", f"/api/users/{followee.id}/follow", follower)
    except RefusedError as error:
        # It stands already.
        if error.status != 409:
            raise
