"""Keep a note about somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from linnet.domain.errors import invalid, not_found
from linnet.domain.users import Viewer
from linnet.ports.graph import Graph
from linnet.ports.identity import Users
from linnet.services.read_relationships import BothWays, ReadRelationships

MAX_NOTE: Final = 2_000


@dataclass(frozen=True, slots=True)
class AnnotateUser:
    """A note is for its writer alone, and blocks change nothing about it."""

    graph: Graph
    users: Users
    relationships: ReadRelationships

    def run(self, viewer: Viewer, target_id: int, note: str) -> BothWays:
        """Replace the note; an empty one takes it away. Raise a DomainError: invalid or not found."""
        if target_id == viewer.user_id:
            raise invalid("id", "is your own account")
        if len(note) > MAX_NOTE:
            raise invalid("note", f"must have at most {MAX_NOTE} characters")
        if note and target_id not in self.users.get_many([target_id]):
            raise not_found("user")
        self.graph.annotate(viewer.user_id, target_id, note)
        return self.relationships.one(viewer, target_id)
