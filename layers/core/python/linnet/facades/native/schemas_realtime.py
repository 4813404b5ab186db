"""What the operations around sockets answer."""

from __future__ import annotations

from linnet.facades.moments import moment
from linnet.facades.native.schemas import Moment, Shape, Short


class Ticket(Shape):
    """The right to open one socket."""

    ticket: Short
    expires_at: Moment


def ticket(secret: str, expires_ms: int) -> Ticket:
    return Ticket(ticket=secret, expires_at=moment(expires_ms))
