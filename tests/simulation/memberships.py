"""What the journal knows of members of lists, which also leave when a follow ends."""

from __future__ import annotations

from typing import Final

from tests.simulation.journal import Journal, Key, Moment

# What ends follows, and memberships with them.
ENDINGS: Final = frozenset({"unfollow", "remove follower", "block", "erase account"})


def may_have_ended(journal: Journal, key: Key, since: Moment) -> bool:
    """Tell whether a follow that ended may have ended a membership before a read began, or while it went on.

    The register of the membership is not written by that.
    """
    _, owner, _, member = key
    joins = (deed for deed in journal.deeds_on(key) if deed.kind == "join list" and deed.done)
    joined = max((deed.began for deed in joins if deed.ended is not None and deed.ended < since.number), default=0)
    return any(
        deed.kind in ENDINGS and not deed.refused and (deed.ended is None or deed.ended >= joined)
        for deed in journal.deeds_on(("follow", owner, member))
    )


def surely_apart(journal: Journal, owner: int, poster: int, since: Moment) -> str | None:
    """Return an exclusive list that surely holds somebody while a read that began at `since` goes on."""
    for key in journal.keys("listed", poster):
        list_id = key[2]
        if (
            key[1] == owner
            and journal.surely(key, True, since)
            and journal.surely(("list", owner, list_id), True, since)
            and journal.surely(("exclusive", owner, list_id), True, since)
            and not may_have_ended(journal, key, since)
        ):
            return str(list_id)
    return None
