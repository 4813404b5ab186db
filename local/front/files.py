"""Serve files: the built web client from disk, media from the media bucket."""

from pathlib import Path

from aiohttp import ClientSession, web
from yarl import URL

_MEDIA_REQUEST_HEADERS = ("Range", "If-None-Match", "If-Modified-Since")
_MEDIA_RESPONSE_HEADERS = (
    "Accept-Ranges", "Cache-Control", "Content-Length", "Content-Range", "Content-Type", "ETag", "Last-Modified",
)  # fmt: skip


class WebClient:
    """The built web client, if there is one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def is_built(self) -> bool:
        return (self._folder / "index.html").is_file()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Return the file of the path; for a path of the client's own, which names none, its start page."""
        path = (self._folder / request.path.lstrip("/")).resolve()
        if not path.is_relative_to(self._folder) or not path.is_file():
            if "text/html" not in request.headers.get("Accept", ""):
                raise web.HTTPNotFound
            path = self._folder / "index.html"
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})


class MediaBucket:
    """The objects of the media bucket, read only."""

    def __init__(self, session: ClientSession, bucket_url: str, prefix: str) -> None:
        self._session = session
        self._bucket_url = bucket_url
        self._prefix = prefix

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.method not in ("GET", "HEAD"):
            raise web.HTTPMethodNotAllowed(request.method, ("GET", "HEAD"))
        key = request.raw_path.removeprefix(self._prefix).partition("?")[0]
        wanted = {name: request.headers[name] for name in _MEDIA_REQUEST_HEADERS if name in request.headers}
        url = URL(self._bucket_url + key, encoded=True)
        async with self._session.request(request.method, url, headers=wanted) as answer:
            if answer.status in (403, 404):
                # As CloudFront in front of a bucket that may not be listed: which of both is nobody's business.
                raise web.HTTPNotFound
            response = web.StreamResponse(status=answer.status)
            for name in _MEDIA_RESPONSE_HEADERS:
                if name in answer.headers:
                    response.headers[name] = answer.headers[name]
            response.headers["X-Content-Type-Options"] = "nosniff"
            await response.prepare(request)
            async for chunk in answer.content.iter_chunked(65536):
                await response.write(chunk)
            return response
