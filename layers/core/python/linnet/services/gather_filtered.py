"""Read groups of notifications, with what was set aside among them where that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from linnet.domain.notifications import Group
from linnet.domain.paging import PageRange
from linnet.ports.notifications import Notifications

# Of so many senders, the newest, what waits is shown among the rest.
MOST_SENDERS: Final = 100

Groups = Callable[[PageRange], Sequence[Group]]


def groups_of(store: Notifications, recipient_id: int, *, filtered: bool, sender_id: int | None = None) -> Groups:
    """Return what reads a recipient's groups in a range of positions.

    With `filtered` each of what was set aside stands among them as a group of its own: of one sender all of it, of the
    others what was written, and what else they did.
    """

    def told(page: PageRange) -> Sequence[Group]:
        return store.page(recipient_id, page)

    if not filtered:
        return told
    waiting: list[Group] = []

    def gathered() -> list[Group]:
        if not waiting:
            waiting.extend(waiting_groups(store, recipient_id, sender_id))
        return waiting

    def both(page: PageRange) -> Sequence[Group]:
        among = [each for each in gathered() if page.holds(each.position or 0)]
        found = sorted([*told(page), *among], key=lambda each: each.position or 0, reverse=not page.ascending)
        return found[: page.limit]

    return both


def waiting_groups(store: Notifications, recipient_id: int, sender_id: int | None = None) -> list[Group]:
    """Return what was set aside, each as a group of its own."""
    requests = (
        store.requests_page(recipient_id, PageRange(MOST_SENDERS))
        if sender_id is None
        else list(store.requests(recipient_id, [sender_id]).values())
    )
    return [group for request in requests for group in request.groups()]
