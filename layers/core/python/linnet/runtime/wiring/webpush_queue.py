"""What `webpush_queue` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.facades.web_push import payload
from linnet.ports.environment import Parallel
from linnet.runtime.environment import Environment
from linnet.runtime.observability import count
from linnet.runtime.wiring.hearing import read_notifications
from linnet.services.read_notification_entries import ReadNotificationEntries
from linnet.services.send_web_pushes import SendWebPushes


@dataclass(frozen=True, slots=True)
class WebPushQueue:
    send_web_pushes: SendWebPushes
    parallel: Parallel


def build(environment: Environment) -> WebPushQueue:
    """Put the function together."""
    tables, parallel, clock = environment.tables, environment.parallel, environment.clock
    return WebPushQueue(
        send_web_pushes=SendWebPushes(
            subscriptions=tables.web_subscriptions,
            sessions=tables.sessions,
            entries=ReadNotificationEntries(read_notifications(environment)),
            relationships=tables.graph,
            services=tables.push_services,
            tokens=tables.sealed_tokens,
            jobs=tables.web_pushes,
            parallel=parallel,
            clock=clock,
            encode=payload,
            count=count,
        ),
        parallel=parallel,
    )
