"""Show followed accounts on one's own profile."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.graph import MAX_ENDORSED
from linnet.domain.users import Viewer
from linnet.ports.graph import EndorsedCapReached, Endorsements, NotFollowing
from linnet.ports.identity import Users
from linnet.services.read_relationships import BothWays, ReadRelationships


@dataclass(frozen=True, slots=True)
class EndorseUser:
    """Only who is followed is shown: whoever ends the follow ends this with it. Each act can be repeated."""

    endorsements: Endorsements
    users: Users
    relationships: ReadRelationships

    def run(self, viewer: Viewer, target_id: int) -> BothWays:
        """Show an account. Raise a DomainError: not found, invalid for who is not followed, or limit reached."""
        if target_id not in self.users.get_many([target_id]):
            raise not_found("user")
        try:
            self.endorsements.add(viewer.user_id, target_id, MAX_ENDORSED)
        except NotFollowing as refused:
            raise DomainError(Code.INVALID, "you must be already following the person you want to endorse") from refused
        except EndorsedCapReached as reached:
            raise DomainError(
                Code.LIMIT_REACHED,
                f"a profile shows at most {MAX_ENDORSED} accounts",
                details={"endorsements": MAX_ENDORSED},
            ) from reached
        return self.relationships.one(viewer, target_id)

    def undo(self, viewer: Viewer, target_id: int) -> BothWays:
        """Show an account no longer; without being shown, nothing happens."""
        self.endorsements.remove(viewer.user_id, target_id)
        return self.relationships.one(viewer, target_id)
