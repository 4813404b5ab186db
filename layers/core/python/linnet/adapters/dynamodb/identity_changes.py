"""Decode what the stream of the identity table says about sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linnet.adapters.dynamodb import keys
from linnet.domain.changes import PoisonRecord

_UNDECODABLE = (AttributeError, KeyError, TypeError, ValueError)


def decode_session_end(record: Mapping[str, Any]) -> int | None:
    """Return whose sessions may have ended with a change, None for a change that ends none. Raise PoisonRecord.

    Only keys and a few attributes are read: which sessions hold is asked of the table itself.
    """
    try:
        change = record["dynamodb"]
        kind = change["Keys"]["sk"]["S"]
        old = change.get("OldImage")
        if kind == keys.SESSION:
            return int(old["owner_id"]["N"]) if record["eventName"] == "REMOVE" else None
        if kind != keys.ACCOUNT or old is None:
            return None
        new = change.get("NewImage") or {}
        same = all(old.get(name) == new.get(name) for name in ("credential_version", "status"))
        return None if same else int(change["Keys"]["pk"]["S"].removeprefix(keys.USER_PREFIX))
    except _UNDECODABLE as error:
        stream = record.get("dynamodb")
        sequence = stream.get("SequenceNumber") if isinstance(stream, Mapping) else None
        raise PoisonRecord(
            f"undecodable: {type(error).__name__}", None if sequence is None else str(sequence)
        ) from error
