"""Keep a real WebSocket open for an account and remember which notifications it was told of."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from local.replay.api import Account

TOPIC = "notifications"
PATIENCE_SECONDS = 30.0
# API Gateway closes a connection on which nothing was said for ten minutes.
PING_SECONDS = 300.0


class NotListeningError(Exception):
    """A socket could not be opened, or did not stay open; the message says why."""


@dataclass(frozen=True, slots=True)
class Event:
    """What a socket was told: the id of a notification, and its kind."""

    id: str
    kind: str


@dataclass(slots=True)
class Listener:
    """An open socket and what came over it."""

    events: list[Event] = field(default_factory=list)
    closed: bool = False

    async def run(self, socket: ClientConnection) -> None:
        """Remember events until the socket closes."""
        try:
            while True:
                try:
                    text = await asyncio.wait_for(socket.recv(), PING_SECONDS)
                except TimeoutError:
                    await socket.send('{"type":"ping"}')
                    continue
                frame = json.loads(text)
                if frame["type"] == "notification":
                    self.events.append(Event(frame["id"], frame["data"]["kind"]))
        except ConnectionClosed:
            self.closed = True


@asynccontextmanager
async def listening(url: str, accounts: Mapping[int, Account]) -> AsyncIterator[Mapping[int, Listener]]:
    """Open a socket for each account, subscribed to its notifications. Raise NotListeningError."""
    listeners = {number: Listener() for number in accounts}
    async with AsyncExitStack() as stack:
        tasks: list[asyncio.Task[None]] = []
        for number, account in accounts.items():
            socket = await stack.enter_async_context(subscribed(url, account, TOPIC))
            tasks.append(asyncio.create_task(listeners[number].run(socket)))
        try:
            yield listeners
        finally:
            await _cancelled(tasks)


@asynccontextmanager
async def subscribed(url: str, account: Account, *topics: str) -> AsyncIterator[ClientConnection]:
    """Open a socket and subscribe. Raise NotListeningError."""
    headers = {"Authorization": f"Bearer {account.token}"}
    # Without the environment: a proxy between this machine and itself would only be in the way.
    address = f"{url.replace('http', 'ws', 1)}/ws"
    async with connect(address, additional_headers=headers, open_timeout=PATIENCE_SECONDS, proxy=None) as socket:
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "topics": topics}))
        answer = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS))
        if answer["type"] != "subscribed":
            raise NotListeningError(f"the subscription was refused: {answer}")
        yield socket


async def _cancelled(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
