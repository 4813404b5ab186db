"""What `notifications_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.runtime.environment import Environment
from linnet.runtime.wiring.hearing import read_notifications
from linnet.runtime.wiring.reading import read_tweets
from linnet.services.answer_notification_requests import AnswerNotificationRequests
from linnet.services.choose_notifications import ChooseNotifications
from linnet.services.dismiss_notifications import DismissNotifications
from linnet.services.keep_markers import KeepMarkers
from linnet.services.keep_web_subscription import KeepWebSubscription
from linnet.services.mute_thread import MuteThread
from linnet.services.read_notification_entries import ReadNotificationEntries
from linnet.services.read_notification_requests import ReadNotificationRequests
from linnet.services.read_notifications import ReadNotifications
from linnet.services.set_aside import SetAside


@dataclass(frozen=True, slots=True)
class NotificationsApi:
    read_notifications: ReadNotifications
    choose_notifications: ChooseNotifications
    mute_thread: MuteThread
    read_entries: ReadNotificationEntries
    dismiss_notifications: DismissNotifications
    read_requests: ReadNotificationRequests
    answer_requests: AnswerNotificationRequests
    keep_markers: KeepMarkers
    environment: Environment

    @property
    def web_subscription(self) -> KeepWebSubscription:
        """Return what keeps subscriptions of Web Push; its package is imported by whoever asks for one."""
        environment, tables = self.environment, self.environment.tables
        return KeepWebSubscription(
            subscriptions=tables.web_subscriptions,
            seal=tables.token_seal,
            check=tables.curve_check,
            ids=environment.ids,
            server_key=tables.named("push_signing_key"),
            loopback=environment.settings.tunables.plain_http,
        )


def build(environment: Environment) -> NotificationsApi:
    """Put the function together."""
    tables, read = environment.tables, read_tweets(environment)
    store = tables.notifications
    groups = read_notifications(environment)
    entries = ReadNotificationEntries(groups)
    aside = SetAside(store, environment.parallel, environment.clock)
    return NotificationsApi(
        read_notifications=groups,
        read_entries=entries,
        dismiss_notifications=DismissNotifications(store, entries, aside, environment.clock),
        read_requests=ReadNotificationRequests(store, read, tables.users, environment.parallel, environment.clock),
        answer_requests=AnswerNotificationRequests(store, aside, environment.parallel, environment.clock),
        choose_notifications=ChooseNotifications(store),
        mute_thread=MuteThread(tables.muted_threads, read),
        keep_markers=KeepMarkers(tables.markers, groups, environment.parallel, environment.clock),
        environment=environment,
    )
