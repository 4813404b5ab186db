"""Suggestions in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from linnet.domain.search.suggestions import SuggestedUser, UsedTag, beginnings_of, by_letter


class FakeUserSuggestions:
    def __init__(self) -> None:
        self.stored: dict[int, tuple[int, SuggestedUser | None]] = {}

    def of(self, beginning: str, limit: int) -> Sequence[SuggestedUser]:
        users = [user for _, user in self.stored.values() if user is not None and beginning in beginnings_of(user)]
        return sorted(users, key=lambda user: (-user.fame, user.id))[:limit]

    def replace(self, user_id: int, version: int, user: SuggestedUser | None) -> None:
        if version >= self.stored.get(user_id, (0, None))[0]:
            self.stored[user_id] = version, user

    def forget(self, user_id: int) -> None:
        self.stored.pop(user_id, None)


class FakeTagsInUse:
    def __init__(self) -> None:
        self.stored: Mapping[str, Sequence[UsedTag]] = {}

    def of(self, letter: str) -> Sequence[UsedTag]:
        return self.stored.get(letter, ())

    def replace(self, tags: Iterable[UsedTag]) -> None:
        self.stored = {**self.stored, **by_letter(tags)}
