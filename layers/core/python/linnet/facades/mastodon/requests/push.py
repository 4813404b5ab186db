"""What the operations on subscriptions of Web Push accept."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from linnet.domain.notifications import Kind
from linnet.domain.web_push import PushPolicy
from linnet.facades.mastodon.fields import Form, Switch, Text
from linnet.facades.mastodon.requests.notifications import TYPES
from linnet.facades.push_keys import push_keys
from linnet.services.keep_web_subscription import NewSubscription


def _known(value: Any) -> Any:
    # Types that this server does not have are left out, as newer clients name them.
    known = set(TYPES.values())
    return {name: each for name, each in value.items() if name in known} if isinstance(value, dict) else value


Alerts = Annotated[dict[str, Switch], BeforeValidator(_known)]


class Data(Form):
    """Of what and of whom the client is told; types that are not named are off."""

    alerts: Alerts | None = None
    policy: PushPolicy | None = None

    def kinds(self) -> frozenset[Kind] | None:
        """Return the kinds that are on; None where no types are named at all."""
        if self.alerts is None:
            return None
        return frozenset(kind for kind, name in TYPES.items() if self.alerts.get(name))


class ClientKeys(Form):
    """What pushes are encrypted for."""

    p256dh: Text
    auth: Text


class Address(Form):
    """Where pushes go; without `standard` they are encrypted as the draft before RFC 8291 has it."""

    endpoint: Text
    keys: ClientKeys
    standard: Switch = False


class NewPush(Form):
    """A subscription, in place of the one that the token has."""

    subscription: Address
    data: Data = Field(default_factory=Data)

    def asked(self, origin: str) -> NewSubscription:
        """Return it as services know it. Raise a DomainError (invalid)."""
        return NewSubscription(
            endpoint=self.subscription.endpoint,
            keys=push_keys(self.subscription.keys.p256dh, self.subscription.keys.auth),
            standard=self.subscription.standard,
            alerts=self.data.kinds() or frozenset(),
            policy=self.data.policy or PushPolicy.ALL,
            origin=origin,
        )


class PushChange(Form):
    """Of what the client is told from now on; what is not named stays."""

    data: Data = Field(default_factory=Data)
