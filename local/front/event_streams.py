"""Streams as server-sent events, for clients that know no others: a socket of the deployed API, told as an HTTP answer.

Only the front of one machine has them: a function answers once, and API Gateway waits 30 seconds at most for it.
"""

import json
from collections.abc import Mapping
from typing import Final

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError, web
from yarl import URL

from linnet.facades.mastodon import dialect
from local.front.sockets import handshake_headers

PREFIX: Final = f"{dialect.PATH}/"
STREAMS: Final[Mapping[str, str]] = {
    "user": "user",
    "user/notification": "user:notification",
    "public": "public",
    "public/local": "public:local",
    "public/remote": "public:remote",
    "hashtag": "hashtag",
    "hashtag/local": "hashtag:local",
    "list": "list",
    "direct": "direct",
}
THUMP_S: Final = 15.0
_CORS: Final = {"Access-Control-Allow-Origin": "*"}
_HEADERS: Final = {
    **_CORS,
    "Content-Type": "text/event-stream",
    "Cache-Control": "private, no-store",
    "X-Accel-Buffering": "no",
}


def stream_of(request: web.Request) -> str | None:
    """Return the stream that a request wants as events, None for any other request."""
    path = request.path.rstrip("/")
    if request.method != "GET" or not path.startswith(PREFIX):
        return None
    return STREAMS.get(path.removeprefix(PREFIX))


class EventStreams:
    """Opens a socket for each request, on one deployed WebSocket API."""

    def __init__(self, session: ClientSession, stage_url: str, own_host: str) -> None:
        self._session = session
        self._stage_url = stage_url
        self._own_host = own_host

    async def handle(self, request: web.Request, stream: str) -> web.StreamResponse:
        headers = handshake_headers(request, self._own_host, dialect.MASTODON)
        address = URL(self._stage_url).with_query({**request.query, "stream": stream})
        try:
            socket = await self._session.ws_connect(address, headers=headers, max_msg_size=0)
        except WSServerHandshakeError:
            return web.json_response({"error": "The access token is invalid"}, status=401, headers=_CORS)
        try:
            answer = web.StreamResponse(headers=_HEADERS)
            await answer.prepare(request)
            await answer.write(b":)\n")
            await _tell(socket, answer)
        finally:
            await socket.close()
        return answer


async def _tell(socket: ClientWebSocketResponse, answer: web.StreamResponse) -> None:
    """Pass frames on until one side has enough."""
    while True:
        try:
            message = await socket.receive(timeout=THUMP_S)
        except TimeoutError:
            said = b":thump\n"
        else:
            if message.type != WSMsgType.TEXT:
                return
            said = _event(json.loads(message.data))
        try:
            await answer.write(said)
        except ConnectionResetError:
            # The client is gone, between two frames or in a long silence.
            return


def _event(frame: Mapping[str, str]) -> bytes:
    """Write a frame as an event; a payload is one line, as JSON of entities and ids are."""
    data = frame.get("payload", "")
    return f"event: {frame['event']}\ndata: {data}\n\n".encode() if "event" in frame else b""
