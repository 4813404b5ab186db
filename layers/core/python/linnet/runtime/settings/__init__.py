"""Read what a function is given by its environment: the only reader of `os.environ`."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from typing import Any, Final

from linnet.runtime.settings import apis, workers
from linnet.runtime.settings.base import Settings
from linnet.runtime.tunables import SettingMissing, Tunables

__all__ = ["BY_FUNCTION", "Settings", "environment_names", "load", "socket_endpoint"]

BY_FUNCTION: Final[Mapping[str, type[Settings]]] = {
    "meta_api": apis.MetaApi,
    "identity_api": apis.IdentityApi,
    "oauth_api": apis.OauthApi,
    "accounts_api": apis.AccountsApi,
    "tweets_api": apis.TweetsApi,
    "drafts_api": apis.DraftsApi,
    "engagement_api": apis.EngagementApi,
    "statuses_api": apis.StatusesApi,
    "graph_api": apis.GraphApi,
    "lists_api": apis.ListsApi,
    "filters_api": apis.FiltersApi,
    "timelines_api": apis.TimelinesApi,
    "messages_api": apis.MessagesApi,
    "search_api": apis.SearchApi,
    "tweets_stream": workers.TweetsStream,
    "graph_stream": workers.GraphStream,
    "counters_stream": workers.CountersStream,
    "counters_schedule": workers.CountersSchedule,
    "engagement_stream": workers.EngagementStream,
    "messages_stream": workers.MessagesStream,
    "fanout_queue": workers.FanoutQueue,
    "media_api": apis.MediaApi,
    "media_schedule": workers.MediaSchedule,
    "accounts_events": workers.AccountsEvents,
    "notifications_api": apis.NotificationsApi,
    "notifications_queue": workers.NotificationsQueue,
    "polls_schedule": workers.PollsSchedule,
    "drafts_schedule": workers.DraftsSchedule,
    "realtime_api": apis.RealtimeApi,
    "realtime_socket": apis.RealtimeSocket,
    "identity_stream": workers.IdentityStream,
    "pushes_queue": workers.PushesQueue,
    "webpush_queue": workers.WebPushQueue,
    "push_keys_events": workers.PushKeysEvents,
    "erasure_schedule": workers.ErasureSchedule,
    "erasure_queue": workers.ErasureQueue,
    "export_queue": workers.ExportQueue,
    "mail_queue": workers.MailQueue,
    "index_queue": workers.IndexQueue,
    "trends_api": apis.TrendsApi,
    "trends_stream": workers.TrendsStream,
    "trends_schedule": workers.TrendsSchedule,
}

_SET_BY_LAMBDA: Final = frozenset({"AWS_REGION"})


def environment_names(function: str) -> frozenset[str]:
    """Return the variables that a deployment must give a function."""
    return frozenset(f.name.upper() for f in dataclasses.fields(BY_FUNCTION[function])) - _SET_BY_LAMBDA


def load(function: str, environ: Mapping[str, str] | None = None) -> Settings:
    """Read a function's settings. Raise SettingMissing naming the first variable that is absent."""
    source = os.environ if environ is None else environ
    cls = BY_FUNCTION[function]
    values: dict[str, Any] = {}
    for name in (f.name for f in dataclasses.fields(cls)):
        text = source.get(name.upper())
        if text is None:
            raise SettingMissing(f"{function} needs the environment variable {name.upper()}")
        values[name] = Tunables.parse(text) if name == "tunables" else text
    return cls(**values)


def socket_endpoint(socket_api: str, region: str, environ: Mapping[str, str] | None = None) -> str:
    """Return where the sockets of a WebSocket API (`<id>/<stage>`) are reached; an emulator has one host for all."""
    emulator = (os.environ if environ is None else environ).get("AWS_ENDPOINT_URL")
    if emulator:
        return f"{emulator}/_aws/execute-api/{socket_api}"
    api, _, stage = socket_api.partition("/")
    return f"https://{api}.execute-api.{region}.amazonaws.com/{stage}"
