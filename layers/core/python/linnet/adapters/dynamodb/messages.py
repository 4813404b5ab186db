"""Conversations and their messages in DynamoDB."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.batch_reads import read_batch
from linnet.adapters.dynamodb.conditions import updated
from linnet.adapters.dynamodb.graph_rows import GraphRow
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.message_rows import (
    SCHEMA,
    MessageRow,
    conversation_of,
    head_actions,
    key_of,
    message_of,
    participation_of,
    place_of_message,
    row_of_key,
    row_of_message,
    unsend_actions,
)
from linnet.adapters.dynamodb.transactions import ConditionsFailed, Random, Sleep
from linnet.domain.messages import Conversation, Effect, Message, Participation, Unsend
from linnet.ports.messages import ConversationMoved, GroupStands, MessageGone, SentKey, SentKeyUsed, Separated

# The conditional actions of a change, whose positions tell which condition failed.
_HEAD, _KEY, _PAIR, _EFFECT, _PLACE, _GROUP = "head", "key", "pair", "effect", "place", "group"


@dataclass(frozen=True, slots=True)
class DynamoConversationHeads:
    """Implement the port `ConversationHeads`."""

    row: type[MessageRow]
    sleep: Sleep
    random: Random

    def get_many(self, conversation_ids: Collection[str]) -> Mapping[str, Conversation]:
        wanted = [(keys.conversation(each), keys.CONVERSATION_HEAD) for each in dict.fromkeys(conversation_ids)]
        rows = read_batch(self.row, wanted, sleep=self.sleep, random=self.random, consistent=True)
        return {head.id: head for head in map(conversation_of, rows)}


@dataclass(frozen=True, slots=True)
class DynamoConversations:
    """Implement the port `Conversations`.

    Every change of a conversation is a transaction with its head, on condition of the head's version: so the store, and
    no clock, decides the order. Blocks are checked in the same transaction: none can slip in between.
    """

    row: type[MessageRow]
    graph: type[GraphRow]
    writing: Writing

    def get_many(self, conversation_ids: Collection[str]) -> Mapping[str, Conversation]:
        heads = DynamoConversationHeads(self.row, self.writing.sleep, self.writing.random)
        return heads.get_many(conversation_ids)

    def participations(self, user_id: int, conversation_ids: Collection[str]) -> Mapping[str, Participation]:
        wanted = [(keys.conversation(each), keys.participant(user_id)) for each in dict.fromkeys(conversation_ids)]
        rows = read_batch(self.row, wanted, sleep=self.writing.sleep, random=self.writing.random, consistent=True)
        return {row.pk.partition("#")[2]: participation_of(row) for row in rows}

    def members(self, conversation_id: str) -> Mapping[int, Participation]:
        rows = self.row.query(
            keys.conversation(conversation_id),
            self.row.sk.startswith(keys.PARTICIPANT_PREFIX),
            consistent_read=True,
        )
        return {int(row.user_id): participation_of(row) for row in rows}

    def change(
        self,
        before: Conversation | None,
        after: Conversation,
        *,
        effect: Effect | None = None,
        joined: Collection[int] = (),
        unblocked: Collection[tuple[int, int]] = (),
        key: SentKey | None = None,
        now_ms: int,
    ) -> None:
        row, pk = self.row, keys.conversation(after.id)
        founded = before is None and after.by_members
        parts = [_HEAD, *[_KEY] * (key is not None), *[_PAIR] * len(unblocked), *[_EFFECT] * (effect is not None)]
        parts += [*[_PLACE] * isinstance(effect, Message), *[_GROUP] * founded]

        def fill(write: TransactWrite) -> None:
            write.update(
                row(pk, keys.CONVERSATION_HEAD),
                actions=head_actions(row, after),
                condition=row.pk.does_not_exist() if before is None else row.version == before.version,
                return_values="ALL_OLD",
            )
            if key is not None:
                free: Condition = row.pk.does_not_exist() | (row.expires_at <= now_ms // 1000)
                write.save(row_of_key(row, key), condition=free, return_values="ALL_OLD")
            for user_id, other_id in unblocked:
                no_block = self.graph.blocking.does_not_exist() & self.graph.blocked_by.does_not_exist()
                write.condition_check(self.graph, keys.user(user_id), keys.pair(other_id), condition=no_block)
            if effect is not None:
                self._add(write, after.id, effect)
            if founded:
                group = row(keys.group_of(after.members), keys.GROUP_OF, conversation_id=after.id)
                write.save(group, condition=row.pk.does_not_exist(), return_values="ALL_OLD")
            elif before is not None and before.by_members and not after.by_members:
                write.delete(row(keys.group_of(before.members), keys.GROUP_OF))
            for user_id in joined:
                write.update(row(pk, keys.participant(user_id)), actions=self._join(user_id, after.last_id))

        try:
            self.writing.commit(fill)
        except ConditionsFailed as refused:
            raise self._reason(refused, parts, key, before) from refused

    def _reason(
        self, refused: ConditionsFailed, parts: Sequence[str], key: SentKey | None, before: Conversation | None
    ) -> Exception:
        failed = {part for position, part in enumerate(parts) if refused.at(position)}
        # A key that is taken answers the request, whatever became of the conversation since.
        if _KEY in failed and key is not None:
            return SentKeyUsed(key_of(self._standing(refused, parts.index(_KEY)), key.key))
        if _PAIR in failed:
            return Separated()
        if _EFFECT in failed and _HEAD not in failed:
            return MessageGone()
        if _PLACE in failed and _HEAD not in failed:
            return ConversationMoved(before)
        if _GROUP in failed:
            return GroupStands(self._standing(refused, parts.index(_GROUP)).conversation_id)
        reason = refused.reasons[0]
        standing = None if reason is None else reason.raw_item
        return ConversationMoved(None if not standing else conversation_of(self.row.from_raw_data(dict(standing))))

    def _standing(self, refused: ConditionsFailed, position: int) -> MessageRow:
        reason = refused.reasons[position]
        item = (None if reason is None else reason.raw_item) or {}
        return self.row.from_raw_data(dict(item))

    def _add(self, write: TransactWrite, conversation_id: str, effect: Effect) -> None:
        row = self.row
        if isinstance(effect, Message):
            write.save(row_of_message(row, effect), condition=row.pk.does_not_exist())
            # Ids are of one space: no two messages have the same, wherever they were sent.
            write.save(place_of_message(row, effect), condition=row.pk.does_not_exist())
            return
        target = row(keys.conversation(conversation_id), keys.message(effect.message_id))
        standing = row.pk.exists() & row.unsent_at.does_not_exist()
        if isinstance(effect, Unsend):
            write.update(target, actions=unsend_actions(row, effect.now_ms), condition=standing)
            return
        reaction: Any = row.reactions[str(effect.user_id)]
        action = reaction.remove() if effect.emoji is None else reaction.set(effect.emoji)
        write.update(target, actions=[action], condition=standing)

    def _join(self, user_id: int, last_id: int) -> list[Action]:
        row = self.row
        return [row.schema_version.set(SCHEMA), row.user_id.set(user_id), row.joined_id.set(last_id)]

    def recall(self, user_id: int, key: str, now_ms: int) -> SentKey | None:
        try:
            row = self.row.get(keys.sent_key(user_id, key), keys.SENT_KEY, consistent_read=True)
        except self.row.DoesNotExist:
            return None
        record = key_of(row, key)
        return record if record.expires_ms > now_ms else None

    def group_of(self, members: Collection[int]) -> str | None:
        try:
            return self.row.get(keys.group_of(members), keys.GROUP_OF, consistent_read=True).conversation_id
        except self.row.DoesNotExist:
            return None

    def mark_read(self, conversation_id: str, user_id: int, message_id: int) -> bool:
        return self._forward(conversation_id, user_id, self.row.read_id, message_id)

    def delete_for(self, conversation_id: str, user_id: int, message_id: int) -> bool:
        return self._forward(conversation_id, user_id, self.row.deleted_id, message_id)

    def _forward(self, conversation_id: str, user_id: int, marker: NumberAttribute, message_id: int) -> bool:
        row = self.row
        place = row(keys.conversation(conversation_id), keys.participant(user_id))
        actions: list[Action] = [row.schema_version.set(SCHEMA), row.user_id.set(user_id), marker.set(message_id)]
        forward = marker.does_not_exist() | (marker < message_id)
        return updated(place, actions, forward, self.writing.sleep, self.writing.random)


@dataclass(frozen=True, slots=True)
class DynamoMessages:
    """Implement the port `Messages`."""

    row: type[MessageRow]
    writing: Writing

    def find(self, wanted: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], Message]:
        each = [(keys.conversation(place), keys.message(message_id)) for place, message_id in dict.fromkeys(wanted)]
        rows = read_batch(self.row, each, sleep=self.writing.sleep, random=self.writing.random, consistent=True)
        return {(message.conversation_id, message.id): message for message in map(message_of, rows)}

    def places(self, message_ids: Collection[int]) -> Mapping[int, str]:
        each = [(keys.message_place(message_id), keys.MESSAGE_PLACE) for message_id in dict.fromkeys(message_ids)]
        rows = read_batch(self.row, each, sleep=self.writing.sleep, random=self.writing.random, consistent=True)
        return {int(row.pk.partition("#")[2]): row.conversation_id for row in rows}

    def older(self, conversation_id: str, after: int, before: int | None, limit: int) -> Sequence[Message]:
        upto = keys.MESSAGE_PREFIX + "9" * 20 if before is None else keys.message(before - 1)
        if before is not None and before - 1 <= after:
            return []
        return self._page(conversation_id, self.row.sk.between(keys.message(after + 1), upto), limit, forward=False)

    def newer(self, conversation_id: str, after: int, limit: int) -> Sequence[Message]:
        beyond = self.row.sk.between(keys.message(after + 1), keys.MESSAGE_PREFIX + "9" * 20)
        return self._page(conversation_id, beyond, limit, forward=True)

    def _page(self, conversation_id: str, where: Condition, limit: int, *, forward: bool) -> list[Message]:
        rows = self.row.query(
            keys.conversation(conversation_id), where, consistent_read=True, scan_index_forward=forward, limit=limit
        )
        return [message_of(row) for row in rows]

    def hide(self, conversation_id: str, message_id: int, user_id: int) -> bool:
        row = self.row
        target = row(keys.conversation(conversation_id), keys.message(message_id))
        return updated(
            target, [row.hidden_for.add({user_id})], row.pk.exists(), self.writing.sleep, self.writing.random
        )
