"""Read conversations: the inbox, the requests, and one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.messages import Conversation, ConversationEntry, Message, Participation
from linnet.domain.paging import PageRange
from linnet.domain.users import Viewer
from linnet.domain.views import ShownConversation
from linnet.domain.visibility import Sight
from linnet.ports.environment import Parallel
from linnet.ports.messages import ConversationLists, Conversations, Messages
from linnet.services.at_once import both
from linnet.services.find_conversation import FindConversation, Seat
from linnet.services.read_messages import ReadMessages

MAX_ROUNDS: Final = 5
# A list names a group by a few of its members; all of them stand in the group itself.
PEOPLE_IN_LISTS: Final = 5


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """A page of conversations, newest first; its neighbours (message ids) as `PageRange.neighbours` names them."""

    conversations: tuple[ShownConversation, ...]
    next_before: int | None
    next_after: int | None = None


@dataclass(frozen=True, slots=True)
class ReadConversations:
    """Three trips: the list, then heads, markers and newest messages, then profiles.

    The list may be a moment behind; what it names is read as it is now, so that nobody sees a conversation they left.
    """

    conversations: Conversations
    messages: Messages
    lists: ConversationLists
    read_messages: ReadMessages
    find: FindConversation
    parallel: Parallel

    def page(self, viewer: Viewer, requests: bool, page: PageRange) -> ConversationPage:
        """Return the inbox or the requests; the range is one of newest messages."""
        sight, part = both(
            self.parallel,
            lambda: self.find.sight(viewer),
            lambda: self.lists.page(viewer.user_id, requests, page.one_more()),
        )
        shown: list[ShownConversation] = []
        position: int | None = None
        ends: list[int] = []
        for _ in range(MAX_ROUNDS):
            room = page.limit - len(shown)
            fitting = _together(part, room)
            if part and shown and not fitting:
                # What comes next goes together onto the next page.
                break
            wanted = fitting or part[:room]
            shown += self._show(sight, wanted, requests)
            ends += [each.activity for each in wanted]
            position = wanted[-1].activity if len(part) > len(wanted) else None
            if position is None or len(wanted) < room or len(shown) >= page.limit:
                break
            part = self.lists.page(viewer.user_id, requests, page.beyond(position, page.limit - len(shown) + 1))
        return ConversationPage(page.newest_first(shown), *page.neighbours(position, max(ends, default=None)))

    def one(self, viewer: Viewer, conversation_id: str) -> ShownConversation:
        """Return a conversation with all its members, and how far they have read. Raise a DomainError (not found).

        Who has not accepted a request tells nobody what was read.
        """
        seat, parts = self.find.beside(viewer, conversation_id, lambda: self.conversations.members(conversation_id))
        head = seat.conversation
        place = (head.id, head.last_id)
        last = self.messages.find([place]).get(place)
        people = self.find.people(seat.sight, sorted(head.members))
        told = people.keys() & head.accepted
        reads = {user_id: parts[user_id].read_id for user_id in told if user_id in parts and parts[user_id].read_id}
        shown = self._shown(seat, last, [*people])
        return ShownConversation(
            head, tuple(people.values()), shown.last, shown.unread, shown.read_id, shown.request, reads, shown.reader
        )

    def _show(self, sight: Sight, entries: Sequence[ConversationEntry], requests: bool) -> list[ShownConversation]:
        me, ids = sight.viewer_id or 0, [entry.conversation_id for entry in entries]
        places = [(entry.conversation_id, entry.activity) for entry in entries]
        (heads, parts), messages = both(
            self.parallel,
            lambda: both(
                self.parallel,
                lambda: self.conversations.get_many(ids),
                lambda: self.conversations.participations(me, ids),
            ),
            lambda: self.messages.find(places),
        )
        mine = [
            (heads[entry.conversation_id], entry.activity)
            for entry in entries
            if _belongs(heads.get(entry.conversation_id), me, requests)
            and not _deleted(heads[entry.conversation_id], parts.get(entry.conversation_id))
        ]
        named = {head.id: _first(head, me) for head, _ in mine}
        # All profiles of the page in one call; single ones asked for below are in the container's memory then.
        wanted = {me, *(each for some in named.values() for each in some)}
        wanted |= {head.last_author_id for head, _ in mine} | {each.author_id for each in messages.values()}
        people = self.find.people(sight, wanted)
        return [
            self._shown(
                Seat(head, parts.get(head.id, Participation()), sight),
                messages.get((head.id, activity)),
                named[head.id],
            )
            for head, activity in mine
            if head.is_group or head.other(me) in people
        ]

    def _shown(self, seat: Seat, message: Message | None, named: Sequence[int]) -> ShownConversation:
        head, me = seat.conversation, seat.sight.viewer_id
        last = self.read_messages.show(seat, [] if message is None else [message])
        begun = head.last_id > max(seat.part.read_id, seat.part.begins_after) and head.last_author_id != me
        # What may not be seen cannot be read either.
        unread = begun and bool(self.find.people(seat.sight, [head.last_author_id]))
        mine = [] if me is None else [me]
        return ShownConversation(
            conversation=head,
            people=tuple(self.find.people(seat.sight, named).values()),
            last=last[0] if last else None,
            unread=unread,
            read_id=seat.part.read_id,
            request=me in head.pending,
            reader=next(iter(self.find.people(seat.sight, mine).values()), None),
        )


def _together(part: Sequence[ConversationEntry], limit: int) -> Sequence[ConversationEntry]:
    """Return what fits on a page; entries with the same activity stay together, because a cursor cannot part them."""
    end = limit
    while 0 < end < len(part) and part[end - 1].activity == part[end].activity:
        end -= 1
    return part[:end]


def _belongs(head: Conversation | None, me: int, requests: bool) -> bool:
    return head is not None and me in head.members and me not in head.refused and (me in head.pending) is requests


def _deleted(head: Conversation, part: Participation | None) -> bool:
    return part is not None and head.last_id <= part.deleted_id


def _first(head: Conversation, me: int) -> list[int]:
    return sorted(head.members - {me})[:PEOPLE_IN_LISTS]
