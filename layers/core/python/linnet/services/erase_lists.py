"""Erase the lists of an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from linnet.ports.lists import Lists

A_PIECE: Final = 10


@dataclass(frozen=True, slots=True)
class EraseLists:
    """Implement the port `Eraser`: remove lists as their owner would; timelines and pairs follow from the stream.

    That others have the account in their lists ends with their follows.
    """

    lists: Lists
    name: str = "lists"

    def erase(self, user_id: int, _position: str | None) -> str | None:
        kept = self.lists.all_of(user_id)
        for each in kept[:A_PIECE]:
            self.lists.delete(user_id, each.id)
        return "" if len(kept) > A_PIECE else None
