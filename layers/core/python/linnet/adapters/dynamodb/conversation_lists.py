"""Inboxes and message requests: one row for each member of each conversation, built from the table's stream."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from pynamodb.expressions.update import Action

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conditions import updated
from linnet.adapters.dynamodb.message_rows import SCHEMA, MessageRow, entry_of
from linnet.adapters.dynamodb.range_reads import rows_in_range
from linnet.adapters.dynamodb.transactions import Random, Sleep
from linnet.domain.messages import Conversation, ConversationEntry
from linnet.domain.paging import PageRange
from linnet.ports.environment import Clock, Parallel

# A record can come again for as long as a stream keeps it, a day, or as somebody has it delivered again from a failure.
LEFT_LIFETIME_S: Final = 7 * 86_400


@dataclass(frozen=True, slots=True)
class DynamoConversationLists:
    """Implement the port `ConversationLists`.

    A row holds the version of the conversation that it follows from, and gives way only to a newer one: records that
    come twice or late change nothing. A row that ended stays without its place in the index: so they do later as well,
    and what an account wrote where it takes no part any more can be found when the account is erased.
    """

    row: type[MessageRow]
    parallel: Parallel
    clock: Clock
    sleep: Sleep
    random: Random

    def page(self, user_id: int, requests: bool, page: PageRange) -> Sequence[ConversationEntry]:
        owner = keys.message_requests(user_id) if requests else keys.inbox(user_id)
        rows = rows_in_range(self.row.by_activity.query, owner, self.row.activity, page)
        return [entry_of(row) for row in rows]

    def ever(self, user_id: int, after: str, limit: int) -> Sequence[str]:
        # The prefix ends where the ids begin, so that the empty one comes before all.
        beyond = self.row.sk.between(keys.list_entry(after), keys.list_entry("~"))
        rows = self.row.query(keys.user(user_id), beyond, consistent_read=True, limit=limit + 1)
        found = [row.sk.partition("#")[2] for row in rows]
        return [each for each in found if each != after][:limit]

    def apply(
        self, before: Conversation | None, after: Conversation, erased: Collection[int] = (), left: Collection[int] = ()
    ) -> None:
        concerned = after.members | after.refused | (frozenset() if before is None else before.members)
        # A refusal takes the conversation out of the list of whoever refused; a group is refused by leaving it.
        listed = (after.members - after.refused).difference(erased, left)
        calls = [self._put(user_id, after) for user_id in sorted(listed)]
        former = sorted(concerned.difference(listed, erased))
        calls += [self._remove(user_id, after, for_good=user_id in left) for user_id in former]
        self.parallel.run(calls)

    def _put(self, user_id: int, conversation: Conversation) -> Callable[[], None]:
        row = self.row
        request = user_id in conversation.pending
        actions: list[Action] = [
            row.listed_in.set(keys.message_requests(user_id) if request else keys.inbox(user_id)),
            row.activity.set(conversation.last_id),
            row.version.set(conversation.version),
            row.schema_version.set(SCHEMA),
        ]
        return lambda: self._write(user_id, conversation, actions)

    def _remove(self, user_id: int, conversation: Conversation, *, for_good: bool) -> Callable[[], None]:
        row = self.row
        actions: list[Action] = [
            row.listed_in.remove(),
            row.activity.remove(),
            row.version.set(conversation.version),
            row.schema_version.set(SCHEMA),
        ]
        if for_good:
            actions.append(row.expires_at.set(self.clock.now_ms() // 1000 + LEFT_LIFETIME_S))
        return lambda: self._write(user_id, conversation, actions)

    def _write(self, user_id: int, conversation: Conversation, actions: list[Action]) -> None:
        target = self.row(keys.user(user_id), keys.list_entry(conversation.id))
        newer = self.row.version.does_not_exist() | (self.row.version < conversation.version)
        updated(target, actions, newer, self.sleep, self.random)
