"""What the functions of streams, queues, events and schedules read: a class per function."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.runtime.settings.base import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsEvents(Settings):
    identity_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TweetsStream(Settings):
    tweets_table: str
    identity_table: str
    graph_table: str
    timelines_table: str
    platform_table: str
    fanout_queue_url: str
    notifications_queue_url: str
    index_queue_url: str
    failure_bucket: str
    realtime_table: str
    pushes_queue_url: str
    event_stream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphStream(Settings):
    identity_table: str
    graph_table: str
    platform_table: str
    fanout_queue_url: str
    notifications_queue_url: str
    failure_bucket: str
    realtime_table: str
    pushes_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountersStream(Settings):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    platform_table: str
    failure_bucket: str
    realtime_table: str
    pushes_queue_url: str
    totals_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountersSchedule(Settings):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementStream(Settings):
    identity_table: str
    tweets_table: str
    event_stream: str
    notifications_queue_url: str
    failure_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationsQueue(Settings):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    notifications_table: str
    drafts_table: str
    messages_table: str
    notifications_queue_url: str
    pushes_queue_url: str
    webpush_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftsSchedule(Settings):
    """What publishes a draft needs what saves one needs, and whom to tell."""

    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    platform_table: str
    media_table: str
    drafts_table: str
    notifications_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PollsSchedule(Settings):
    tweets_table: str
    notifications_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesStream(Settings):
    identity_table: str
    messages_table: str
    notifications_queue_url: str
    pushes_queue_url: str
    failure_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FanoutQueue(Settings):
    identity_table: str
    tweets_table: str
    graph_table: str
    timelines_table: str
    platform_table: str
    fanout_queue_url: str
    realtime_table: str
    pushes_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityStream(Settings):
    identity_table: str
    realtime_table: str
    notifications_table: str
    notifications_queue_url: str
    index_queue_url: str
    mail_queue_url: str
    socket_api: str
    failure_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PushesQueue(Settings):
    identity_table: str
    tweets_table: str
    graph_table: str
    timelines_table: str
    engagement_table: str
    notifications_table: str
    messages_table: str
    realtime_table: str
    platform_table: str
    pushes_queue_url: str
    socket_api: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPushQueue(Settings):
    """`push_secret` holds the private keys of Web Push."""

    identity_table: str
    tweets_table: str
    graph_table: str
    engagement_table: str
    notifications_table: str
    messages_table: str
    platform_table: str
    webpush_queue_url: str
    push_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PushKeysEvents(Settings):
    push_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureSchedule(Settings):
    identity_table: str
    erasure_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureQueue(Settings):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    timelines_table: str
    notifications_table: str
    messages_table: str
    drafts_table: str
    media_table: str
    realtime_table: str
    trends_table: str
    platform_table: str
    erasure_queue_url: str
    export_bucket: str
    media_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportQueue(Settings):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    notifications_table: str
    messages_table: str
    drafts_table: str
    media_table: str
    trends_table: str
    platform_table: str
    export_queue_url: str
    export_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexQueue(Settings):
    """`search_endpoint` is the engine, as `runtime/search_engine.py` reads it."""

    identity_table: str
    tweets_table: str
    timelines_table: str
    platform_table: str
    search_endpoint: str
    index_queue_url: str
    failure_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendsStream(Settings):
    trends_table: str
    failure_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendsSchedule(Settings):
    trends_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaSchedule(Settings):
    media_table: str
    media_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailQueue(Settings):
    """`site_url` begins the links of mails, `mail_sender` is in whose name they go; without mail both are empty."""

    identity_table: str
    platform_table: str
    site_url: str
    mail_sender: str
