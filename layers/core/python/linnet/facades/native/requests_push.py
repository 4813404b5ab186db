"""What the operations on subscriptions of Web Push take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from linnet.domain.notifications import Kind
from linnet.domain.web_push import MAX_ENDPOINT, PushPolicy
from linnet.facades.native.requests import Body
from linnet.facades.push_keys import MAX_KEY, push_keys
from linnet.services.keep_web_subscription import NewSubscription

Key = Annotated[str, Field(min_length=1, max_length=MAX_KEY)]
Alerts = Annotated[list[Annotated[Kind, Field(strict=False)]], Field(max_length=2 * len(Kind))]
Policy = Annotated[PushPolicy, Field(strict=False)]


class ClientKeys(Body):
    """What pushes are encrypted for, in URL-safe Base64, as browsers hand it out."""

    p256dh: Key = Field(alias="p256dh")
    auth: Key


class NewPushSubscription(Body):
    """Where pushes go and of what the client is told: of `alerts`, by accounts that the `policy` names.

    Without `standard` pushes are encrypted as the draft before RFC 8291 has it, for old clients.
    """

    endpoint: Annotated[str, Field(min_length=1, max_length=MAX_ENDPOINT)]
    keys: ClientKeys
    standard: bool = True
    alerts: Alerts = Field(default=list(Kind))
    policy: Policy = PushPolicy.ALL

    def asked(self, origin: str) -> NewSubscription:
        """Return it as services know it. Raise a DomainError (invalid)."""
        return NewSubscription(
            endpoint=self.endpoint,
            keys=push_keys(self.keys.p256dh, self.keys.auth),
            standard=self.standard,
            alerts=frozenset(self.alerts),
            policy=self.policy,
            origin=origin,
            native=True,
        )


class PushSubscriptionChange(Body):
    """Of what the client is told from now on; what is absent stays."""

    alerts: Alerts | None = None
    policy: Policy | None = None
