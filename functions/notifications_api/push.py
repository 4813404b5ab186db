"""Web Push: where the reader's client wants to be told of notifications while it is closed."""

from __future__ import annotations

from functions.notifications_api.inbox import api
from linnet.domain.errors import Code
from linnet.domain.web_push import WebSubscription
from linnet.facades.native import requests_push as requests
from linnet.facades.native import schemas_push as schemas
from linnet.runtime.http import Reply, Request
from linnet.runtime.wiring.notifications_api import NotificationsApi

PUSH = "push"
PATH = "/api/push/subscription"


@api.route(
    "GET",
    "/api/push",
    "getPushServer",
    "Read the key that browsers must be given to subscribe to Web Push.",
    scope=PUSH,
    returns=schemas.PushServer,
)
def server(services: NotificationsApi, _request: Request) -> Reply:
    return Reply(200, schemas.PushServer(server_key=services.web_subscription.server_key))


@api.route(
    "GET",
    PATH,
    "getPushSubscription",
    "Read the session's subscription to Web Push.",
    scope=PUSH,
    returns=schemas.PushSubscription,
    errors=(Code.NOT_FOUND,),
)
def read(services: NotificationsApi, request: Request) -> Reply:
    return _answer(services, services.web_subscription.read(request.viewer))


@api.route(
    "PUT",
    PATH,
    "subscribeToPush",
    "Subscribe the session to Web Push, in place of what it had.",
    scope=PUSH,
    body=requests.NewPushSubscription,
    returns=schemas.PushSubscription,
)
def subscribe(services: NotificationsApi, request: Request) -> Reply:
    keep = services.web_subscription
    asked = request.body(requests.NewPushSubscription).asked(request.origin)
    return _answer(services, keep.subscribe(request.viewer, request.token or "", asked))


@api.route(
    "PATCH",
    PATH,
    "changePushSubscription",
    "Change of what the session is told; what is left out stays.",
    scope=PUSH,
    body=requests.PushSubscriptionChange,
    returns=schemas.PushSubscription,
    errors=(Code.NOT_FOUND,),
)
def change(services: NotificationsApi, request: Request) -> Reply:
    asked = request.body(requests.PushSubscriptionChange)
    alerts = None if asked.alerts is None else frozenset(asked.alerts)
    return _answer(services, services.web_subscription.change(request.viewer, alerts, asked.policy))


@api.route(
    "DELETE",
    PATH,
    "unsubscribeFromPush",
    "End the session's subscription; again changes nothing.",
    scope=PUSH,
    status=204,
)
def unsubscribe(services: NotificationsApi, request: Request) -> Reply:
    services.web_subscription.unsubscribe(request.viewer)
    return Reply(204)


def _answer(services: NotificationsApi, found: WebSubscription) -> Reply:
    return Reply(200, schemas.subscription(found, services.web_subscription.server_key))
