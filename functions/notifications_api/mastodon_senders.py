"""What becomes of strangers' notifications, as clients of Mastodon choose it, and the requests of those who wait."""

from __future__ import annotations

from functions.notifications_api.mastodon import READ, WRITE, facade, presenter
from linnet.facades.mastodon.entities import notifications as entities
from linnet.facades.mastodon.entities.shape import Nothing
from linnet.facades.mastodon.paging import PageOf
from linnet.facades.mastodon.present import notifications as present
from linnet.facades.mastodon.requests import notifications as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.notifications_api import NotificationsApi


@facade.route(
    "GET",
    "/api/v2/notifications/policy",
    "Tell of whom the reader is told.",
    scope=READ,
    returns=entities.NotificationPolicy,
)
def show_policy(services: NotificationsApi, request: FacadeRequest) -> Reply:
    choices = services.choose_notifications.read(request.viewer)
    return Reply(200, present.policy(choices, services.read_requests.count(request.viewer)))


@facade.route(
    "PATCH",
    "/api/v2/notifications/policy",
    "Choose of whom to be told.",
    scope=WRITE,
    accepts=requests.PolicyForm,
    returns=entities.NotificationPolicy,
)
def change_policy(services: NotificationsApi, request: FacadeRequest) -> Reply:
    choices = services.choose_notifications.change(request.viewer, request.form(requests.PolicyForm).change())
    return Reply(200, present.policy(choices, services.read_requests.count(request.viewer)))


@facade.route(
    "GET",
    "/api/v1/notifications/requests",
    "List the accounts of which notifications were filtered.",
    scope=READ,
    accepts=PageOf,
    returns=entities.NotificationRequests,
)
def list_requests(services: NotificationsApi, request: FacadeRequest) -> Reply:
    page = services.read_requests.run(request.viewer, request.form(PageOf).range(requests.USUAL))
    headers = request.link(older=page.next_before, newer=page.next_after)
    return Reply(200, presenter(request).requests(page.items), headers)


@facade.route(
    "GET",
    "/api/v1/notifications/requests/merged",
    "Tell whether all that was accepted stands in the list.",
    scope=READ,
    returns=entities.Merged,
)
def merged(services: NotificationsApi, request: FacadeRequest) -> Reply:
    return Reply(200, entities.Merged(merged=services.read_requests.merged(request.viewer)))


@facade.route(
    "POST",
    "/api/v1/notifications/requests/accept",
    "Accept several requests.",
    scope=WRITE,
    accepts=requests.Requests,
    returns=Nothing,
)
def accept_several(services: NotificationsApi, request: FacadeRequest) -> Reply:
    services.answer_requests.accept(request.viewer, request.form(requests.Requests).id)
    return Reply(200, Nothing())


@facade.route(
    "POST",
    "/api/v1/notifications/requests/dismiss",
    "Dismiss several requests.",
    scope=WRITE,
    accepts=requests.Requests,
    returns=Nothing,
)
def dismiss_several(services: NotificationsApi, request: FacadeRequest) -> Reply:
    services.answer_requests.dismiss(request.viewer, request.form(requests.Requests).id)
    return Reply(200, Nothing())


@facade.route(
    "GET",
    "/api/v1/notifications/requests/{id}",
    "Show a request.",
    scope=READ,
    returns=entities.NotificationRequest,
)
def show_request(services: NotificationsApi, request: FacadeRequest) -> Reply:
    return Reply(200, presenter(request).request(services.read_requests.one(request.viewer, request.path_id())))


@facade.route(
    "POST",
    "/api/v1/notifications/requests/{id}/accept",
    "Be told of what was filtered of an account, and of what it does from now on.",
    scope=WRITE,
    returns=Nothing,
)
def accept(services: NotificationsApi, request: FacadeRequest) -> Reply:
    services.answer_requests.accept(request.viewer, [request.path_id()])
    return Reply(200, Nothing())


@facade.route(
    "POST",
    "/api/v1/notifications/requests/{id}/dismiss",
    "Dismiss what was filtered of an account, for good.",
    scope=WRITE,
    returns=Nothing,
)
def dismiss(services: NotificationsApi, request: FacadeRequest) -> Reply:
    services.answer_requests.dismiss(request.viewer, [request.path_id()])
    return Reply(200, Nothing())
