"""Follow hashtags: their tweets join home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.text import is_valid_hashtag, normalize
from linnet.domain.timelines import fold_tag
from linnet.domain.users import Viewer
from linnet.ports.identity import Accounts

# Home reads each with a query of its own.
MAX_FOLLOWED: Final = 10
# More than a tweet can hold.
MAX_TAG: Final = 300


@dataclass(frozen=True, slots=True)
class FollowHashtag:
    """Nobody else learns which hashtags an account follows. Each act can be repeated."""

    accounts: Accounts

    def all(self, viewer: Viewer) -> Sequence[str]:
        """Return the hashtags that the viewer follows, folded and sorted."""
        return sorted(self.accounts.followed_tags(viewer.user_id))

    def run(self, viewer: Viewer, written: str) -> str:
        """Follow a hashtag, and return it folded. Raise a DomainError for what is none, or when there are too many."""
        tag = folded_tag(written)
        if not self.accounts.follow_tag(viewer.user_id, tag, MAX_FOLLOWED):
            raise DomainError(Code.LIMIT_REACHED, f"an account follows at most {MAX_FOLLOWED} hashtags")
        return tag

    def undo(self, viewer: Viewer, written: str) -> None:
        """Follow a hashtag no longer. Raise a DomainError for what is none."""
        self.accounts.unfollow_tag(viewer.user_id, folded_tag(written))


def folded_tag(written: str) -> str:
    """Return a hashtag as all spellings of it are known, with or without its sign. Raise not found for what is none."""
    tag = fold_tag(normalize(written).lstrip("#＃"))
    if len(tag) > MAX_TAG or not is_valid_hashtag(f"#{tag}"):
        raise not_found("hashtag")
    return tag
