"""What becomes of notifications of accounts that their recipient hardly knows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from linnet.domain.notifications import ABOUT_MESSAGES, Kind

NEW_ACCOUNT_MS: Final = 30 * 86_400_000
NEW_FOLLOWER_MS: Final = 3 * 86_400_000
# What strangers can do unasked. The rest follows from what the recipient did: voted, liked, asked.
FROM_STRANGERS: Final = frozenset(
    {
        Kind.LIKE,
        Kind.RETWEET,
        Kind.REPLY,
        Kind.MENTION,
        Kind.QUOTE,
        Kind.FOLLOW,
        Kind.FOLLOW_REQUEST,
        Kind.TWEET,
    }
)


class Treatment(StrEnum):
    """Say what becomes of a notification: it is told, set aside until its recipient decides, or never made."""

    ACCEPT = "accept"
    FILTER = "filter"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """What is known of an account: since when it follows the recipient (None: not), and since when it exists."""

    followed: bool
    follower_since_ms: int | None
    created_ms: int


@dataclass(frozen=True, slots=True)
class Policy:
    """A treatment for each kind of stranger; of several that apply the harshest holds.

    Followers of less than three days count as none, accounts are new for thirty days. Whom the recipient follows is
    never new. No account is limited on this platform: what is chosen for such waits for the first. Of messages it is
    decided by requests of their own whom one hears.
    """

    not_following: Treatment = Treatment.ACCEPT
    not_followers: Treatment = Treatment.ACCEPT
    new_accounts: Treatment = Treatment.ACCEPT
    limited_accounts: Treatment = Treatment.FILTER

    @property
    def asks_for_followers(self) -> bool:
        """Tell whether it matters who follows the recipient."""
        return self.not_followers is not Treatment.ACCEPT

    def treatment(self, kind: Kind, other: Acquaintance, now_ms: int) -> Treatment:
        """Return what becomes of what an account did."""
        if kind in ABOUT_MESSAGES:
            return Treatment.ACCEPT
        applied = set()
        if not other.followed:
            applied.add(self.not_following)
            if now_ms - other.created_ms < NEW_ACCOUNT_MS:
                applied.add(self.new_accounts)
        if other.follower_since_ms is None or now_ms - other.follower_since_ms < NEW_FOLLOWER_MS:
            applied.add(self.not_followers)
        if Treatment.DROP in applied:
            return Treatment.DROP
        if Treatment.FILTER in applied and kind in FROM_STRANGERS:
            return Treatment.FILTER
        return Treatment.ACCEPT
