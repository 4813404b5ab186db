"""How far the reader has read."""

from __future__ import annotations

from linnet.facades.mastodon.entities.shape import Entity, Id, Moment


class Marker(Entity):
    """The newest id that was read in one timeline."""

    last_read_id: Id
    version: int
    updated_at: Moment


class Markers(Entity):
    """The markers that were asked for, as far as there are any."""

    home: Marker | None = None
    notifications: Marker | None = None
