"""The network's own totals equal what is stored."""

from __future__ import annotations

from collections import Counter

from linnet.domain.ids import created_ms
from linnet.domain.network_totals import ACTIVE_DAYS, DAY_MS, SHOWN_WEEKS, week_of
from tests.simulation.invariants.truth import Truth
from tests.simulation.people import World

# That somebody came in a week stands nowhere else.
EVENTS = "came"


def network_totals_equal_what_is_stored(world: World, truth: Truth) -> None:
    """Accounts that take part, posts that stand, and of both and of visits how many belong to which time."""
    today = world.scheduler.now_ms() // DAY_MS
    wanted: Counter[str] = Counter()
    for key, rows in truth.starting("identity", "U#", "ACCOUNT").items():
        (row,) = rows
        if row["status"] == "active" and not row.get("unconfirmed"):
            seen = int(row.get("last_seen_day") or 0)
            wanted.update(["accounts", f"joined_{_week_of(int(key))}", *([f"seen_{seen}"] if seen else [])])
    for post_id in truth.standing:
        wanted.update(["posts", f"posted_{_week_of(post_id)}"])
    counted: Counter[str] = Counter()
    for rows in truth.starting("platform", "NETWORK#").values():
        for row in rows:
            counted.update({name: int(value) for name, value in row.items() if name not in ("pk", "sk", "hwm")})
    for name in counted.keys() | wanted.keys():
        if _shown(name, today) and counted[name] != wanted[name]:
            world.violated(f"the network counts {counted[name]} {name} instead of {wanted[name]}")


def _shown(name: str, today: int) -> bool:
    tally, _, period = name.partition("_")
    if tally == EVENTS:
        return False
    # Longer ago nothing is kept.
    oldest = today - ACTIVE_DAYS if tally == "seen" else week_of(today) - SHOWN_WEEKS
    return not period or int(period) > oldest


def _week_of(identifier: int) -> int:
    return week_of(created_ms(identifier) // DAY_MS)


CHECKS = (network_totals_equal_what_is_stored,)
