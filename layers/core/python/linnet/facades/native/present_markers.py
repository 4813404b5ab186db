"""Present read markers."""

from __future__ import annotations

from linnet.domain import markers as domain
from linnet.facades.moments import moment
from linnet.facades.native.schemas_markers import Marker, Markers


def markers(shown: domain.Markers) -> Markers:
    """Present the markers of an account."""
    return Markers(home=_marker(shown.home), notifications=_marker(shown.notifications))


def _marker(shown: domain.Marker | None) -> Marker | None:
    if shown is None:
        return None
    return Marker(read_up_to=str(shown.read_upto), version=shown.version, updated_at=moment(shown.moved_ms))
