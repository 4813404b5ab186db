"""Search every table for what is left of an account."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from linnet.adapters.dynamodb.keys import POSITIONS

Item = Mapping[str, Any]

# Where the id of an erased account, which is nobody's then, may still stand, by table, each for a reason that
# docs/identity.md gives.
ALLOWED: Mapping[str, Callable[[Item, int], bool]] = {
    # A tombstone: ids and totals, because answers of others hang on it.
    "tweets": lambda item, _: "deleted_at" in item,
    # Pairs and list rows that say nothing any more and expire, and what is somebody else's: mutes and notes.
    "graph": lambda item, user_id: "expires_at" in item or _is_kept_by_others(item, user_id),
    # Somebody else's notification, which hides who takes no part, and expires.
    "notifications": lambda item, user_id: (
        "expires_at" in item and item["pk"]["S"] not in (f"N#{user_id}", f"F#{user_id}")
    ),
    # What others have of a conversation: its name, of two made of both ids; who changed it last; unsent messages. And
    # keys of repeated requests, which expire within a day.
    "messages": lambda item, user_id: "expires_at" in item or not _takes_part(item, user_id),
    # Tickets, which expire within half a minute.
    "realtime": lambda item, _: item["pk"]["S"].startswith("K#"),
    # Counts of requests and keys of repeated ones, which expire within a day; the log of changes, within minutes. Not
    # searches, although they expire. And how far the recount is, until it goes on.
    "platform": lambda item, _: (
        item["pk"]["S"] == POSITIONS or ("expires_at" in item and not item["pk"]["S"].startswith("SEARCHES#"))
    ),
}
# Where a word of an erased account may still stand.
WORDS_ALLOWED: Mapping[str, Callable[[Item], bool]] = {
    # A held name, without its account.
    "identity": lambda item: item["pk"]["S"].startswith("N#") and "user_id" not in item and "expires_at" in item,
    # The directory of a hashtag and the mark that it is watched, which are everybody's.
    "timelines": lambda item: item["pk"]["S"].startswith("FEEDS#"),
    "realtime": lambda item: item["pk"]["S"].startswith("W#hashtag:"),
    # Names of tags in windows and lists, which are everybody's and expire within days; not what the account hid.
    "trends": lambda item: not item["pk"]["S"].startswith("U#"),
}


def traces(table: str, items: Iterable[Item], user_id: int, words: Collection[str]) -> list[Item]:
    """Return the items of a table that name the account or hold one of its words, without those that may stay."""
    id_may_stay, words_may_stay = ALLOWED.get(table), WORDS_ALLOWED.get(table)
    return [
        item
        for item in items
        if (names(item, user_id, ()) and not (id_may_stay and id_may_stay(item, user_id)))
        or (names(item, 0, words) and not (words_may_stay and words_may_stay(item)))
    ]


def names(item: Item, user_id: int, words: Collection[str]) -> bool:
    """Tell whether an item names an account (0: none), anywhere in keys and attributes, or holds one of the words."""
    text = _text(item)
    return (user_id > 0 and str(user_id) in text) or any(word.lower() in text for word in words)


def _is_kept_by_others(item: Item, user_id: int) -> bool:
    kept = "muted_until" in item or "note" in item
    return kept and "follow_id" not in item and item["pk"]["S"] != f"U#{user_id}"


def _takes_part(item: Item, user_id: int) -> bool:
    if {item["pk"]["S"], item["sk"]["S"]} & {f"U#{user_id}", f"P#{user_id:020d}"}:
        return True
    return names({name: item.get(name) for name in ("members", "admins", "reactions", "hidden_for")}, user_id, ())


def _text(item: Item) -> str:
    return json.dumps(item, default=str, ensure_ascii=False).lower()
