"""Every key string of the table of sockets. `docs/data-model.md` lists who reads what."""

from __future__ import annotations


def connection(connection_id: str) -> str:
    return f"C#{connection_id}"


CONNECTION = "C"


def connections_of(user_id: int) -> str:
    return f"O#{user_id}"


def subscribers(topic: str, shard: int) -> str:
    # The shard comes last: topics may hold the separator.
    return f"T#{topic}#{shard}"


def watched(topic: str) -> str:
    return f"W#{topic}"


WATCHED = "W"


def ticket(sha256: str) -> str:
    return f"K#{sha256}"


TICKET = "K"
