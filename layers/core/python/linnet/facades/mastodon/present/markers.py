"""Present read markers."""

from __future__ import annotations

from collections.abc import Container

from linnet.domain import markers
from linnet.facades.mastodon.entities import markers as entities
from linnet.facades.moments import moment


def present(shown: markers.Markers, wanted: Container[str]) -> entities.Markers:
    """Present the markers of the timelines that are wanted; what was never marked is left out."""
    found = {"home": shown.home, "notifications": shown.notifications}
    return entities.Markers(
        **{name: _marker(each) for name, each in found.items() if name in wanted and each is not None}
    )


def _marker(shown: markers.Marker) -> entities.Marker:
    return entities.Marker(last_read_id=str(shown.read_upto), version=shown.version, updated_at=moment(shown.moved_ms))
