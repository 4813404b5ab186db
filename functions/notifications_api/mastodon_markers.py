"""Read markers as clients of Mastodon keep them."""

from __future__ import annotations

from functions.notifications_api.mastodon import facade
from linnet.facades.mastodon.entities import markers as entities
from linnet.facades.mastodon.present.markers import present
from linnet.facades.mastodon.requests import markers as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.notifications_api import NotificationsApi


@facade.route(
    "GET",
    "/api/v1/markers",
    "Tell how far timelines were read.",
    scope="read:statuses",
    accepts=requests.WantedMarkers,
    returns=entities.Markers,
)
def read_markers(services: NotificationsApi, request: FacadeRequest) -> Reply:
    wanted = request.form(requests.WantedMarkers).timeline
    return Reply(200, present(services.keep_markers.read(request.viewer), wanted))


@facade.route(
    "POST",
    "/api/v1/markers",
    "Remember how far timelines were read.",
    scope="write:statuses",
    accepts=requests.NewPositions,
    returns=entities.Markers,
)
def move_markers(services: NotificationsApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.NewPositions)
    moved = services.keep_markers.move(request.viewer, asked.of("home"), asked.of("notifications"))
    return Reply(200, present(moved, asked.named()))
