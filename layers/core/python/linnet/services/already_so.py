"""Refuse an act on a tweet that would change nothing, and hand over what stands."""

from __future__ import annotations

from linnet.domain.errors import Code, DomainError
from linnet.domain.views import ShownTweet


class AlreadySo(DomainError):
    """What was asked for is so: a conflict in the native contract, a success in those whose acts can be repeated.

    `shown` is the tweet as the actor sees it, as after the act.
    """

    def __init__(self, message: str, shown: ShownTweet, **details: object) -> None:
        super().__init__(Code.CONFLICT, message, details=details or None)
        self.shown = shown
