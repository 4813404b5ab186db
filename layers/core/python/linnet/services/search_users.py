"""Find accounts by handle, name or bio, also when misspelt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.graph import Relationship
from linnet.domain.search.parse import check_text
from linnet.domain.users import USERNAME, User, Viewer
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import Relationships
from linnet.ports.identity import Accounts, Users
from linnet.ports.search import Position, SearchIndex, SearchUnavailable, UserHit, UserSearch
from linnet.ports.timelines import Invalidations

# A page that is still short then is handed out as it is; its position goes on from there.
MAX_ROUNDS: Final = 5


@dataclass(frozen=True, slots=True)
class FoundUsers:
    """A page of accounts; `next_position` goes into the cursor, None at the end.

    `complete` is false when the engine did not answer, and the one whose handle was typed is all there is.
    """

    users: tuple[User, ...] = ()
    next_position: Position | None = None
    complete: bool = True


@dataclass(slots=True)
class _FirstTrip:
    hits: Sequence[UserHit] | None = None
    named: int | None = None
    exclusions: dict[int, Relationship] | None = None


@dataclass(frozen=True, slots=True)
class SearchUsers:
    """Two trips: the engine beside the handle's own look-up, the viewer's exclusions and the log; then profiles.

    A handle is looked up in the table as well: an account of this second is found by it, and when the engine is down.
    Who types the whole handle of somebody whom they blocked finds them, to lift the block.
    """

    index: SearchIndex
    users: Users
    accounts: Accounts
    relationships: Relationships
    invalidations: Invalidations
    parallel: Parallel
    clock: Clock

    def run(self, viewer: Viewer | None, text: str, after: Position | None, limit: int) -> FoundUsers:
        """Return a page. Raise a QueryError, or SearchUnavailable where nobody has the text as a handle either."""
        check_text(text)
        handle = text.strip().removeprefix("@").lower()
        named = handle if after is None and USERNAME.fullmatch(handle) else None
        first = self._first_trip(viewer, UserSearch(text, limit + 1, after), named)
        sight = Sight(
            viewer_id=None if viewer is None else viewer.user_id,
            now_ms=self.clock.now_ms(),
            reading=Reading.PROFILE,
            exclusions=first.exclusions or {},
        )
        # Behind an account that the engine does not know there is no place to go on from.
        alone = limit == 1 and bool(first.hits)
        ahead = () if first.named is None or alone else (first.named,)
        if first.hits is None:
            found = self._met(sight, ahead, first.named)
            if not found:
                raise SearchUnavailable
            return FoundUsers(tuple(found), None, complete=False)
        return self._filled(sight, UserSearch(text, limit + 1, after), first, ahead, limit)

    def _first_trip(self, viewer: Viewer | None, search: UserSearch, handle: str | None) -> _FirstTrip:
        first = _FirstTrip()

        def ask() -> None:
            try:
                first.hits = self.index.users(search)
            except SearchUnavailable:
                if handle is None:
                    raise

        def look_up() -> None:
            if handle is not None:
                first.named = self.accounts.find_ids([handle]).get(handle)

        def exclude() -> None:
            if viewer is not None:
                first.exclusions = dict(self.relationships.exclusions(viewer.user_id))

        calls: list[Callable[[], None]] = [ask, look_up, exclude, self._poll]
        self.parallel.run(calls)
        return first

    def _poll(self) -> None:
        self.invalidations.poll()

    def _filled(
        self, sight: Sight, search: UserSearch, first: _FirstTrip, ahead: Sequence[int], limit: int
    ) -> FoundUsers:
        found: dict[int, User] = {}
        reached, hits = search.after, first.hits or ()
        for number in range(MAX_ROUNDS):
            if number:
                hits = self.index.users(UserSearch(search.text, search.limit, reached))
            ends = len(hits) < search.limit
            positions = {hit.id: hit.position for hit in hits[:limit]}
            for user in self._met(sight, [*ahead, *positions], first.named):
                if len(found) == limit:
                    return FoundUsers(tuple(found.values()), reached)
                found[user.id] = user
                reached = positions.get(user.id, reached)
            ahead = ()
            if ends:
                return FoundUsers(tuple(found.values()), None)
            reached = hits[:limit][-1].position
            if len(found) == limit:
                break
        return FoundUsers(tuple(found.values()), reached)

    def _met(self, sight: Sight, ids: Sequence[int], named: int | None) -> list[User]:
        """Return the profiles that the viewer may meet, in the order asked for, each once."""
        wanted = list(dict.fromkeys(ids))
        found = self.users.get_many(wanted) if wanted else {}

        def may_find(user: User) -> bool:
            return sight.may_visit(user) if user.id == named else sight.may_meet(user)

        return [found[each] for each in wanted if each in found and may_find(found[each])]
