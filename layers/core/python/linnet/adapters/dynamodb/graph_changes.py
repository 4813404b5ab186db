"""Decode stream records of the graph table into domain changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.graph_rows import GraphRow, list_of, relationship_of
from linnet.domain.changes import CelebrityChange, FiltersChange, ListRemoval, PairChange, PoisonRecord
from linnet.domain.graph import Relationship
from linnet.domain.lists import UserList

Record = Mapping[str, Any]

# What a malformed image makes of pynamodb and of our own decoding; UnknownSchemaVersion is a ValueError.
_UNDECODABLE = (AttributeError, KeyError, TypeError, ValueError)


def decode_graph_change(record: Record) -> PairChange | CelebrityChange | FiltersChange | ListRemoval | None:
    """Decode a record; None for the rows that follow from pairs, and for lists that stay. Raise PoisonRecord."""
    try:
        change = record["dynamodb"]
        sk = change["Keys"]["sk"]["S"]
        sequence = int(change["SequenceNumber"])
        if sk == keys.CELEBRITY:
            image = change.get("NewImage") or change["OldImage"]
            return CelebrityChange(int(image["user_id"]["N"]), sequence)
        if sk == keys.FILTERS:
            owner_id = int(change["Keys"]["pk"]["S"].removeprefix(keys.USER_PREFIX))
            return FiltersChange(owner_id, int(change.get("NewImage", {}).get("version", {"N": 0})["N"]), sequence)
        if sk.startswith(keys.LIST_PREFIX):
            return None if "NewImage" in change else ListRemoval(_list(change), sequence)
        if not sk.startswith(keys.PAIR_PREFIX):
            return None
        return PairChange(_pair(change, "OldImage"), _pair(change, "NewImage"), sequence)
    except _UNDECODABLE as error:
        raise _poison(record, error) from error


def _pair(change: Record, image: str) -> Relationship | None:
    found = change.get(image)
    return None if found is None else relationship_of(GraphRow.from_raw_data(dict(found)))


def _list(change: Record) -> UserList:
    owner_id = int(change["Keys"]["pk"]["S"].removeprefix(keys.USER_PREFIX))
    return list_of(owner_id, GraphRow.from_raw_data(dict(change["OldImage"])))


def _poison(record: Record, error: Exception) -> PoisonRecord:
    stream = record.get("dynamodb")
    sequence = stream.get("SequenceNumber") if isinstance(stream, Mapping) else None
    # The type and not the message: messages of decoders quote the data.
    return PoisonRecord(f"undecodable: {type(error).__name__}", None if sequence is None else str(sequence))
