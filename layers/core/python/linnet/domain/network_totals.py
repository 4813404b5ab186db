"""How large the network is and how much it is used: what one stream record adds to or takes from which tally.

Tallies are of edges, as other totals are (`domain/counting.py`): an account that takes part, a post that stands, the
day on which an account was last seen. Who is active within a month follows from the last: each account stands at one
day. Only `came` counts events: that somebody was seen in a week for the first time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from linnet.domain.changes import PostChange, Presence, PresenceChange
from linnet.domain.ids import created_ms
from linnet.domain.tweets import Post, Retweet

DAY_MS: Final = 86_400_000
WEEK_DAYS: Final = 7
# 1 January 1970 was a Thursday, and weeks begin on Mondays.
FIRST_MONDAY: Final = -3
ACTIVE_DAYS: Final = 30
SHOWN_WEEKS: Final = 12


class Tally(StrEnum):
    """Name what is counted: for all time, for a day (`seen`), or for a week (the rest)."""

    ACCOUNTS = "accounts"
    POSTS = "posts"
    SEEN = "seen"
    POSTED = "posted"
    JOINED = "joined"
    CAME = "came"


OF_ALL_TIME: Final = frozenset({Tally.ACCOUNTS, Tally.POSTS})


@dataclass(frozen=True, slots=True)
class Count:
    """A tally of a period: days since 1970 or weeks, by the tally; 0 for all time."""

    tally: Tally
    period: int = 0

    def kept(self, now_ms: int) -> bool:
        """Tell whether the count is still kept, which is longer than it is read."""
        if self.tally in OF_ALL_TIME:
            return True
        today = now_ms // DAY_MS
        if self.tally is Tally.SEEN:
            return self.period > today - ACTIVE_DAYS - WEEK_DAYS
        return self.period > week_of(today) - SHOWN_WEEKS - 1


CountDeltas = Mapping[Count, int]
NetworkChange = PostChange | PresenceChange


@dataclass(frozen=True, slots=True)
class Week:
    """What happened in a week that began at a time (Unix milliseconds, Monday 0:00 UTC)."""

    begins_ms: int
    posts: int
    active: int
    joined: int


@dataclass(frozen=True, slots=True)
class NetworkTotals:
    """Accounts that take part, posts that stand, accounts seen within 30 days, and the last twelve weeks."""

    accounts: int
    posts: int
    active_month: int
    weeks: tuple[Week, ...]


def week_of(day: int) -> int:
    """Return the number of a day's week."""
    return (day - FIRST_MONDAY) // WEEK_DAYS


def begin_ms(week: int) -> int:
    """Return when a week begins."""
    return (week * WEEK_DAYS + FIRST_MONDAY) * DAY_MS


def count_deltas(change: NetworkChange) -> CountDeltas:
    """Return what a record changes; a count that stays is not named."""
    moved: Counter[Count] = Counter()
    match change:
        case PostChange():
            moved.update(_post_edges(change.new))
            moved.subtract(_post_edges(change.old))
        case PresenceChange():
            moved.update(_account_edges(change.user_id, change.new))
            moved.subtract(_account_edges(change.user_id, change.old))
            moved.update(_coming(change))
    return {count: delta for count, delta in moved.items() if delta}


def totals_of(counts: CountDeltas, now_ms: int) -> NetworkTotals:
    """Return what is shown of the counts at a time; the newest week, which has just begun, is the first."""

    def count(tally: Tally, period: int = 0) -> int:
        # What was there before it was counted can only be taken away.
        return max(0, counts.get(Count(tally, period), 0))

    today = now_ms // DAY_MS
    weeks = range(week_of(today), week_of(today) - SHOWN_WEEKS, -1)
    return NetworkTotals(
        accounts=count(Tally.ACCOUNTS),
        posts=count(Tally.POSTS),
        active_month=sum(count(Tally.SEEN, day) for day in range(today - ACTIVE_DAYS + 1, today + 1)),
        weeks=tuple(
            Week(begin_ms(week), count(Tally.POSTED, week), count(Tally.CAME, week), count(Tally.JOINED, week))
            for week in weeks
        ),
    )


def _post_edges(post: Post | None) -> list[Count]:
    if post is None or (not isinstance(post, Retweet) and post.deleted_ms is not None):
        return []
    return [Count(Tally.POSTS), Count(Tally.POSTED, _week_of_id(post.id))]


def _account_edges(user_id: int, presence: Presence | None) -> list[Count]:
    if presence is None or not presence.takes_part:
        return []
    edges = [Count(Tally.ACCOUNTS), Count(Tally.JOINED, _week_of_id(user_id))]
    return [*edges, Count(Tally.SEEN, presence.last_seen_day)] if presence.last_seen_day else edges


def _coming(change: PresenceChange) -> list[Count]:
    old, new = (0 if each is None else each.last_seen_day for each in (change.old, change.new))
    return [Count(Tally.CAME, week_of(new))] if new and week_of(new) > (week_of(old) if old else 0) else []


def _week_of_id(identifier: int) -> int:
    return week_of(created_ms(identifier) // DAY_MS)
