"""Subscribe a session to Web Push, look at it, change what it is told of, and end it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.errors import invalid, not_found
from linnet.domain.notifications import Kind
from linnet.domain.users import Viewer
from linnet.domain.web_push import (
    MAX_ORIGIN,
    MAX_SUBSCRIPTIONS,
    PushKeys,
    PushPolicy,
    WebSubscription,
    check_endpoint,
    oldest_beyond,
)
from linnet.ports.environment import IdSource
from linnet.ports.web_push import PushKeyCheck, TokenSeal, WebSubscriptions

AUTH_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """What a client asks for; `origin` is this server as it knows it."""

    endpoint: str
    keys: PushKeys
    standard: bool
    alerts: frozenset[Kind]
    policy: PushPolicy
    origin: str
    native: bool = False


@dataclass(frozen=True, slots=True)
class KeepWebSubscription:
    """One subscription for each session; `server_key` is what browsers must be given to make one.

    `loopback` lets pushes go to this machine, which is for the local stage.
    """

    subscriptions: WebSubscriptions
    seal: TokenSeal
    check: PushKeyCheck
    ids: IdSource
    server_key: str
    loopback: bool

    def read(self, viewer: Viewer) -> WebSubscription:
        """Return the session's subscription. Raise a DomainError (not found) where it has none."""
        found = self.subscriptions.get(viewer.user_id, viewer.token_sha256)
        if found is None:
            raise not_found("subscription")
        return found

    def subscribe(self, viewer: Viewer, token: str, new: NewSubscription) -> WebSubscription:
        """Subscribe the session in place of what it had; a client that logs in anew is not told twice.

        Raise a DomainError (invalid) for an address that nothing is sent to, or for keys that are none.
        """
        check_endpoint(new.endpoint, loopback=self.loopback)
        if not self.check.is_point(new.keys.p256dh):
            raise invalid("keys.p256dh", "is not a public key of the curve P-256")
        if len(new.keys.auth) != AUTH_BYTES:
            raise invalid("keys.auth", f"must be {AUTH_BYTES} bytes")
        made = WebSubscription(
            id=self.ids.next_id(),
            user_id=viewer.user_id,
            token_sha256=viewer.token_sha256,
            sealed_token=self.seal.seal(token),
            endpoint=new.endpoint,
            keys=new.keys,
            standard=new.standard,
            alerts=new.alerts,
            policy=new.policy,
            origin=new.origin[:MAX_ORIGIN],
            native=new.native,
        )
        others = [
            each for each in self.subscriptions.of_user(viewer.user_id) if each.token_sha256 != viewer.token_sha256
        ]
        self.subscriptions.put(made)
        same = [each for each in others if each.endpoint == made.endpoint]
        left = [each for each in others if each.endpoint != made.endpoint]
        for each in (*same, *oldest_beyond(left, MAX_SUBSCRIPTIONS - 1)):
            self.subscriptions.remove(each)
        return made

    def change(self, viewer: Viewer, alerts: frozenset[Kind] | None, policy: PushPolicy | None) -> WebSubscription:
        """Change what the session is told of; what is None stays. Raise a DomainError (not found)."""
        found = self.read(viewer)
        changed = replace(
            found,
            alerts=found.alerts if alerts is None else alerts,
            policy=found.policy if policy is None else policy,
        )
        if not self.subscriptions.change(changed):
            raise not_found("subscription")
        return changed

    def unsubscribe(self, viewer: Viewer) -> None:
        """End the session's subscription; without one nothing happens."""
        found = self.subscriptions.get(viewer.user_id, viewer.token_sha256)
        if found is not None:
            self.subscriptions.remove(found)
