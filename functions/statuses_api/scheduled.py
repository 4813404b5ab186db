"""Statuses that are published at a time."""

from __future__ import annotations

from typing import Final

from functions.statuses_api.presenting import api
from linnet.domain.drafts import SavedDraft
from linnet.domain.errors import not_found
from linnet.facades.mastodon.entities import statuses as entities
from linnet.facades.mastodon.entities.shape import Nothing
from linnet.facades.mastodon.paging import PageOf
from linnet.facades.mastodon.present.scheduled import scheduled_status, scheduled_statuses
from linnet.facades.mastodon.requests import statuses as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.statuses_api import StatusesApi

# Of a page, where nobody says how many; twice as many at most.
SCHEDULED_A_PAGE: Final = 20


@api.route(
    "GET",
    "/api/v1/scheduled_statuses",
    "List one's scheduled statuses, the last one made first.",
    scope="read:statuses",
    accepts=PageOf,
    returns=entities.ScheduledStatuses,
)
def scheduled(services: StatusesApi, request: FacadeRequest) -> Reply:
    page = request.form(PageOf).range(SCHEDULED_A_PAGE)
    found, older, newer = services.drafts.save_draft.scheduled(request.viewer, page)
    return Reply(200, scheduled_statuses(found, request.origin), request.link(older=older, newer=newer))


@api.route(
    "GET",
    "/api/v1/scheduled_statuses/{id}",
    "Read a scheduled status.",
    scope="read:statuses",
    returns=entities.ScheduledStatus,
)
def scheduled_one(services: StatusesApi, request: FacadeRequest) -> Reply:
    saved = services.drafts.save_draft.one(request.viewer, request.path_id(), only_scheduled=True)
    return answer(saved, request.origin)


@api.route(
    "PUT",
    "/api/v1/scheduled_statuses/{id}",
    "Publish a scheduled status at another time.",
    scope="write:statuses",
    accepts=requests.NewTime,
    returns=entities.ScheduledStatus,
)
def reschedule(services: StatusesApi, request: FacadeRequest) -> Reply:
    scheduled_ms = request.form(requests.NewTime).scheduled_at
    saved = services.drafts.save_draft.reschedule(request.viewer, request.path_id(), scheduled_ms)
    return answer(saved, request.origin)


@api.route(
    "DELETE",
    "/api/v1/scheduled_statuses/{id}",
    "Cancel a scheduled status.",
    scope="write:statuses",
    returns=Nothing,
)
def cancel(services: StatusesApi, request: FacadeRequest) -> Reply:
    services.drafts.save_draft.remove(request.viewer, request.path_id(), only_scheduled=True)
    return Reply(200, Nothing())


def answer(saved: SavedDraft, origin: str) -> Reply:
    """Answer with a scheduled status."""
    if saved.scheduled_ms is None:
        raise not_found("scheduled status")
    return Reply(200, scheduled_status(saved, saved.scheduled_ms, origin))
