"""What the operations on read markers take."""

from __future__ import annotations

from linnet.facades.native.requests import Body, Id


class NewMarkers(Body):
    """How far home and notifications were read; what is left out stays."""

    home: Id | None = None
    notifications: Id | None = None
