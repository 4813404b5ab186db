"""Web Push as clients of Mastodon subscribe to it."""

from __future__ import annotations

from functions.notifications_api.mastodon import facade
from linnet.domain.web_push import WebSubscription
from linnet.facades.mastodon.entities.push import WebPushSubscription
from linnet.facades.mastodon.entities.shape import Nothing
from linnet.facades.mastodon.present.push import subscription
from linnet.facades.mastodon.requests import push as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.notifications_api import NotificationsApi

PUSH = "push"
PATH = "/api/v1/push/subscription"


@facade.route("GET", PATH, "Show the token's subscription.", scope=PUSH, returns=WebPushSubscription)
def show(services: NotificationsApi, request: FacadeRequest) -> Reply:
    return _answer(services, services.web_subscription.read(request.viewer))


@facade.route(
    "POST",
    PATH,
    "Subscribe the token to Web Push, in place of what it had.",
    scope=PUSH,
    accepts=requests.NewPush,
    returns=WebPushSubscription,
)
def subscribe(services: NotificationsApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.NewPush).asked(request.origin)
    return _answer(services, services.web_subscription.subscribe(request.viewer, request.token or "", asked))


@facade.route(
    "PUT",
    PATH,
    "Change of what the token is told; what is not named stays.",
    scope=PUSH,
    accepts=requests.PushChange,
    returns=WebPushSubscription,
)
def change(services: NotificationsApi, request: FacadeRequest) -> Reply:
    data = request.form(requests.PushChange).data
    return _answer(services, services.web_subscription.change(request.viewer, data.kinds(), data.policy))


@facade.route("DELETE", PATH, "End the token's subscription; again changes nothing.", scope=PUSH, returns=Nothing)
def unsubscribe(services: NotificationsApi, request: FacadeRequest) -> Reply:
    services.web_subscription.unsubscribe(request.viewer)
    return Reply(200, Nothing())


def _answer(services: NotificationsApi, found: WebSubscription) -> Reply:
    return Reply(200, subscription(found, services.web_subscription.server_key))
