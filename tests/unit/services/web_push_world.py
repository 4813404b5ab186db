"""The network of notifications with clients of Ann's that are closed, in memory."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from linnet.domain import tokens
from linnet.domain.notifications import Kind
from linnet.domain.users import Session, Viewer
from linnet.domain.web_push import PushKeys, PushPolicy, WebSubscription
from linnet.facades.web_push import payload
from linnet.services.end_web_subscriptions import EndWebSubscriptions
from linnet.services.keep_web_subscription import KeepWebSubscription, NewSubscription
from linnet.services.read_notification_entries import ReadNotificationEntries
from linnet.services.send_web_pushes import SendWebPushes
from tests.fakes.identity import FakeSessions
from tests.fakes.web_push import FakePushServices, FakeSeal, FakeWebSubscriptions
from tests.unit.services.notification_world import ANN, World

ORIGIN = "https://linnet.example"
POINT, AUTH = b"\x04" + b"p" * 64, b"a" * 16
DAY_MS = 86_400_000


class Curve:
    """Take one point for one of the curve."""

    def is_point(self, p256dh: bytes) -> bool:
        return p256dh == POINT


class WebPushWorld(World):
    """Every service around Web Push over the stores of notifications."""

    def __init__(self) -> None:
        super().__init__()
        self.subscriptions = FakeWebSubscriptions(self.store)
        self.sessions = FakeSessions(self.identity, self.clock)
        self.services = FakePushServices()
        self.counted: list[str] = []
        self.keep = KeepWebSubscription(
            self.subscriptions, FakeSeal(), Curve(), self.ids, server_key="key", loopback=False
        )
        self.end = EndWebSubscriptions(self.sessions, self.subscriptions)
        self.send = SendWebPushes(
            subscriptions=self.subscriptions,
            sessions=self.sessions,
            entries=ReadNotificationEntries(self.read),
            relationships=self.graph,
            services=self.services,
            tokens=FakeSeal(),
            jobs=self.web_pushes,
            parallel=self.parallel,
            clock=self.clock,
            encode=payload,
            count=self.counted.append,
        )

    def log_in(self, name: str, user_id: int = ANN, scopes: frozenset[str] = frozenset({"read", "push"})) -> Viewer:
        """Return who asks with a new token of an app."""
        token = tokens.with_hint(user_id, name)
        session = Session(
            id=self.ids.next_id(),
            user_id=user_id,
            token_sha256=tokens.digest(token),
            app=name,
            scopes=scopes,
            created_ms=self.clock.now_ms(),
            last_used_ms=self.clock.now_ms(),
            expires_ms=self.clock.now_ms() + 100 * DAY_MS,
            client_id="client",
        )
        self.sessions.add(session)
        return Viewer(user_id, session.id, session.token_sha256, scopes)

    def subscribe(self, name: str, user_id: int = ANN, **changes: Any) -> WebSubscription:
        """Log in, and subscribe to all kinds or as a test says."""
        return self.keep.subscribe(self.log_in(name, user_id), tokens.with_hint(user_id, name), asked(name, **changes))

    def work(self) -> None:
        """Let happen what follows from what was done: notifications, then one attempt at each push."""
        self.settle_all()
        for job in self.web_pushes.taken():
            self.send.run(replace(job, delay_s=0))

    def sent(self) -> list[tuple[str, dict[str, Any]]]:
        """Return what each client was sent, by the last part of its address."""
        return [(each.endpoint.rpartition("/")[2], json.loads(body)) for each, body, _ in self.services.sent]

    def pushed(self) -> list[tuple[str, str]]:
        """Return which client was told of what."""
        return [(name, body["notification_type"]) for name, body in self.sent()]


def asked(name: str, **changes: Any) -> NewSubscription:
    """Return what a client asks for."""
    plain = NewSubscription(
        endpoint=f"https://push.example/{name}",
        keys=PushKeys(POINT, AUTH),
        standard=True,
        alerts=frozenset(Kind),
        policy=PushPolicy.ALL,
        origin=ORIGIN,
    )
    return replace(plain, **changes)
