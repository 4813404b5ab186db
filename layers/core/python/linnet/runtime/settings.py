"""What a function reads from its environment: typed, one class per function, the only reader of `os.environ`."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from linnet.ports.limits import Window

DAY_S: Final = 86_400


class SettingMissing(Exception):
    """An environment variable that the function needs is absent or malformed; the message names it."""


# Windows of the product's documentation; a stage may override each one.
DEFAULT_LIMITS: Final[Mapping[str, Window]] = {
    "reads": Window(900, 900),
    "writes": Window(300, 900),
    "posts": Window(300, 3 * 3600),
    "exports": Window(3, DAY_S),
    "follows": Window(400, DAY_S),
    "messages": Window(600, 900),
    "stranger_messages": Window(50, DAY_S),
    "logins": Window(30, 900),
    "logins_account": Window(10, 900),
    "signups": Window(5, 1800),
    "anonymous_reads": Window(300, 300),
    "sockets": Window(60, 300),
    "frames": Window(50, 10),
    "refused_frames": Window(20, 60),
}


@dataclass(frozen=True, slots=True)
class Tunables:
    """Product settings of a stage; they travel as one JSON variable so that a new one needs no new plumbing.

    `stream_failures` is "report" where the event source obeys partial batch answers (AWS) and "raise" where it does
    not (the local stage). `registration` is "open", "closed" or "invite", for which `invites_sha256` lists the digests
    of the codes. Erasing an account begins `erasure_grace_s` after it is due, and pauses for `erasure_pause_s` (at most
    900) between its two rounds. A total is repaired when nothing was counted for `reconcile_quiet_s`: longer than
    streams retry. Shard counts may grow but never shrink: rows written under the old count stay
    readable.
    """

    registration: str = "open"
    invites_sha256: tuple[str, ...] = ()
    session_days: int = 180
    token_cache_s: int = 10
    password_time_cost: int = 2
    password_memory_kib: int = 19_456
    following_cap: int = 5_000
    celebrity_on: int = 10_000
    celebrity_off: int = 8_000
    dormant_days: int = 30
    edit_window_s: int = 1_800
    max_edits: int = 10
    fanout_chunk: int = 1_000
    conversation_shards: int = 4
    engagement_shards: int = 4
    follower_shards: int = 4
    feed_shards: int = 8
    subscription_shards: int = 4
    invalidation_replicas: int = 4
    cache_ttl_s: int = 60
    erasure_grace_s: int = 60
    erasure_pause_s: int = 900
    reconcile_quiet_s: int = 13 * 3600
    stream_failures: str = "report"
    limits_enforced: bool = True
    limits_exempt_loopback: bool = False
    limits: Mapping[str, Window] = field(default_factory=lambda: dict(DEFAULT_LIMITS))

    @classmethod
    def parse(cls, text: str) -> Tunables:
        """Read the JSON form; unknown names are refused so that a typing error in a stage is not silent."""
        try:
            given: dict[str, Any] = json.loads(text)
        except ValueError as error:
            raise SettingMissing("TUNABLES is not JSON") from error
        unknown = given.keys() - {f.name for f in dataclasses.fields(cls)}
        if unknown:
            raise SettingMissing(f"TUNABLES has unknown names: {', '.join(sorted(unknown))}")
        windows = {name: Window(**window) for name, window in given.pop("limits", {}).items()}
        return cls(**given, limits={**DEFAULT_LIMITS, **windows})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What every function has. `aws_region` is set by Lambda itself."""

    stage: str
    tunables: Tunables
    aws_region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaApi(Settings):
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityApi(Settings):
    identity_table: str
    graph_table: str
    platform_table: str
    export_queue_url: str
    export_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TweetsApi(Settings):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementApi(Settings):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphApi(Settings):
    identity_table: str
    graph_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinesApi(Settings):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    timelines_table: str
    platform_table: str
    fanout_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsEvents(Settings):
    identity_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TweetsStream(Settings):
    identity_table: str
    graph_table: str
    timelines_table: str
    platform_table: str
    fanout_queue_url: str
    notifications_queue_url: str
    failure_bucket: str
    realtime_table: str
    pushes_queue_url: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CountersSchedule(Settings):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    platform_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementStream(Settings):
    notifications_queue_url: str
    failure_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationsQueue(Settings):
    identity_table: str
    tweets_table: str
    engagement_table: str
    graph_table: str
    notifications_table: str
    notifications_queue_url: str
    pushes_queue_url: str


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
    realtime_table: str
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
    platform_table: str
    export_queue_url: str
    export_bucket: str


BY_FUNCTION: Final[Mapping[str, type[Settings]]] = {
    "meta_api": MetaApi,
    "identity_api": IdentityApi,
    "tweets_api": TweetsApi,
    "engagement_api": EngagementApi,
    "graph_api": GraphApi,
    "timelines_api": TimelinesApi,
    "messages_api": MessagesApi,
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
    "realtime_api": RealtimeApi,
    "realtime_socket": RealtimeSocket,
    "identity_stream": IdentityStream,
    "pushes_queue": PushesQueue,
    "erasure_schedule": ErasureSchedule,
    "erasure_queue": ErasureQueue,
    "export_queue": ExportQueue,
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
