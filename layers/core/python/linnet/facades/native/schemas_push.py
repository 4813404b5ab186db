"""What a subscription of Web Push looks like to the client that has it."""

from __future__ import annotations

from pydantic import Field

from linnet.domain.ids import created_ms
from linnet.domain.notifications import Kind
from linnet.domain.web_push import MAX_ENDPOINT, PushPolicy, WebSubscription
from linnet.facades.moments import moment
from linnet.facades.native.schemas import IdString, Moment, Shape, Short


class PushSubscription(Shape):
    """The session's subscription; browsers need `serverKey` to make one."""

    id: IdString
    created_at: Moment
    endpoint: str = Field(max_length=MAX_ENDPOINT)
    standard: bool
    alerts: list[Kind] = Field(max_length=len(Kind))
    policy: PushPolicy
    server_key: Short


class PushServer(Shape):
    """What a client needs to know before it subscribes: `serverKey` is this server's public key."""

    server_key: Short


def subscription(found: WebSubscription, server_key: str) -> PushSubscription:
    """Present a subscription."""
    return PushSubscription(
        id=str(found.id),
        created_at=moment(created_ms(found.id)),
        endpoint=found.endpoint,
        standard=found.standard,
        alerts=sorted(found.alerts),
        policy=found.policy,
        server_key=server_key,
    )
