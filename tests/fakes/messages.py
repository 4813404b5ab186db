"""The messages stores in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from linnet.domain.messages import Conversation, ConversationEntry, Effect, Message, Participation, React, Unsend
from linnet.domain.paging import PageRange
from linnet.ports.messages import ConversationMoved, GroupStands, MessageGone, SentKey, SentKeyUsed, Separated


@dataclass
class FakeMessages:
    """Every store over the messages table, in one.

    `separated` says whether a block stands between two accounts; `changes` holds the heads before and after each
    change, as the stream has them.
    """

    separated: Callable[[int, int], bool] = lambda _first, _second: False
    heads: dict[str, Conversation] = field(default_factory=dict)
    rows: dict[str, dict[int, Message]] = field(default_factory=dict)
    parts: dict[tuple[str, int], Participation] = field(default_factory=dict)
    keys: dict[tuple[int, str], SentKey] = field(default_factory=dict)
    lists: dict[tuple[int, str], tuple[int, int, bool | None]] = field(default_factory=dict)
    changes: list[tuple[Conversation | None, Conversation]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    # Conversations

    def get_many(self, conversation_ids: Collection[str]) -> Mapping[str, Conversation]:
        return {each: self.heads[each] for each in conversation_ids if each in self.heads}

    def participations(self, user_id: int, conversation_ids: Collection[str]) -> Mapping[str, Participation]:
        return {each: self.parts[each, user_id] for each in conversation_ids if (each, user_id) in self.parts}

    def members(self, conversation_id: str) -> Mapping[int, Participation]:
        return {user_id: part for (place, user_id), part in self.parts.items() if place == conversation_id}

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
        with self.lock:
            used = None if key is None else self.recall(key.user_id, key.key, now_ms)
            if used is not None:
                raise SentKeyUsed(used)
            if any(self.separated(*pair) for pair in unblocked):
                raise Separated
            current = self.heads.get(after.id)
            if (None if current is None else current.version) != (None if before is None else before.version):
                raise ConversationMoved(current)
            if isinstance(effect, Message) and self.places([effect.id]):
                raise ConversationMoved(before)
            if before is None and after.by_members and (standing := self.group_of(after.members)) is not None:
                raise GroupStands(standing)
            if effect is not None:
                self._add(after.id, effect)
            self.heads[after.id] = after
            for user_id in joined:
                part = self.parts.get((after.id, user_id), Participation())
                self.parts[after.id, user_id] = replace(part, joined_id=after.last_id)
            if key is not None:
                self.keys[key.user_id, key.key] = key
            self.changes.append((current, after))

    def _add(self, conversation_id: str, effect: Effect) -> None:
        log = self.rows.setdefault(conversation_id, {})
        if isinstance(effect, Message):
            log[effect.id] = effect
            return
        message = log.get(effect.message_id)
        if message is None or message.unsent_ms is not None:
            raise MessageGone
        match effect:
            case Unsend(_, now_ms):
                log[message.id] = replace(message, text="", media_ids=(), reactions={}, unsent_ms=now_ms)
            case React(_, user_id, emoji):
                reactions = {user: given for user, given in message.reactions.items() if user != user_id}
                if emoji is not None:
                    reactions[user_id] = emoji
                log[message.id] = replace(message, reactions=reactions)

    def recall(self, user_id: int, key: str, now_ms: int) -> SentKey | None:
        record = self.keys.get((user_id, key))
        return record if record is not None and record.expires_ms > now_ms else None

    def group_of(self, members: Collection[int]) -> str | None:
        found = (head.id for head in self.heads.values() if head.by_members and head.members == set(members))
        return next(found, None)

    def mark_read(self, conversation_id: str, user_id: int, message_id: int) -> bool:
        with self.lock:
            part = self.parts.get((conversation_id, user_id), Participation())
            if part.read_id >= message_id:
                return False
            self.parts[conversation_id, user_id] = replace(part, read_id=message_id)
            return True

    def delete_for(self, conversation_id: str, user_id: int, message_id: int) -> bool:
        with self.lock:
            part = self.parts.get((conversation_id, user_id), Participation())
            if part.deleted_id >= message_id:
                return False
            self.parts[conversation_id, user_id] = replace(part, deleted_id=message_id)
            return True

    # Messages

    def find(self, wanted: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], Message]:
        return {(place, each): self.rows[place][each] for place, each in wanted if each in self.rows.get(place, {})}

    def places(self, message_ids: Collection[int]) -> Mapping[int, str]:
        return {each: place for place, log in self.rows.items() for each in message_ids if each in log}

    def older(self, conversation_id: str, after: int, before: int | None, limit: int) -> Sequence[Message]:
        log = self.rows.get(conversation_id, {})
        wanted = sorted((each for each in log if after < each and (before is None or each < before)), reverse=True)
        return [log[each] for each in wanted[:limit]]

    def newer(self, conversation_id: str, after: int, limit: int) -> Sequence[Message]:
        log = self.rows.get(conversation_id, {})
        return [log[each] for each in sorted(each for each in log if each > after)[:limit]]

    def hide(self, conversation_id: str, message_id: int, user_id: int) -> bool:
        with self.lock:
            message = self.rows.get(conversation_id, {}).get(message_id)
            if message is None:
                return False
            hidden = replace(message, hidden_for=message.hidden_for | {user_id})
            self.rows[conversation_id][message_id] = hidden
            return True

    # ConversationLists

    def page(self, user_id: int, requests: bool, page: PageRange) -> Sequence[ConversationEntry]:
        entries = [
            ConversationEntry(place, activity)
            for (owner, place), (_, activity, as_request) in self.lists.items()
            if owner == user_id and as_request is requests and page.holds(activity)
        ]
        return sorted(entries, key=lambda entry: entry.activity, reverse=not page.ascending)[: page.limit]

    def apply(
        self, before: Conversation | None, after: Conversation, erased: Collection[int] = (), left: Collection[int] = ()
    ) -> None:
        former = frozenset() if before is None else before.members
        for user_id in (former | after.members | after.refused).difference(erased):
            version, activity, _ = self.lists.get((user_id, after.id), (0, 0, None))
            if version >= after.version:
                continue
            listed = user_id in after.members and user_id not in after.refused and user_id not in left
            as_request = user_id in after.pending if listed else None
            self.lists[user_id, after.id] = (after.version, after.last_id if listed else activity, as_request)

    def ever(self, user_id: int, after: str, limit: int) -> Sequence[str]:
        return sorted(place for owner, place in self.lists if owner == user_id and place > after)[:limit]

    # ConversationTraces

    def unsay(self, messages: Collection[Message], user_id: int, now_ms: int) -> None:
        for each in messages:
            log = self.rows.get(each.conversation_id, {})
            if each.id not in log:
                continue
            message = replace(log[each.id], hidden_for=log[each.id].hidden_for - {user_id})
            reactions = {user: given for user, given in message.reactions.items() if user != user_id}
            left = replace(message, reactions=reactions)
            if message.author_id == user_id and message.unsent_ms is None:
                left = replace(message, text="", media_ids=(), reactions={}, unsent_ms=now_ms)
            log[each.id] = left

    def forget(self, conversation_id: str, user_id: int) -> None:
        self.parts.pop((conversation_id, user_id), None)
        self.lists.pop((user_id, conversation_id), None)

    def clear(self, conversation_id: str, limit: int) -> bool:
        log = self.rows.get(conversation_id, {})
        for message_id in sorted(log)[:limit]:
            del log[message_id]
        if log:
            return True
        self.heads.pop(conversation_id, None)
        for place in [place for place in self.parts if place[0] == conversation_id]:
            del self.parts[place]
        return False
