"""Who follows, blocks and mutes whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Of one account; whoever opens the profile reads all of their pairs.
MAX_ENDORSED: Final = 100


@dataclass(frozen=True, slots=True)
class Relationship:
    """Everything one account has decided about another, and what it may know of the reverse.

    The row of the ordered pair is the truth; index rows, counts and timelines follow from it. `notifying` asks to be
    told of each new tweet. `muted_until_ms` is 0 for a mute without end; one that
    `spares_notifications` hides posts only. `unfollowed_ms` hides the entries still in the
    home timeline until they are cleaned up. `note` is what the user wrote about the target, for nobody else. `lists`
    are those of the user's lists that hold the target. `endorsed` shows the followed target on the user's profile.
    `exclusive` is not stored: exclusions say by it that an exclusive list does.
    """

    user_id: int
    target_id: int
    follow_id: int | None = None
    requested_id: int | None = None
    show_retweets: bool = True
    notifying: bool = False
    blocking: bool = False
    blocked_by: bool = False
    muted_until_ms: int | None = None
    spares_notifications: bool = False
    unfollowed_ms: int | None = None
    note: str = ""
    lists: frozenset[int] = frozenset()
    endorsed: bool = False
    version: int = 0
    exclusive: bool = False

    @property
    def following(self) -> bool:
        return self.follow_id is not None

    @property
    def requested(self) -> bool:
        return self.requested_id is not None

    def muted(self, now_ms: int) -> bool:
        """Tell whether the mute holds at a time."""
        return self.muted_until_ms is not None and (self.muted_until_ms == 0 or self.muted_until_ms > now_ms)

    def silenced(self, now_ms: int) -> bool:
        """Tell whether the mute keeps notifications away, too."""
        return self.muted(now_ms) and not self.spares_notifications

    @property
    def separated(self) -> bool:
        """Tell whether a block stands between the two, in either direction."""
        return self.blocking or self.blocked_by

    @property
    def hides(self) -> bool:
        """Tell whether the pair belongs to the viewer's exclusions (a sparse index)."""
        return (
            self.blocking
            or self.blocked_by
            or self.muted_until_ms is not None
            or self.unfollowed_ms is not None
            or (self.following and not self.show_retweets)
        )


@dataclass(frozen=True, slots=True)
class FollowOptions:
    """What a follower chooses about an account; what is None stays as it is."""

    show_retweets: bool | None = None
    notifying: bool | None = None


@dataclass(frozen=True, slots=True)
class Follow:
    """An entry of a followers, following or requests list; `id` orders it (newest first)."""

    id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Follower:
    """A follower as the index knows them: with those of their lists that hold whom they follow."""

    user_id: int
    lists: frozenset[int] = frozenset()
