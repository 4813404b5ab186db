"""Notifications over HTTP: read them, mark them as read, choose what to be told of, mute threads."""

from __future__ import annotations

from functions.notifications_api.mastodon import facade
from linnet.domain.errors import Code
from linnet.domain.ids import MAX_ID
from linnet.domain.paging import PageRange
from linnet.facades.native import present_markers, requests_markers, schemas_markers
from linnet.facades.native import present_notifications as present
from linnet.facades.native import requests_notifications as requests
from linnet.facades.native import schemas_notifications as schemas
from linnet.runtime import pagination
from linnet.runtime.http import Api, Reply, Request
from linnet.runtime.wiring.notifications_api import NotificationsApi, build
from linnet.services.read_notifications import Place

# Cursors name their list: positions of groups mean nothing among single entries.
GROUPS = "notifications"
ENTRIES = "notification_entries"

api = Api("notifications_api", build, beside=facade)


@api.route(
    "GET",
    "/api/notifications",
    "listNotifications",
    "List what others did that concerns the reader, newest first, those who did the same in one entry.",
    query=requests.NotificationsQuery,
    returns=schemas.NotificationPage,
    errors=(Code.INVALID,),
    lists=True,
)
def list_notifications(services: NotificationsApi, request: Request) -> Reply:
    query = request.query(requests.NotificationsQuery)
    if query.grouped:
        position = request.position(GROUPS, query.cursor)
        within = PageRange(query.limit, position, query.since)
        page = services.read_notifications.run(request.viewer, query.wanted(), within)
        return Reply(200, present.page(page.items, request.next_token(GROUPS, page.next_before)))
    place = None if query.cursor is None else Place(*pagination.decode_pair(ENTRIES, query.cursor))
    entries = services.read_notifications.unfolded(request.viewer, query.wanted(), place, query.limit, query.since)
    after = entries.next_place
    token = None if after is None else pagination.encode_pair(ENTRIES, after.position, min(after.entry_id, MAX_ID))
    return Reply(200, present.page(entries.items, token))


@api.route(
    "GET",
    "/api/notifications/unread-count",
    "countUnreadNotifications",
    "Count the notifications that the list would show as unread, up to 99.",
    returns=schemas.UnreadCount,
)
def count_unread(services: NotificationsApi, request: Request) -> Reply:
    return Reply(200, present.unread(*services.read_notifications.count_unread(request.viewer, requests.COUNTED)))


@api.route(
    "POST",
    "/api/notifications/read",
    "readNotifications",
    "Mark notifications as read; the marker only moves forward.",
    body=requests.ReadUpTo,
    returns=schemas.ReadMarker,
)
def read(services: NotificationsApi, request: Request) -> Reply:
    marker = services.read_notifications.mark_read(request.viewer, request.body(requests.ReadUpTo).up_to)
    return Reply(200, schemas.ReadMarker(read_up_to=str(marker)))


@api.route(
    "GET",
    "/api/markers",
    "getMarkers",
    "Read how far the reader has read home and notifications.",
    returns=schemas_markers.Markers,
)
def read_markers(services: NotificationsApi, request: Request) -> Reply:
    return Reply(200, present_markers.markers(services.keep_markers.read(request.viewer)))


@api.route(
    "POST",
    "/api/markers",
    "moveMarkers",
    "Remember how far home and notifications were read; that of notifications only moves forward.",
    body=requests_markers.NewMarkers,
    returns=schemas_markers.Markers,
    errors=(Code.CONFLICT,),
)
def move_markers(services: NotificationsApi, request: Request) -> Reply:
    asked = request.body(requests_markers.NewMarkers)
    return Reply(
        200, present_markers.markers(services.keep_markers.move(request.viewer, asked.home, asked.notifications))
    )


@api.route(
    "DELETE",
    "/api/notifications",
    "clearNotifications",
    "Dismiss all notifications, for good; again changes nothing.",
    status=204,
)
def clear(services: NotificationsApi, request: Request) -> Reply:
    services.dismiss_notifications.clear(request.viewer)
    return Reply(204)


@api.route(
    "GET",
    "/api/notifications/{id}",
    "getNotification",
    "Read what one account did.",
    returns=schemas.Notification,
    errors=(Code.NOT_FOUND,),
)
def one(services: NotificationsApi, request: Request) -> Reply:
    return Reply(200, present.notification(services.read_entries.one(request.viewer, request.path_id("id"))))


@api.route(
    "DELETE",
    "/api/notifications/{id}",
    "dismissNotification",
    "Dismiss what one account did, or all that stands with it in one entry of the list, for good.",
    query=requests.DismissQuery,
    status=204,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def dismiss(services: NotificationsApi, request: Request) -> Reply:
    dismissing = services.dismiss_notifications
    act = dismissing.with_all_in_it if request.query(requests.DismissQuery).grouped else dismissing.one
    act(request.viewer, request.path_id("id"))
    return Reply(204)


@api.route(
    "GET",
    "/api/notifications/settings",
    "getNotificationSettings",
    "Read of what the reader wants to be told.",
    returns=schemas.NotificationSettings,
)
def settings(services: NotificationsApi, request: Request) -> Reply:
    return Reply(200, present.settings(services.choose_notifications.read(request.viewer)))


@api.route(
    "PATCH",
    "/api/notifications/settings",
    "changeNotificationSettings",
    "Choose kinds, from whom, and which words not to hear.",
    body=requests.NotificationChoices,
    returns=schemas.NotificationSettings,
)
def change_settings(services: NotificationsApi, request: Request) -> Reply:
    change = request.body(requests.NotificationChoices).change()
    return Reply(200, present.settings(services.choose_notifications.change(request.viewer, change)))


@api.route(
    "POST",
    "/api/tweets/{id}/mute-thread",
    "muteThread",
    "Be told nothing more about the conversation of a tweet.",
    status=204,
    errors=(Code.NOT_FOUND,),
)
def mute_thread(services: NotificationsApi, request: Request) -> Reply:
    services.mute_thread.mute(request.viewer, request.path_id("id"))
    return Reply(204)


@api.route(
    "DELETE",
    "/api/tweets/{id}/mute-thread",
    "unmuteThread",
    "Be told again about the conversation of a tweet.",
    status=204,
    errors=(Code.NOT_FOUND,),
)
def unmute_thread(services: NotificationsApi, request: Request) -> Reply:
    services.mute_thread.unmute(request.viewer, request.path_id("id"))
    return Reply(204)
