"""Decode stream records of the messages table into domain changes.

Records of messages themselves are none of them: the event source leaves them out, so that no text comes to a worker,
nor, when it fails, into the failure store.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.message_rows import MessageRow, conversation_of, participation_of
from linnet.domain.changes import ConversationChange, PoisonRecord, ReadChange
from linnet.domain.messages import Conversation

Record = Mapping[str, Any]

# What a malformed image makes of pynamodb and of our own decoding; UnknownSchemaVersion is a ValueError.
_UNDECODABLE = (AttributeError, KeyError, TypeError, ValueError)


def decode_messages_change(record: Record) -> ConversationChange | ReadChange | None:
    """Decode a record; None for rows that mean nothing to lists and sockets. Raise PoisonRecord."""
    try:
        change = record["dynamodb"]
        pk, sk = change["Keys"]["pk"]["S"], change["Keys"]["sk"]["S"]
        after = change.get("NewImage")
        if after is None:
            return None
        if sk == keys.CONVERSATION_HEAD:
            before = change.get("OldImage")
            # Whole seconds. A record that does not say when it was made is taken for an old one.
            at_ms = int(change.get("ApproximateCreationDateTime", 0)) * 1000
            return ConversationChange(None if before is None else _head(before), _head(after), at_ms)
        if sk.startswith(keys.PARTICIPANT_PREFIX):
            row = MessageRow.from_raw_data(dict(after))
            read_id = participation_of(row).read_id
            return ReadChange(pk.partition("#")[2], int(row.user_id), read_id) if read_id else None
    except _UNDECODABLE as error:
        raise _poison(record, error) from error
    return None


def _head(image: Mapping[str, Any]) -> Conversation:
    return conversation_of(MessageRow.from_raw_data(dict(image)))


def _poison(record: Record, error: Exception) -> PoisonRecord:
    stream = record.get("dynamodb")
    sequence = stream.get("SequenceNumber") if isinstance(stream, Mapping) else None
    # The type and not the message: messages of decoders quote the data.
    return PoisonRecord(f"undecodable: {type(error).__name__}", None if sequence is None else str(sequence))
