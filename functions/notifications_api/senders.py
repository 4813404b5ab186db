"""Accounts of which notifications were set aside: list them, hear them, or dismiss what waits of them."""

from __future__ import annotations

from functions.notifications_api.inbox import api
from linnet.domain.errors import Code
from linnet.domain.paging import PageRange
from linnet.facades.native import present_notifications as present
from linnet.facades.native import requests_notifications as requests
from linnet.facades.native import schemas_notifications as schemas
from linnet.facades.native.requests import PageQuery
from linnet.runtime.http import Reply, Request
from linnet.runtime.wiring.notifications_api import NotificationsApi

LISTED = "notification_requests"


@api.route(
    "GET",
    "/api/notifications/requests",
    "listNotificationRequests",
    "List the accounts of which notifications were set aside, those with the newest first.",
    query=PageQuery,
    returns=schemas.NotificationRequestPage,
    errors=(Code.INVALID,),
    lists=True,
)
def list_requests(services: NotificationsApi, request: Request) -> Reply:
    query = request.query(PageQuery)
    page = services.read_requests.run(request.viewer, PageRange(query.limit, request.position(LISTED, query.cursor)))
    return Reply(200, present.requests(page.items, request.next_token(LISTED, page.next_before)))


@api.route(
    "GET",
    "/api/notifications/requests/count",
    "countNotificationRequests",
    "Count the accounts that ask to be heard, and what waits of them.",
    returns=schemas.NotificationRequestCount,
)
def count(services: NotificationsApi, request: Request) -> Reply:
    accounts, notifications = services.read_requests.count(request.viewer)
    return Reply(200, schemas.NotificationRequestCount(accounts=accounts, notifications=notifications))


@api.route(
    "GET",
    "/api/notifications/requests/{id}",
    "getNotificationRequest",
    "Read what was set aside of an account.",
    returns=schemas.NotificationRequest,
    errors=(Code.NOT_FOUND,),
)
def one(services: NotificationsApi, request: Request) -> Reply:
    return Reply(200, present.request(services.read_requests.one(request.viewer, request.path_id("id"))))


@api.route(
    "POST",
    "/api/notifications/requests/accept",
    "acceptNotificationRequests",
    "Be told of what was set aside of some accounts, and of what they do from now on.",
    body=requests.Senders,
    status=204,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def accept(services: NotificationsApi, request: Request) -> Reply:
    services.answer_requests.accept(request.viewer, request.body(requests.Senders).account_ids)
    return Reply(204)


@api.route(
    "POST",
    "/api/notifications/requests/dismiss",
    "dismissNotificationRequests",
    "Dismiss what was set aside of some accounts, for good.",
    body=requests.Senders,
    status=204,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def dismiss(services: NotificationsApi, request: Request) -> Reply:
    services.answer_requests.dismiss(request.viewer, request.body(requests.Senders).account_ids)
    return Reply(204)
