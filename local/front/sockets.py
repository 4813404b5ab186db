"""Join a client's WebSocket with one to the deployed WebSocket API."""

import asyncio

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError, web
from yarl import URL

from linnet.facades.mastodon import dialect
from local.front.proxy import forwarded_headers

# API Gateway's own limit of a message.
MAX_MESSAGE_BYTES = 128 * 1024
OF_THE_HANDSHAKE = frozenset(
    {"connection", "sec-websocket-extensions", "sec-websocket-key", "sec-websocket-protocol", "sec-websocket-version"}
)


def is_handshake(request: web.Request) -> bool:
    return request.headers.get("Upgrade", "").lower() == "websocket"


def handshake_headers(request: web.Request, own_host: str, spoken: str | None) -> list[tuple[str, str]]:
    """Return what is passed on of a request that opens a socket; which protocol it speaks is said by us alone."""
    headers = [
        (name, value)
        for name, value in forwarded_headers(request, own_host).items()
        if name.lower() not in OF_THE_HANDSHAKE and name.lower() != dialect.HEADER
    ]
    return headers if spoken is None else [*headers, (dialect.HEADER, spoken)]


class SocketApiProxy:
    """Passes connections on to one deployed WebSocket API."""

    def __init__(self, session: ClientSession, stage_url: str, own_host: str) -> None:
        self._session = session
        self._stage_url = stage_url
        self._own_host = own_host

    async def handle(self, request: web.Request) -> web.StreamResponse:
        protocols = [
            name.strip() for name in request.headers.get("Sec-WebSocket-Protocol", "").split(",") if name.strip()
        ]
        query = f"?{request.query_string}" if request.query_string else ""
        spoken = dialect.DIALECT_AT[request.path.removesuffix("/")]
        headers = handshake_headers(request, self._own_host, spoken)
        try:
            upstream = await self._session.ws_connect(
                URL(self._stage_url + query, encoded=True), protocols=protocols, headers=headers, max_msg_size=0
            )
        except WSServerHandshakeError as error:
            if spoken == dialect.MASTODON:
                # The emulator says 403 for whatever the function said; of an app's handshake that is nearly always 401.
                return web.json_response({"error": "The access token is invalid"}, status=401)
            message = "Unauthorized" if error.status == 401 else "Forbidden"
            return web.json_response({"message": message}, status=error.status)
        # The emulator does not repeat the chosen sub-protocol; browsers close a connection without it.
        client = web.WebSocketResponse(protocols=protocols[:1], max_msg_size=MAX_MESSAGE_BYTES)
        await client.prepare(request)
        await _join(client, upstream)
        return client


Socket = web.WebSocketResponse | ClientWebSocketResponse


async def _join(client: Socket, upstream: Socket) -> None:
    pumps = [asyncio.create_task(_pump(client, upstream)), asyncio.create_task(_pump(upstream, client))]
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        for socket, other in ((client, upstream), (upstream, client)):
            await socket.close(code=other.close_code or 1000)


async def _pump(source: Socket, target: Socket) -> None:
    async for message in source:
        if message.type == WSMsgType.TEXT:
            await target.send_str(message.data)
        elif message.type == WSMsgType.BINARY:
            await target.send_bytes(message.data)
