"""Keep web pages of other origins away from the emulator, where any key is root and one request empties everything."""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
# The deployed APIs answer everybody, as on AWS; their own CORS rules apply.
PUBLIC_PATH = "/_aws/execute-api/"


def is_loopback(host: str) -> bool:
    """Tell whether a Host header names this machine: a foreign name that resolves here is a rebinding attack."""
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return name in LOOPBACK_NAMES or name.endswith(".localhost")


def is_allowed(path: str, headers: Iterable[tuple[bytes, bytes]], own_origins: frozenset[str]) -> bool:
    """Tell whether the request comes from a program of this machine, or from a page of our own origin."""
    fields = {name.lower(): value.decode("latin-1") for name, value in headers}
    if not is_loopback(fields.get(b"host", "")):
        return False
    if path.startswith(PUBLIC_PATH):
        return True
    if b"origin" in fields:
        return fields[b"origin"] in own_origins
    # An image or a form of a foreign page carries no origin but, in every current browser, where it comes from.
    return fields.get(b"sec-fetch-site", "none") in ("none", "same-origin")


class TrustedTransport:
    """An ASGI application that lets the emulator's policies take loopback for an encrypted connection.

    Queues and buckets deny what comes over plain HTTP, which is all there is here.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The deployed APIs hand the header on to functions, which must see the real one.
        if scope["type"] == "http" and not scope["path"].startswith(PUBLIC_PATH):
            scope = {**scope, "headers": [*scope["headers"], (b"x-forwarded-proto", b"https")]}
        await self._application(scope, receive, send)


class OriginGuard:
    """An ASGI application that passes on only what is allowed."""

    def __init__(self, application: Application, own_origins: Iterable[str]) -> None:
        self._application = application
        self._own_origins = frozenset(own_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or is_allowed(scope["path"], scope["headers"], self._own_origins):
            await self._application(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            headers = [(b"content-type", b"text/plain")]
            await send({"type": "http.response.start", "status": 403, "headers": headers})
            await send({"type": "http.response.body", "body": b"this origin may not call the local cloud\n"})
