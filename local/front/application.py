"""The web application behind the one port of a network."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web

from linnet.facades.mastodon import dialect
from local.aws import LocalAws
from local.front.console import Console
from local.front.event_streams import EventStreams, stream_of
from local.front.files import MediaBucket, WebClient
from local.front.pages import not_found_page, welcome_page
from local.front.proxy import HttpApiProxy
from local.front.sockets import SocketApiProxy, is_handshake
from local.instance import Instance

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HTTP_API_PREFIXES = ("/api", "/oauth", "/.well-known", "/health", "/nodeinfo", "/avatars", "/headers", "/auth")
MEDIA_PREFIX = "/media"
CONSOLE_PREFIX = "/console"

# Pages of ours run no script and show data that others wrote.
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Outputs:
    """The outputs of the stacks that the front needs; what a stage does not have is empty."""

    http_api: str
    socket_api: str = ""
    socket_stage: str = ""
    media_bucket: str = ""

    @classmethod
    def of(cls, outputs: Mapping[str, str]) -> "Outputs":
        return cls(
            http_api=outputs["HttpApiId"],
            socket_api=outputs.get("SocketApiId", ""),
            socket_stage=outputs.get("SocketStageName", "$default"),
            media_bucket=outputs.get("MediaBucketName", ""),
        )


def below(path: str, prefixes: tuple[str, ...] | str) -> bool:
    """Tell whether the path is one of the prefixes or lies below one."""
    return any(
        path == prefix or path.startswith(f"{prefix}/")
        for prefix in ((prefixes,) if isinstance(prefixes, str) else prefixes)
    )


class Front:
    """Chooses by path who answers a request."""

    def __init__(self, instance: Instance, outputs: Outputs, session: ClientSession) -> None:
        own_host = f"localhost:{instance.port}"
        apis = f"{instance.cloud_url}/_aws/execute-api"
        self._instance = instance
        self._http_api = HttpApiProxy(session, f"{apis}/{outputs.http_api}/$default", own_host)
        self._socket_api = (
            SocketApiProxy(session, f"{apis}/{outputs.socket_api}/{outputs.socket_stage}", own_host)
            if outputs.socket_api
            else None
        )
        self._event_streams = (
            EventStreams(session, f"{apis}/{outputs.socket_api}/{outputs.socket_stage}", own_host)
            if outputs.socket_api
            else None
        )
        self._media = (
            MediaBucket(session, LocalAws(instance.cloud_url), outputs.media_bucket, f"{MEDIA_PREFIX}/")
            if outputs.media_bucket
            else None
        )
        self._web_client = WebClient(instance.project / "web" / "dist")
        self._console = Console(instance)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        if self._socket_api and path.removesuffix("/") in dialect.DIALECT_AT and is_handshake(request):
            return await self._socket_api.handle(request)
        stream = stream_of(request)
        if self._event_streams and stream is not None:
            return await self._event_streams.handle(request, stream)
        if below(path, HTTP_API_PREFIXES):
            return await self._http_api.handle(request)
        if self._media and below(path, MEDIA_PREFIX):
            return await self._media.handle(request)
        if below(path, CONSOLE_PREFIX):
            return _as_page(await self._console.page(request))
        if self._web_client.is_built():
            return await self._web_client.handle(request)
        if path == "/":
            return _as_page(welcome_page(self._instance))
        return _as_page(not_found_page(path), status=404)


def _as_page(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers=PAGE_HEADERS)


def make_application(instance: Instance, outputs: Outputs) -> web.Application:
    """Return the application; its connections to the emulator live as long as it runs."""
    application = web.Application()

    async def front_of(application: web.Application) -> AsyncIterator[None]:
        async with ClientSession(
            connector=TCPConnector(limit=0, keepalive_timeout=60), auto_decompress=False, cookie_jar=DummyCookieJar()
        ) as session:
            front = Front(instance, outputs, session)
            application[_HANDLER] = front.handle
            yield

    async def dispatch(request: web.Request) -> web.StreamResponse:
        return await request.app[_HANDLER](request)

    application.cleanup_ctx.append(front_of)
    # A decoded path may hold a line break, which a plain dot leaves out.
    application.router.add_route("*", "/{path:(?s:.*)}", dispatch)
    return application


_HANDLER: web.AppKey[Handler] = web.AppKey("handler")
