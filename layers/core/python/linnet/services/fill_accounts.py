"""Fill a page of accounts from a list of ids: hydrate, drop who may not be seen, read on until it is full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

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


Read = Callable[[int | None, int], Sequence[Listed]]
Keep = Callable[[Sequence[User]], Sequence[User]]


@dataclass(frozen=True, slots=True)
class AccountPage:
    """A page of profiles; `next_position` goes into the cursor, None at the end."""

    users: tuple[User, ...]
    next_position: int | None


def fill_accounts(
    users: Users,
    read: Read,
    first: Sequence[Listed],
    keep: Keep,
    position: int | None,
    limit: int,
    known: dict[int, User] | None = None,
) -> AccountPage:
    """Return at most `limit` accounts, each once. `known` are profiles that were read before.

    Reads, `first` too, ask for one entry more than is wanted, so that the last page knows that it is the last.
    """
    profiles = {} if known is None else known
    shown: dict[int, User] = {}
    part = first
    for _ in range(MAX_ROUNDS):
        wanted = part[: limit - len(shown)]
        missing = {each.user_id for each in wanted} - profiles.keys()
        if missing:
            profiles.update(users.get_many(missing))
        found = [profiles[each.user_id] for each in wanted if each.user_id in profiles]
        shown |= {user.id: user for user in keep(found)}
        if len(part) <= len(wanted):
            return AccountPage(tuple(shown.values()), None)
        position = wanted[-1].id
        if len(shown) >= limit:
            break
        part = read(position, limit - len(shown) + 1)
    return AccountPage(tuple(shown.values()), position)
