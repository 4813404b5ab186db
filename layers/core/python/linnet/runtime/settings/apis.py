"""What the functions behind the two gateways read: a class per function."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.runtime.settings.base import Served


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaApi(Served):
    """`facade_functions` is a JSON object: name of each function that serves a noun of the façade → its ARN.

    `push_signing_key` is the public key of Web Push, as browsers are given it.
    """

    identity_table: str
    platform_table: str
    facade_functions: str
    push_signing_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityApi(Served):
    identity_table: str
    graph_table: str
    platform_table: str
    export_queue_url: str
    export_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OauthApi(Served):
    identity_table: str
    platform_table: str
    push_signing_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsApi(Served):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    timelines_table: str
    media_table: str
    platform_table: str
    media_bucket: str
    trends_table: str
    search_endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TweetReader(Served):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TweetsApi(TweetReader):
    media_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementApi(TweetReader):
    """What `TweetReader` has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusesApi(TweetsApi):
    drafts_table: str
    messages_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsApi(Served):
    identity_table: str
    graph_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphApi(ListsApi):
    timelines_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltersApi(TweetReader):
    """What `TweetReader` has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinesApi(TweetReader):
    timelines_table: str
    trends_table: str
    fanout_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchApi(TweetReader):
    timelines_table: str
    trends_table: str
    search_endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftsApi(TweetsApi):
    drafts_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationsApi(Served):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    notifications_table: str
    messages_table: str
    platform_table: str
    push_signing_key: str
    push_sealing_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesApi(Served):
    identity_table: str
    graph_table: str
    messages_table: str
    platform_table: str
    pushes_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RealtimeApi(Served):
    identity_table: str
    realtime_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RealtimeSocket(Served):
    """`socket_api` is the id of the WebSocket API and its stage, `<id>/<stage>`."""

    identity_table: str
    tweets_table: str
    graph_table: str
    realtime_table: str
    platform_table: str
    socket_api: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendsApi(TweetReader):
    trends_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaApi(Served):
    identity_table: str
    media_table: str
    platform_table: str
    media_bucket: str
