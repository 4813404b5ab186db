"""Hide a tag from one's own lists of trends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from linnet.domain.errors import Code, DomainError, invalid
from linnet.domain.trends.names import tag_of
from linnet.domain.users import Viewer
from linnet.ports.trends import HiddenTrends

MAX_HIDDEN: Final = 500


@dataclass(frozen=True, slots=True)
class HideTrend:
    """One trip. Nobody else learns of it, and it does not change what trends."""

    hidden: HiddenTrends

    def run(self, viewer: Viewer, name: str) -> str:
        """Hide a tag and return it; again changes nothing. Raise a DomainError for no name, or for too many."""
        tag = _tag(name)
        if not self.hidden.hide(viewer.user_id, tag, MAX_HIDDEN):
            raise DomainError(Code.LIMIT_REACHED, f"an account hides at most {MAX_HIDDEN} trends")
        return tag

    def undo(self, viewer: Viewer, name: str) -> str:
        """Hide a tag no more and return it; again changes nothing. Raise a DomainError for no name."""
        tag = _tag(name)
        self.hidden.show(viewer.user_id, tag)
        return tag


def _tag(name: str) -> str:
    tag = tag_of(name)
    if tag is None:
        raise invalid("tag", "is no hashtag, cashtag or phrase")
    return tag
