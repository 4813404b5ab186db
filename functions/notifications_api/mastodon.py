"""Notifications as clients of Mastodon read them, one by one and in groups."""

from __future__ import annotations

from typing import Final

from linnet.domain.notifications import MAX_ENTRIES, Subject
from linnet.facades.mastodon.entities import notifications as entities
from linnet.facades.mastodon.entities.accounts import Accounts
from linnet.facades.mastodon.entities.shape import Nothing
from linnet.facades.mastodon.present import notifications as present
from linnet.facades.mastodon.present.accounts import accounts
from linnet.facades.mastodon.present.statuses import StatusPresenter
from linnet.facades.mastodon.requests import notifications as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade import Facade
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.notifications_api import NotificationsApi, build
from linnet.services.read_notifications import MAX_SHOWN_ACTORS, ShownNotification

READ: Final = "read:notifications"
WRITE: Final = "write:notifications"

facade: Facade[NotificationsApi] = Facade("notifications_api", build)


@facade.route(
    "GET",
    "/api/v1/notifications",
    "List what others did that concerns the reader, each for itself, newest first.",
    scope=READ,
    accepts=requests.NotificationsPage,
    returns=entities.Notifications,
)
def list_notifications(services: NotificationsApi, request: FacadeRequest) -> Reply:
    form = request.form(requests.NotificationsPage)
    page = services.read_entries.run(request.viewer, form.wanted(), form.range(requests.USUAL))
    ids = [each.id for each in page.items]
    # Going up there is always what one came from.
    older = ids[-1] if ids and (page.more or form.min_id is not None) else None
    headers = request.link(older=older, newer=ids[0] if ids else None)
    return Reply(200, presenter(request).all(page.items), headers)


@facade.route(
    "GET",
    "/api/v1/notifications/unread_count",
    "Count what is unread, up to 99; what several accounts did to one thing is one.",
    scope=READ,
    returns=entities.UnreadCount,
)
@facade.route(
    "GET",
    "/api/v2/notifications/unread_count",
    "Count groups with something unread, up to 99.",
    scope=READ,
    returns=entities.UnreadCount,
)
def count_unread(services: NotificationsApi, request: FacadeRequest) -> Reply:
    count, _ = services.read_notifications.count_unread(request.viewer, requests.COUNTED)
    return Reply(200, entities.UnreadCount(count=min(count, requests.MOST_UNREAD)))


@facade.route(
    "POST", "/api/v1/notifications/clear", "Dismiss all notifications, for good.", scope=WRITE, returns=Nothing
)
def clear(services: NotificationsApi, request: FacadeRequest) -> Reply:
    services.dismiss_notifications.clear(request.viewer)
    return Reply(200, Nothing())


@facade.route("GET", "/api/v1/notifications/{id}", "Show a notification.", scope=READ, returns=entities.Notification)
def show_notification(services: NotificationsApi, request: FacadeRequest) -> Reply:
    shown = services.read_entries.one(request.viewer, request.path_id())
    return Reply(200, presenter(request).one(requests.known(shown)))


@facade.route(
    "POST", "/api/v1/notifications/{id}/dismiss", "Dismiss a notification, for good.", scope=WRITE, returns=Nothing
)
def dismiss(services: NotificationsApi, request: FacadeRequest) -> Reply:
    services.dismiss_notifications.one(request.viewer, request.path_id())
    return Reply(200, Nothing())


@facade.route(
    "GET",
    "/api/v2/notifications",
    "List what others did that concerns the reader, newest first, those who did the same in one group.",
    scope=READ,
    accepts=requests.GroupsPage,
    returns=entities.GroupedNotifications,
)
def list_groups(services: NotificationsApi, request: FacadeRequest) -> Reply:
    form = request.form(requests.GroupsPage)
    page = services.read_notifications.run(request.viewer, form.wanted(), form.range(requests.USUAL))
    headers = request.link(older=page.next_before, newer=page.next_after)
    return Reply(200, presenter(request, form.groups()).groups(page.items), headers)


@facade.route(
    "GET",
    "/api/v2/notifications/{group_key}",
    "Show a group.",
    scope=READ,
    returns=entities.GroupedNotifications,
)
def show_group(services: NotificationsApi, request: FacadeRequest) -> Reply:
    return Reply(200, presenter(request).groups([_group(services, request, MAX_SHOWN_ACTORS)]))


@facade.route(
    "GET",
    "/api/v2/notifications/{group_key}/accounts",
    "List the accounts of a group, newest first, as far as they are known by name.",
    scope=READ,
    returns=Accounts,
)
def list_group_accounts(services: NotificationsApi, request: FacadeRequest) -> Reply:
    shown = _group(services, request, MAX_ENTRIES)
    return Reply(200, accounts(shown.actors, request.origin))


@facade.route(
    "POST",
    "/api/v2/notifications/{group_key}/dismiss",
    "Dismiss a group as it is now, for good.",
    scope=WRITE,
    returns=Nothing,
)
def dismiss_group(services: NotificationsApi, request: FacadeRequest) -> Reply:
    match _named(request):
        case Subject() as subject:
            services.dismiss_notifications.subject(subject)
        case entry_id:
            services.dismiss_notifications.one(request.viewer, entry_id)
    return Reply(200, Nothing())


def _group(services: NotificationsApi, request: FacadeRequest, most_actors: int) -> ShownNotification:
    match _named(request):
        case Subject() as subject:
            return services.read_notifications.of_subject(request.viewer, subject, most_actors)
        case entry_id:
            return requests.known(services.read_entries.one(request.viewer, entry_id))


def _named(request: FacadeRequest) -> Subject | int:
    return requests.subject_of(request.viewer.user_id, request.path_parameters["group_key"])


def presenter(request: FacadeRequest, grouped: frozenset[str] = requests.GROUPED) -> present.NotificationPresenter:
    """Return what presents notifications to the reader."""
    return present.NotificationPresenter(StatusPresenter(request.origin, request.viewer), request.viewer, grouped)
