"""What trends, over HTTP."""

from __future__ import annotations

from typing import Final

from functions.trends_api.mastodon import facade
from linnet.domain.errors import Code
from linnet.facades.native import present_trends, schemas_trends
from linnet.facades.native.requests_trends import TrendsQuery
from linnet.runtime.http import Api, Auth, Reply, Request
from linnet.runtime.observability import count
from linnet.runtime.trends import STALE
from linnet.runtime.wiring.trends_api import TrendsApi, build

# Lists change every five minutes. Only what everybody gets alike may be kept by others; what a reader hides is hidden
# at their next read.
EVERYBODYS: Final = {"Cache-Control": "public, max-age=60", "Vary": "Authorization"}
THE_READERS: Final = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}

api = Api("trends_api", build, beside=facade)


@api.route(
    "GET",
    "/api/trends",
    "listTrends",
    "Read what more people than usual post about: hashtags, cashtags and phrases.",
    auth=Auth.OPTIONAL,
    query=TrendsQuery,
    returns=schemas_trends.Trends,
    errors=(Code.INVALID,),
    lists=True,
)
def trends(services: TrendsApi, request: Request) -> Reply:
    query = request.query(TrendsQuery)
    found = services.show_trends.run(request.reader, query.scope, query.limit, query.samples)
    if found.shown.stale:
        count(STALE)
    return Reply(200, present_trends.trends(found), EVERYBODYS if request.reader is None else THE_READERS)


@api.route(
    "POST",
    "/api/trends/{tag}/hide",
    "hideTrend",
    "Be shown a tag among trends no more, however it is spelled.",
    status=204,
    errors=(Code.INVALID, Code.LIMIT_REACHED),
)
def hide(services: TrendsApi, request: Request) -> Reply:
    services.hide_trend.run(request.viewer, request.path("tag"))
    return Reply(204)


@api.route(
    "DELETE",
    "/api/trends/{tag}/hide",
    "showTrend",
    "Be shown a tag among trends again.",
    status=204,
    errors=(Code.INVALID,),
)
def show(services: TrendsApi, request: Request) -> Reply:
    services.hide_trend.undo(request.viewer, request.path("tag"))
    return Reply(204)


lambda_handler = api.lambda_handler
