"""Texts of operators in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

from linnet.domain.house_texts import HouseText, TextKind


class FakeHouseTexts:
    def __init__(self) -> None:
        self.stored: dict[TextKind, HouseText] = {}

    def get(self, kind: TextKind) -> HouseText | None:
        return self.stored.get(kind)

    def put(self, text: HouseText) -> None:
        self.stored[text.kind] = text

    def remove(self, kind: TextKind) -> None:
        self.stored.pop(kind, None)
