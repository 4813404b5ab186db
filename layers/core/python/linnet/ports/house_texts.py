"""The texts of a stage's operators."""

from __future__ import annotations

from typing import Protocol

from linnet.domain.house_texts import HouseText, TextKind


class HouseTexts(Protocol):
    """One text of each kind, at most; strongly consistent."""

    def get(self, kind: TextKind) -> HouseText | None:
        """Return a text, None where the operators wrote none."""
        ...

    def put(self, text: HouseText) -> None:
        """Store a text in place of the one of its kind."""
        ...

    def remove(self, kind: TextKind) -> None:
        """Drop a text; again changes nothing."""
        ...
