"""Read other people's profiles."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from linnet.domain.errors import not_found
from linnet.domain.graph import Relationship
from linnet.domain.users import USERNAME, User, Viewer
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import Relationships
from linnet.ports.identity import Accounts, Users
from linnet.services.at_once import both


@dataclass(frozen=True, slots=True)
class ReadUsers:
    """Read profiles by id or name.

    Who is blocked by an account, or asks for a suspended one, learns no more than that of one that never existed. Who
    blocked it still sees the profile, to lift the block.
    """

    users: Users
    accounts: Accounts
    relationships: Relationships
    parallel: Parallel
    clock: Clock

    def by_id(self, viewer: Viewer | None, user_id: int) -> User:
        """Return a profile. Raise a DomainError if there is none for this viewer."""
        found = self.by_ids(viewer, [user_id])
        if not found:
            raise not_found("user")
        return found[0]

    def by_username(self, viewer: Viewer | None, username: str) -> User:
        """Return the profile of a name, in any case. Raise a DomainError if there is none for this viewer."""
        known = self.accounts.find_ids([username]) if USERNAME.fullmatch(username) else {}
        user_id = known.get(username.lower())
        if user_id is None:
            raise not_found("user")
        return self.by_id(viewer, user_id)

    def by_ids(self, viewer: Viewer | None, user_ids: Collection[int]) -> Sequence[User]:
        """Return the profiles that this viewer may open, in the order asked for, each once."""
        wanted = list(dict.fromkeys(user_ids))
        reader = None if viewer is None else viewer.user_id
        found, pairs = both(self.parallel, lambda: self.users.get_many(wanted), lambda: self._pairs(reader, wanted))
        sight = Sight(viewer_id=reader, now_ms=self.clock.now_ms(), reading=Reading.DIRECT, exclusions=pairs)
        return [found[user_id] for user_id in wanted if user_id in found and sight.may_visit(found[user_id])]

    def _pairs(self, reader: int | None, wanted: Collection[int]) -> Mapping[int, Relationship]:
        return {} if reader is None else self.relationships.get_many(reader, wanted)
