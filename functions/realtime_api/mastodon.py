"""What is asked over HTTP about streaming; the streams themselves are sockets (`realtime_socket`)."""

from __future__ import annotations

from typing import Final

from linnet.facades.mastodon.entities.shape import Problem
from linnet.runtime.answers import Reply
from linnet.runtime.facade import Facade
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.routes import Auth
from linnet.runtime.wiring.realtime_api import RealtimeApi, build

UPGRADE_REQUIRED: Final = 426
WHY: Final = "Events are sent over WebSockets only: open a WebSocket at /api/v1/streaming"

facade: Facade[RealtimeApi] = Facade("realtime_api", build)


@facade.route("GET", "/api/v1/streaming/health", "Say that streaming is there.", auth=Auth.NONE)
def health(_services: RealtimeApi, _request: FacadeRequest) -> Reply:
    return Reply(200, text="OK", headers={"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"})


@facade.route("GET", "/api/v1/streaming", "Say that this takes a WebSocket.", auth=Auth.NONE, status=UPGRADE_REQUIRED)
@facade.route(
    "GET",
    "/api/v1/streaming/{stream}",
    "Say that events are not sent in an HTTP answer.",
    auth=Auth.NONE,
    status=UPGRADE_REQUIRED,
)
@facade.route(
    "GET",
    "/api/v1/streaming/{stream}/{part}",
    "Say that events are not sent in an HTTP answer.",
    auth=Auth.NONE,
    status=UPGRADE_REQUIRED,
)
def upgrade(_services: RealtimeApi, _request: FacadeRequest) -> Reply:
    return Reply(UPGRADE_REQUIRED, Problem(error=WHY))
