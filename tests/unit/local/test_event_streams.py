"""Streams of events on one machine: frames are passed on, silence is kept alive, and who is gone is let go."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from aiohttp import ClientConnectionResetError, WSMessage, WSMsgType

from local.front.event_streams import _tell


class Socket:
    """Say what was prepared: a frame, or nothing for a while (None); then close."""

    def __init__(self, *said: str | None) -> None:
        self._said = list(said)

    async def receive(self, **_: float) -> WSMessage:
        if not self._said:
            return WSMessage(WSMsgType.CLOSED, None, None)
        frame = self._said.pop(0)
        if frame is None:
            raise TimeoutError
        return WSMessage(WSMsgType.TEXT, frame, None)


class Answer:
    """Keep what is written until the client goes."""

    def __init__(self, stays_for: int) -> None:
        self.written: list[bytes] = []
        self._stays_for = stays_for

    async def write(self, data: bytes) -> None:
        if len(self.written) == self._stays_for:
            raise ClientConnectionResetError("Cannot write to closing transport")
        self.written.append(data)


FRAME = '{"event":"delete","payload":"5"}'


@pytest.mark.parametrize("stays_for", range(4))
def test_a_client_that_is_gone_ends_its_stream_at_the_next_frame_or_sign_of_life(stays_for: int) -> None:
    answer = Answer(stays_for)
    asyncio.run(_tell(cast("Any", Socket(FRAME, None, FRAME)), cast("Any", answer)))
    assert answer.written == [b"event: delete\ndata: 5\n\n", b":thump\n", b"event: delete\ndata: 5\n\n"][:stays_for]
