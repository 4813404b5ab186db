"""How far the reader has read."""

from __future__ import annotations

from linnet.facades.native.schemas import IdString, Moment, Shape


class Marker(Shape):
    """The newest id that was read; `version` counts how often the marker was moved."""

    read_up_to: IdString
    version: int
    updated_at: Moment


class Markers(Shape):
    """The reader's markers; null where nothing was marked yet."""

    home: Marker | None
    notifications: Marker | None
