"""Block and pin tags for everybody: what operators do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from linnet.domain.errors import Code, DomainError, invalid
from linnet.domain.trends.lists import Controls
from linnet.domain.trends.names import tag_of
from linnet.ports.trends import TrendControls

MAX_BLOCKED: Final = 500
MAX_PINNED: Final = 10


class ControlAction(StrEnum):
    BLOCK = "block"
    PIN = "pin"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class ControlTrends:
    """A block counts at the next read, a pin at the next run."""

    controls: TrendControls

    def run(self, action: ControlAction, name: str) -> Controls:
        """Decide about a tag and return all that is decided. Raise a DomainError for no name, or for too many."""
        tag = tag_of(name)
        if tag is None:
            raise invalid("tag", "is no hashtag, cashtag or phrase")
        match action:
            case ControlAction.BLOCK:
                _check(self.controls.block(tag, MAX_BLOCKED), f"at most {MAX_BLOCKED} tags are blocked")
            case ControlAction.PIN:
                _check(self.controls.pin(tag, MAX_PINNED), f"at most {MAX_PINNED} tags are pinned")
            case ControlAction.CLEAR:
                self.controls.clear(tag)
        return self.controls.get()


def _check(done: bool, limit: str) -> None:
    if not done:
        raise DomainError(Code.LIMIT_REACHED, limit)
