"""What the graph operations answer."""

from __future__ import annotations

from linnet.facades.native.schemas import Page, Relationship


class RelationshipPage(Page[Relationship]):
    """How the reader stands to each of several accounts."""
