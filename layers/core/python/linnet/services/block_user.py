"""Block and mute accounts."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import invalid, not_found
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock
from linnet.ports.graph import Graph
from linnet.ports.identity import Users
from linnet.services.read_relationships import BothWays, ReadRelationships


@dataclass(frozen=True, slots=True)
class BlockUser:
    """A block ends follows and requests both ways; lifting it brings none of them back.

    Suspended accounts can be blocked too, for when they come back.
    """

    graph: Graph
    users: Users
    relationships: ReadRelationships
    clock: Clock

    def block(self, viewer: Viewer, target_id: int) -> BothWays:
        """Block; again changes nothing. Raise a DomainError: invalid or not found."""
        _check(self.users, viewer, target_id)
        self.graph.block(viewer.user_id, target_id, self.clock.now_ms())
        return self.relationships.one(viewer, target_id)

    def unblock(self, viewer: Viewer, target_id: int) -> BothWays:
        """Lift a block; without one, nothing happens."""
        self.graph.unblock(viewer.user_id, target_id)
        return self.relationships.one(viewer, target_id)


@dataclass(frozen=True, slots=True)
class MuteUser:
    """A mute hides an account from lists, and nobody but its owner knows of it."""

    graph: Graph
    users: Users
    relationships: ReadRelationships
    clock: Clock

    def mute(self, viewer: Viewer, target_id: int, seconds: int | None, *, notifications: bool = True) -> BothWays:
        """Mute for a time (None: without end), replacing any other mute. Raise a DomainError: invalid or not found.

        Without `notifications` the account is hidden from lists of posts only.
        """
        _check(self.users, viewer, target_id)
        until_ms = 0 if seconds is None else self.clock.now_ms() + seconds * 1000
        self.graph.mute(viewer.user_id, target_id, until_ms, notifications=notifications)
        return self.relationships.one(viewer, target_id)

    def unmute(self, viewer: Viewer, target_id: int) -> BothWays:
        """Lift a mute; without one, nothing happens."""
        self.graph.unmute(viewer.user_id, target_id)
        return self.relationships.one(viewer, target_id)


def _check(users: Users, viewer: Viewer, target_id: int) -> None:
    if target_id == viewer.user_id:
        raise invalid("id", "is your own account")
    target = users.get_many([target_id]).get(target_id)
    # What was written now of who is being erased would stay for ever.
    if target is None or not target.may_return:
        raise not_found("user")
