"""Rows of the messages table, and how they become conversations and messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pynamodb.attributes import (
    Attribute,
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    NumberSetAttribute,
    UnicodeAttribute,
)
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from linnet.adapters.dynamodb import keys
from linnet.domain.messages import Conversation, ConversationEntry, Event, Message, Participation
from linnet.ports.messages import SentKey

SCHEMA: Final = 1


class UnknownSchemaVersion(ValueError):
    """A row was written by newer code than this."""


class ByActivity(GlobalSecondaryIndex["MessageRow"]):
    """The conversations of an inbox or of requests in the order of their newest messages; only list rows have it."""

    class Meta:
        index_name = "by_activity"
        projection = KeysOnlyProjection()

    listed_in = UnicodeAttribute(hash_key=True)
    activity = NumberAttribute(range_key=True)


class MessageRow(Model):
    """Any row of the table; the keys say which kind, and only that kind's attributes are set."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    by_activity = ByActivity()
    schema_version = NumberAttribute(default=SCHEMA)
    version = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)

    # The head of a conversation.
    members = NumberSetAttribute(null=True)
    pending = NumberSetAttribute(null=True)
    refused = NumberSetAttribute(null=True)
    admins = NumberSetAttribute(null=True)
    title = UnicodeAttribute(null=True)
    last_id = NumberAttribute(null=True)
    last_author_id = NumberAttribute(null=True)
    event = UnicodeAttribute(null=True)
    actor_id = NumberAttribute(null=True)
    changed_id = NumberAttribute(null=True)
    by_members = BooleanAttribute(null=True)

    # A member's part in it.
    user_id = NumberAttribute(null=True)
    joined_id = NumberAttribute(null=True)
    read_id = NumberAttribute(null=True)
    deleted_id = NumberAttribute(null=True)

    # A message.
    id = NumberAttribute(null=True)
    author_id = NumberAttribute(null=True)
    text = UnicodeAttribute(null=True)
    media_ids: ListAttribute[Any] = ListAttribute(of=NumberAttribute, null=True)
    reactions: MapAttribute[Any, Any] = MapAttribute(null=True)
    hidden_for = NumberSetAttribute(null=True)
    unsent_at = NumberAttribute(null=True)

    # An entry of a list of conversations.
    listed_in = UnicodeAttribute(null=True)
    activity = NumberAttribute(null=True)

    # What an idempotency key was used for.
    body_sha256 = UnicodeAttribute(null=True)
    message_id = NumberAttribute(null=True)

    # Where the key, a message's id or a group's members lead.
    conversation_id = UnicodeAttribute(null=True)


def conversation_of(row: MessageRow) -> Conversation:
    """Read a head. Raise UnknownSchemaVersion, or ValueError or TypeError when it is broken."""
    if row.schema_version > SCHEMA:
        raise UnknownSchemaVersion(f"schema version {int(row.schema_version)} is newer than {SCHEMA}")
    return Conversation(
        id=row.pk.partition("#")[2],
        members=_ids(row.members),
        last_id=int(row.last_id),
        last_author_id=int(row.last_author_id),
        pending=_ids(row.pending),
        refused=_ids(row.refused),
        admins=_ids(row.admins),
        title=row.title or "",
        version=int(row.version),
        event=Event(row.event),
        actor_id=int(row.actor_id),
        changed_id=_whole(row.changed_id),
        by_members=bool(row.by_members),
    )


def head_actions(row: type[MessageRow], conversation: Conversation) -> list[Action]:
    """Return the update that makes a head hold exactly this."""
    optional: tuple[tuple[Attribute[Any], object], ...] = (
        # DynamoDB knows no empty sets.
        (row.members, set(conversation.members) or None),
        (row.pending, set(conversation.pending) or None),
        (row.refused, set(conversation.refused) or None),
        (row.admins, set(conversation.admins) or None),
        (row.title, conversation.title or None),
        (row.changed_id, conversation.changed_id),
        (row.by_members, conversation.by_members or None),
    )
    return [
        row.schema_version.set(SCHEMA),
        row.version.set(conversation.version),
        row.last_id.set(conversation.last_id),
        row.last_author_id.set(conversation.last_author_id),
        row.event.set(conversation.event.value),
        row.actor_id.set(conversation.actor_id),
        *(attribute.remove() if value is None else attribute.set(value) for attribute, value in optional),
    ]


def participation_of(row: MessageRow) -> Participation:
    """Read a member's part."""
    return Participation(
        joined_id=int(row.joined_id or 0), read_id=int(row.read_id or 0), deleted_id=int(row.deleted_id or 0)
    )


def row_of_message(row: type[MessageRow], message: Message) -> MessageRow:
    """Build the row of a new message."""
    return row(
        keys.conversation(message.conversation_id),
        keys.message(message.id),
        id=message.id,
        author_id=message.author_id,
        text=message.text,
        media_ids=list(message.media_ids) or None,
        # Empty, so that a reaction can be set by its path.
        reactions={},
    )


def place_of_message(row: type[MessageRow], message: Message) -> MessageRow:
    """Build the row by which a message is found by its id alone."""
    place = keys.message_place(message.id)
    return row(place, keys.MESSAGE_PLACE, conversation_id=message.conversation_id)


def unsend_actions(row: type[MessageRow], now_ms: int) -> list[Action]:
    """Return the update that leaves a message without its content."""
    return [row.text.remove(), row.media_ids.remove(), row.reactions.remove(), row.unsent_at.set(now_ms)]


def message_of(row: MessageRow) -> Message:
    """Read a message."""
    # An unsent message has none.
    given: MapAttribute[Any, Any] | None = row.reactions
    reactions = {} if given is None else given.as_dict()
    return Message(
        conversation_id=row.pk.partition("#")[2],
        id=int(row.id),
        author_id=int(row.author_id),
        text=row.text or "",
        media_ids=tuple(int(each) for each in row.media_ids or ()),
        reactions={int(user_id): emoji for user_id, emoji in reactions.items()},
        hidden_for=_ids(row.hidden_for),
        unsent_ms=_whole(row.unsent_at),
    )


def entry_of(row: MessageRow) -> ConversationEntry:
    """Read an entry of a list."""
    return ConversationEntry(conversation_id=row.sk.partition("#")[2], activity=int(row.activity))


def row_of_key(row: type[MessageRow], record: SentKey) -> MessageRow:
    """Build the row of an idempotency key."""
    return row(
        keys.sent_key(record.user_id, record.key),
        keys.SENT_KEY,
        user_id=record.user_id,
        body_sha256=record.body_sha256,
        conversation_id=record.conversation_id,
        message_id=record.message_id,
        # Rounded up: a key is never forgotten before its time.
        expires_at=-(-record.expires_ms // 1000),
    )


def key_of(row: MessageRow, key: str) -> SentKey:
    """Read what an idempotency key was used for."""
    return SentKey(
        user_id=int(row.user_id),
        key=key,
        body_sha256=row.body_sha256,
        conversation_id=row.conversation_id,
        message_id=_whole(row.message_id),
        expires_ms=int(row.expires_at) * 1000,
    )


def _ids(values: Iterable[float] | None) -> frozenset[int]:
    return frozenset(int(value) for value in values or ())


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
