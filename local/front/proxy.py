"""Pass a request on to the deployed HTTP API, and give it the limits and errors of API Gateway."""

import asyncio
import os
import sys

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from multidict import CIMultiDict
from yarl import URL

from linnet.runtime import site
from local.cloud.guard import is_loopback

MAX_BODY_BYTES = 10 * 1024 * 1024
# API Gateway gives an integration up to 30 s.
TIMEOUT = ClientTimeout(total=30)
# Each concurrent call of a function is a process of its own here; a burst beyond what the processors can serve waits
# for its turn, instead of starting processes that keep all others waiting.
CONCURRENT_CALLS = max(4, 2 * (os.cpu_count() or 1))

HOP_BY_HOP = frozenset(
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    }
)  # fmt: skip
# Shows functions that it is this front that calls them. No secret: the emulator answers to this machine alone.
FRONT = "the front of one machine"
_SET_BY_US = frozenset(
    {
        "content-length", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto",
        site.HOST, site.PROOF, site.VIEWER,
    }
)  # fmt: skip
_SET_BY_THE_SERVER = frozenset({"content-length", "content-type", "date", "server"})


def forwarded_headers(request: web.Request, own_host: str) -> CIMultiDict[str]:
    """Return the request's headers as a load balancer passes them on."""
    headers: CIMultiDict[str] = CIMultiDict(
        (name, value)
        for name, value in request.headers.items()
        if name.lower() not in HOP_BY_HOP and name.lower() not in _SET_BY_US
    )
    peer = request.remote or "127.0.0.1"
    earlier = request.headers.get("X-Forwarded-For")
    headers["X-Forwarded-For"] = f"{earlier}, {peer}" if earlier else peer
    headers[site.HOST] = request.host
    headers[site.VIEWER] = peer
    headers[site.PROOF] = FRONT
    headers["X-Forwarded-Port"] = own_host.rpartition(":")[2]
    headers["X-Forwarded-Proto"] = "http"
    if not is_loopback(request.host):
        # Behind a tunnel; the emulator answers to names of this machine only.
        headers["Host"] = own_host
    return headers


async def read_body(request: web.Request) -> bytes | None:
    """Return the body, or None if it is larger than API Gateway takes."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(65536):
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


class HttpApiProxy:
    """Passes requests on to one deployed HTTP API."""

    def __init__(self, session: ClientSession, api_url: str, own_host: str) -> None:
        self._session = session
        self._api_url = api_url
        self._own_host = own_host
        self._calls = asyncio.Semaphore(CONCURRENT_CALLS)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await read_body(request)
        if body is None:
            # API Gateway's own answers have the headers for other origins, too.
            return web.json_response(
                {"message": "Request Entity Too Large"}, status=413, headers={"Access-Control-Allow-Origin": "*"}
            )
        try:
            async with self._calls:
                return await self._pass_on(request, body)
        except (TimeoutError, ClientError) as error:
            print(f"{request.method} {request.path}: {str(error) or 'no answer in time'}", file=sys.stderr, flush=True)
            return web.json_response({"message": "Service Unavailable"}, status=503)

    async def _pass_on(self, request: web.Request, body: bytes) -> web.Response:
        async with self._session.request(
            request.method,
            URL(self._api_url + request.raw_path, encoded=True),
            headers=forwarded_headers(request, self._own_host),
            data=body or None,
            allow_redirects=False,
            timeout=TIMEOUT,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        ) as answer:
            content, status = await answer.read(), answer.status
            if status == 502 and b'"errorType"' in content:
                # The emulator shows the exception; API Gateway keeps it to the log.
                return web.json_response({"message": "Internal Server Error"}, status=500)
            response = web.Response(body=content, status=status)
            response.headers.popall("Content-Type", None)
            if "Content-Type" in answer.headers:
                response.headers["Content-Type"] = answer.headers["Content-Type"]
            for name, value in answer.headers.items():
                if name.lower() not in HOP_BY_HOP and name.lower() not in _SET_BY_THE_SERVER:
                    response.headers.add(name, value)
            return response
