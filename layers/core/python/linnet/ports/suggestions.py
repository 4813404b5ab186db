"""Where suggestions come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from linnet.domain.search.suggestions import SuggestedUser, UsedTag


class UserSuggestions(Protocol):
    """Accounts by the beginnings of their names."""

    def of(self, beginning: str, limit: int) -> Sequence[SuggestedUser]:
        """Return accounts with a word in their names that begins so, those with most followers first."""
        ...

    def replace(self, user_id: int, version: int, user: SuggestedUser | None) -> None:
        """Propose an account like this from now on, or (None) no longer.

        Nothing changes where a higher version of its profile was stored. All rows of an account change at once.
        """
        ...

    def forget(self, user_id: int) -> None:
        """Drop all that is stored of an account that is gone for good; again changes nothing."""
        ...


class TagsInUse(Protocol):
    """Hashtags that people use now."""

    def of(self, letter: str) -> Sequence[UsedTag]:
        """Return the tags that begin with a character, those that most people use first."""
        ...

    def replace(self, tags: Iterable[UsedTag]) -> None:
        """Store what is in use now; what is not stored again is forgotten after some runs."""
        ...
