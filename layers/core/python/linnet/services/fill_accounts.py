"""Fill a page of accounts from a list of ids: hydrate, drop who may not be seen, read on until it is full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from linnet.domain.paging import PageRange
from linnet.domain.users import User
from linnet.ports.identity import Users

# A page that is still short then is handed out as it is; its position goes on from there.
MAX_ROUNDS: Final = 5


class Listed(Protocol):
    """That an account stands in a list, at an id by which the list is ordered."""

    @property
    def id(self) -> int: ...

    @property
    def user_id(self) -> int: ...


Read = Callable[[PageRange], Sequence[Listed]]
Keep = Callable[[Sequence[User]], Sequence[User]]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A page of profiles, newest first; its neighbours as `PageRange.neighbours` names them, by ids of the list."""

    users: tuple[User, ...]
    next_before: int | None
    next_after: int | None = None


def fill_accounts(
    users: Users,
    page: PageRange,
    read: Read,
    first: Sequence[Listed],
    keep: Keep,
    known: dict[int, User] | None = None,
) -> AccountPage:
    """Return at most `page.limit` accounts, each once. `known` are profiles that were read before.

    Reads, `first` too, ask for one entry more than is wanted, so that the last page knows that it is the last.
    """
    profiles = {} if known is None else known
    shown: dict[int, User] = {}
    part = first
    ends: list[int] = []
    position: int | None = None
    for _ in range(MAX_ROUNDS):
        wanted = part[: page.limit - len(shown)]
        missing = {each.user_id for each in wanted} - profiles.keys()
        if missing:
            profiles.update(users.get_many(missing))
        found = [profiles[each.user_id] for each in wanted if each.user_id in profiles]
        shown |= {user.id: user for user in keep(found)}
        ends += [each.id for each in (*wanted[:1], *wanted[-1:])]
        position = wanted[-1].id if len(part) > len(wanted) else None
        if position is None or len(shown) >= page.limit:
            break
        part = read(page.beyond(position, page.limit - len(shown) + 1))
    neighbours = page.neighbours(position, max(ends, default=None))
    return AccountPage(page.newest_first(list(shown.values())), *neighbours)
