"""Read the messages of a conversation, backwards from the newest or onwards from any."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.errors import not_found
from linnet.domain.messages import Message
from linnet.domain.users import Viewer
from linnet.domain.views import ShownMessage
from linnet.ports.messages import Messages
from linnet.services.find_conversation import FindConversation, Seat

# A page that is still short then is handed out as it is; its position goes on from there.
MAX_ROUNDS: Final = 5

Read = Callable[[int | None, int], Sequence[Message]]


@dataclass(frozen=True, slots=True)
class MessagePage:
    """A page of messages; `next_position` (a message id) goes into the cursor, None at the end."""

    messages: tuple[ShownMessage, ...]
    next_position: int | None


@dataclass(frozen=True, slots=True)
class ReadMessages:
    """Two trips: messages beside everything that decides about them, then the authors' profiles."""

    messages: Messages
    find: FindConversation

    def older(self, viewer: Viewer, conversation_id: str, before: int | None, limit: int) -> MessagePage:
        """Return messages with id < before, newest first. Raise a DomainError (not found)."""
        return self._page(
            viewer,
            conversation_id,
            lambda position, count: self.messages.older(conversation_id, 0, position, count),
            before,
            limit,
        )

    def newer(self, viewer: Viewer, conversation_id: str, after: int | None, limit: int) -> MessagePage:
        """Return messages with id > after, oldest first. Raise a DomainError (not found)."""
        return self._page(
            viewer,
            conversation_id,
            lambda position, count: self.messages.newer(conversation_id, position or 0, count),
            after,
            limit,
        )

    def one(self, viewer: Viewer, conversation_id: str, message_id: int) -> tuple[Seat, ShownMessage]:
        """Return one message and the viewer's seat. Raise a DomainError (not found)."""
        place = (conversation_id, message_id)
        seat, found = self.find.beside(viewer, conversation_id, lambda: self.messages.find([place]))
        shown = self.show(seat, list(found.values()))
        if not shown:
            raise not_found("message")
        return seat, shown[0]

    def show(self, seat: Seat, messages: Sequence[Message]) -> list[ShownMessage]:
        """Return those of the messages that the member may see, each with its author."""
        mine = seat.sight.viewer_id
        wanted = [each for each in messages if seat.reaches(each.id) and mine not in each.hidden_for]
        people = self.find.people(seat.sight, {each.author_id for each in wanted})
        return [ShownMessage(each, people[each.author_id]) for each in wanted if each.author_id in people]

    def _page(self, viewer: Viewer, conversation_id: str, read: Read, start: int | None, limit: int) -> MessagePage:
        seat, part = self.find.beside(viewer, conversation_id, lambda: read(start, limit + 1))
        shown: list[ShownMessage] = []
        position = start
        for _ in range(MAX_ROUNDS):
            wanted = part[: limit - len(shown)]
            shown += self.show(seat, wanted)
            if len(part) <= len(wanted):
                return MessagePage(tuple(shown), None)
            position = wanted[-1].id
            # Backwards, nothing before the member's beginning is shown: the list ends there.
            if position <= seat.part.begins_after and part[-1].id < position:
                return MessagePage(tuple(shown), None)
            if len(shown) >= limit:
                break
            part = read(position, limit - len(shown) + 1)
        return MessagePage(tuple(shown), position)
