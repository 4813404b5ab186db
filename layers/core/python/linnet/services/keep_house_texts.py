"""Write the texts of a stage, as its operators, and read them, as everybody."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import invalid, not_found
from linnet.domain.house_texts import HouseText, TextKind, check_content
from linnet.ports.environment import Clock
from linnet.ports.house_texts import HouseTexts


@dataclass(frozen=True, slots=True)
class KeepHouseTexts:
    """Set and drop texts."""

    texts: HouseTexts
    clock: Clock

    def set(self, kind: str, content: str) -> HouseText:
        """Store a text in place of the one of its kind, and return it. Raise a DomainError (invalid)."""
        text = HouseText(_kind(kind), check_content(content), self.clock.now_ms())
        self.texts.put(text)
        return text

    def clear(self, kind: str) -> TextKind:
        """Drop a text; again changes nothing. Raise a DomainError (invalid) for a kind that there is not."""
        dropped = _kind(kind)
        self.texts.remove(dropped)
        return dropped


@dataclass(frozen=True, slots=True)
class ReadHouseText:
    """Read what the operators wrote."""

    texts: HouseTexts

    def find(self, kind: TextKind) -> HouseText | None:
        """Return a text, None where there is none."""
        return self.texts.get(kind)

    def run(self, kind: str) -> HouseText:
        """Return a text. Raise a DomainError (not found), also for a kind that there is not."""
        found = self.texts.get(TextKind(kind)) if kind in list(TextKind) else None
        if found is None:
            raise not_found("text")
        return found


def _kind(kind: str) -> TextKind:
    if kind not in list(TextKind):
        raise invalid("kind", f"must be one of {', '.join(TextKind)}")
    return TextKind(kind)
