"""Events of trends in the event log: JSON of a version, some 100 bytes each, without any text."""

from __future__ import annotations

import json
from typing import Any, Final

from linnet.adapters.queue_messages import MalformedMessage, parsed
from linnet.domain.ids import MAX_ID, created_ms
from linnet.domain.trends.events import EventKind, TrendEvent

VERSION: Final = 1
MAX_TEXT_HASH: Final = (1 << 31) - 1


def encode_event(event: TrendEvent) -> bytes:
    """Write an event; what does not apply is absent."""
    record: dict[str, Any] = {
        "version": VERSION,
        "kind": event.kind.value,
        "post_id": str(event.post_id),
        "actor_id": str(event.actor_id),
        "at_ms": event.at_ms,
        "names": event.names,
    }
    if event.language is not None:
        record["language"] = event.language
    if event.kind is EventKind.POST:
        record["text_hash"] = event.text_hash
    if event.sensitive:
        record["sensitive"] = True
    return json.dumps(record, separators=(",", ":"), ensure_ascii=False).encode()


def decode_event(record: bytes) -> TrendEvent:
    """Read an event. Raise MalformedMessage for one of another version or shape."""
    with parsed(_text(record), VERSION) as fields:
        return TrendEvent(
            kind=EventKind(fields["kind"]),
            post_id=_within(fields["post_id"], MAX_ID),
            actor_id=_within(fields["actor_id"], MAX_ID),
            at_ms=_within(fields["at_ms"], created_ms(MAX_ID)),
            names=tuple(str(name) for name in fields["names"]),
            language=fields.get("language"),
            text_hash=_within(fields.get("text_hash", 0), MAX_TEXT_HASH),
            sensitive=bool(fields.get("sensitive", False)),
        )


def partition_key(event: TrendEvent) -> str:
    """Return what spreads events over the shards of the log: the tweet, and not the tag, which may be everybody's."""
    return str(event.post_id)


def _text(record: bytes) -> str:
    try:
        return record.decode()
    except UnicodeDecodeError as error:
        raise MalformedMessage("not text") from error


def _within(value: object, largest: int) -> int:
    # Beyond these a window could not be written, and its whole batch would fail.
    found = int(str(value))
    if not 0 <= found <= largest:
        raise MalformedMessage("a number that none of ours can be")
    return found
