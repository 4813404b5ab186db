"""What a function reads from its environment: typed, one class per function, the only reader of `os.environ`."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from linnet.runtime.tunables import SettingMissing, Tunables


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What every function has. `aws_region` is set by Lambda itself."""

    stage: str
    tunables: Tunables
    aws_region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaApi(Settings):
    """`facade_functions` is a JSON object: name of each function that serves a noun of the façade → its ARN."""

    identity_table: str
    platform_table: str
    facade_functions: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityApi(Settings):
    identity_table: str
    graph_table: str
    platform_table: str
    export_queue_url: str
    export_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OauthApi(Settings):
    identity_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsApi(Settings):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TweetsApi(Settings):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementApi(TweetsApi):
    """What `TweetsApi` has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusesApi(TweetsApi):
    notifications_table: str
    drafts_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphApi(Settings):
    identity_table: str
    graph_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsApi(GraphApi):
    """What `GraphApi` has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinesApi(TweetsApi):
    timelines_table: str
    trends_table: str
    fanout_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchApi(TweetsApi):
    timelines_table: str
    trends_table: str
    search_endpoint: str


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
    notifications_queue_url: str
    pushes_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftsApi(TweetsApi):
    drafts_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftsSchedule(DraftsApi):
    notifications_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PollsSchedule(Settings):
    tweets_table: str
    notifications_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationsApi(Settings):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    notifications_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesApi(Settings):
    identity_table: str
    graph_table: str
    messages_table: str
    platform_table: str
    pushes_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesStream(Settings):
    identity_table: str
    messages_table: str
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
class RealtimeApi(Settings):
    identity_table: str
    realtime_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RealtimeSocket(Settings):
    """`socket_api` is the id of the WebSocket API and its stage, `<id>/<stage>`."""

    identity_table: str
    tweets_table: str
    graph_table: str
    realtime_table: str
    platform_table: str
    socket_api: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityStream(Settings):
    identity_table: str
    realtime_table: str
    notifications_queue_url: str
    index_queue_url: str
    socket_api: str
    failure_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PushesQueue(Settings):
    identity_table: str
    tweets_table: str
    graph_table: str
    timelines_table: str
    realtime_table: str
    platform_table: str
    pushes_queue_url: str
    socket_api: str


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
    realtime_table: str
    trends_table: str
    platform_table: str
    erasure_queue_url: str
    export_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportQueue(Settings):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    notifications_table: str
    messages_table: str
    drafts_table: str
    trends_table: str
    platform_table: str
    export_queue_url: str
    export_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexQueue(Settings):
    """`search_endpoint` is the engine, as `runtime/search_engine.py` reads it."""

    identity_table: str
    tweets_table: str
    platform_table: str
    search_endpoint: str
    index_queue_url: str
    failure_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendsApi(TweetsApi):
    trends_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendsStream(Settings):
    trends_table: str
    failure_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendsSchedule(Settings):
    trends_table: str
    platform_table: str


BY_FUNCTION: Final[Mapping[str, type[Settings]]] = {
    "meta_api": MetaApi,
    "identity_api": IdentityApi,
    "oauth_api": OauthApi,
    "accounts_api": AccountsApi,
    "tweets_api": TweetsApi,
    "drafts_api": DraftsApi,
    "engagement_api": EngagementApi,
    "statuses_api": StatusesApi,
    "graph_api": GraphApi,
    "lists_api": ListsApi,
    "timelines_api": TimelinesApi,
    "messages_api": MessagesApi,
    "search_api": SearchApi,
    "tweets_stream": TweetsStream,
    "graph_stream": GraphStream,
    "counters_stream": CountersStream,
    "counters_schedule": CountersSchedule,
    "engagement_stream": EngagementStream,
    "messages_stream": MessagesStream,
    "fanout_queue": FanoutQueue,
    "accounts_events": AccountsEvents,
    "notifications_api": NotificationsApi,
    "notifications_queue": NotificationsQueue,
    "polls_schedule": PollsSchedule,
    "drafts_schedule": DraftsSchedule,
    "realtime_api": RealtimeApi,
    "realtime_socket": RealtimeSocket,
    "identity_stream": IdentityStream,
    "pushes_queue": PushesQueue,
    "erasure_schedule": ErasureSchedule,
    "erasure_queue": ErasureQueue,
    "export_queue": ExportQueue,
    "index_queue": IndexQueue,
    "trends_api": TrendsApi,
    "trends_stream": TrendsStream,
    "trends_schedule": TrendsSchedule,
}

_SET_BY_LAMBDA: Final = frozenset({"AWS_REGION"})


def environment_names(function: str) -> frozenset[str]:
    """Return the variables that a deployment must give a function."""
    return frozenset(f.name.upper() for f in dataclasses.fields(BY_FUNCTION[function])) - _SET_BY_LAMBDA


def load(function: str, environ: Mapping[str, str] | None = None) -> Settings:
    """Read a function's settings. Raise SettingMissing naming the first variable that is absent."""
    source = os.environ if environ is None else environ
    cls = BY_FUNCTION[function]
    values: dict[str, object] = {}
    for name in (f.name for f in dataclasses.fields(cls)):
        text = source.get(name.upper())
        if text is None:
            raise SettingMissing(f"{function} needs the environment variable {name.upper()}")
        values[name] = Tunables.parse(text) if name == "tunables" else text
    return cls(**values)  # type: ignore[arg-type]  # fields and values are matched by name just above


def socket_endpoint(socket_api: str, region: str, environ: Mapping[str, str] | None = None) -> str:
    """Return where the sockets of a WebSocket API (`<id>/<stage>`) are reached; an emulator has one host for all."""
    emulator = (os.environ if environ is None else environ).get("AWS_ENDPOINT_URL")
    if emulator:
        return f"{emulator}/_aws/execute-api/{socket_api}"
    api, _, stage = socket_api.partition("/")
    return f"https://{api}.execute-api.{region}.amazonaws.com/{stage}"
