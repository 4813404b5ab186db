"""Serve files: the built web client from disk, media from the media bucket."""

from pathlib import Path

from aiohttp import ClientSession, web
from yarl import URL

from local.aws import LocalAws

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

    def __init__(self, session: ClientSession, aws: LocalAws, bucket: str, prefix: str) -> None:
        self._session = session
        self._aws = aws
        self._bucket = bucket
        self._prefix = prefix

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.method not in ("GET", "HEAD"):
            raise web.HTTPMethodNotAllowed(request.method, ("GET", "HEAD"))
        wanted = {name: request.headers[name] for name in _MEDIA_REQUEST_HEADERS if name in request.headers}
        # Signed, because the emulator may check: the bucket is not public.
        url = self._aws.s3.generate_presigned_url(
            f"{request.method.lower()}_object",
            Params={"Bucket": self._bucket, "Key": request.path.removeprefix(self._prefix)},
        )
        async with self._session.request(request.method, URL(url, encoded=True), headers=wanted) as answer:
            if answer.status in (403, 404):
                # As CloudFront in front of a bucket that may not be listed: which of both is nobody's business.
                raise web.HTTPNotFound
            response = web.StreamResponse(status=answer.status)
            for name in _MEDIA_RESPONSE_HEADERS:
                if name in answer.headers:
                    response.headers[name] = answer.headers[name]
            response.headers["X-Content-Type-Options"] = "nosniff"
            # As the distribution does: web clients draw pictures on canvases.
            response.headers["Access-Control-Allow-Origin"] = "*"
            await response.prepare(request)
            async for chunk in answer.content.iter_chunked(65536):
                await response.write(chunk)
            return response
