"""Find messages by their ids alone, as clients do that know them as statuses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from linnet.domain.ids import may_be_message
from linnet.domain.messages import Conversation, Message, Participation
from linnet.domain.users import Viewer
from linnet.domain.views import PlacedMessage
from linnet.domain.visibility import Sight
from linnet.ports.environment import Parallel
from linnet.ports.messages import Conversations, Messages
from linnet.services.at_once import both
from linnet.services.find_conversation import FindConversation, Seat
from linnet.services.read_messages import ReadMessages

OLDER: Final = 40
NEWER: Final = 60


@dataclass(frozen=True, slots=True)
class FindMessage:
    """Three trips: where the messages are, then all that decides about them, then profiles.

    An id that is not marked as a message's costs nothing. To who is no member, a message does not exist.
    """

    conversations: Conversations
    messages: Messages
    find: FindConversation
    read: ReadMessages
    parallel: Parallel

    def one(self, viewer: Viewer | None, message_id: int) -> PlacedMessage | None:
        """Return the message of an id; None where the viewer may see none."""
        return self.many(viewer, [message_id]).get(message_id)

    def many(self, viewer: Viewer | None, message_ids: Collection[int]) -> Mapping[int, PlacedMessage]:
        """Return those of the ids that are messages which the viewer may see; unsent ones are none any more."""
        wanted = [each for each in message_ids if may_be_message(each)]
        places = self.messages.places(wanted) if wanted and viewer is not None else {}
        if viewer is None or not places:
            return {}
        ids = set(places.values())
        (heads, parts), (sight, found) = both(
            self.parallel,
            lambda: both(
                self.parallel,
                lambda: self.conversations.get_many(ids),
                lambda: self.conversations.participations(viewer.user_id, ids),
            ),
            lambda: both(
                self.parallel,
                lambda: self.find.sight(viewer),
                lambda: self.messages.find([(place, each) for each, place in places.items()]),
            ),
        )
        mine = {each: head for each, head in heads.items() if viewer.user_id in head.members}
        # All profiles in one call; those asked for one by one below are in the container's memory then.
        self.find.people(sight, {user_id for head in mine.values() for user_id in head.members})
        placed = {
            message.id: self._placed(sight, mine[place], parts.get(place, Participation()), message)
            for (place, _), message in found.items()
            if place in mine and message.unsent_ms is None
        }
        return {message_id: each for message_id, each in placed.items() if each is not None}

    def around(self, viewer: Viewer, message: Message) -> tuple[list[PlacedMessage], list[PlacedMessage]]:
        """Return what was written before and after a message, oldest first, within bounds. Raise a DomainError."""
        place = message.conversation_id
        seat = self.find.run(viewer, place)
        head = seat.conversation
        people = tuple(self.find.people(seat.sight, sorted(head.members)).values())
        before, after = both(
            self.parallel,
            lambda: self.read.older(viewer, place, message.id, OLDER),
            lambda: self.read.newer(viewer, place, message.id, NEWER),
        )
        older, newer = (
            [PlacedMessage(each, head.members, people) for each in part if each.message.unsent_ms is None]
            for part in (reversed(before.messages), after.messages)
        )
        return older, newer

    def _placed(self, sight: Sight, head: Conversation, part: Participation, message: Message) -> PlacedMessage | None:
        people = self.find.people(sight, sorted(head.members))
        if not head.is_group and head.other(sight.viewer_id or 0) not in people:
            return None
        shown = self.read.show(Seat(head, part, sight), [message])
        return PlacedMessage(shown[0], head.members, tuple(people.values())) if shown else None
