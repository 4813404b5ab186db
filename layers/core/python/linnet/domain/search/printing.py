"""Write a query tree as the search that it is read from."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final, assert_never

from linnet.domain.search.operators import EPOCH, FOLLOWS
from linnet.domain.search.tree import (
    And,
    AtLeast,
    ByFollowed,
    Cashtagged,
    From,
    Having,
    InConversation,
    InLanguage,
    Leaf,
    LinksTo,
    Mentions,
    Node,
    Not,
    Or,
    Phrase,
    Since,
    Tagged,
    To,
    Until,
    Word,
)

_PARENTHESIS: Final = re.compile("[()]")


def text_of(node: Node) -> str:
    """Return the text that `parse` makes this tree of; accounts behind names (`with_accounts`) are not written."""
    match node:
        case And(parts):
            return " ".join(_enclosed(part) if isinstance(part, Or) else text_of(part) for part in parts)
        case Or(parts):
            return " OR ".join(text_of(part) for part in parts)
        case Not(part):
            return "-" + (_enclosed(part) if isinstance(part, And | Or) else text_of(part))
        case _:
            return _leaf_text(node)


def _enclosed(node: Node) -> str:
    return f"({text_of(node)})"


def _leaf_text(leaf: Leaf) -> str:  # noqa: C901  (one line for each kind of leaf, and mypy proves that none is missing)
    match leaf:
        case Word(text):
            return text
        case Phrase():
            return f'"{leaf.text}"'
        case From(username):
            return f"from:{username}"
        case To(username):
            return f"to:{username}"
        case Mentions(username):
            return f"@{username}"
        case Tagged(tag):
            return f"#{tag}"
        case Cashtagged(symbol):
            return f"${symbol}"
        case InLanguage(code):
            return f"lang:{code}"
        case Since(unix_ms):
            return f"since:{_day(unix_ms)}"
        case Until(unix_ms):
            return f"until:{_day(unix_ms)}"
        case AtLeast(total, number):
            return f"min_{total}:{number}"
        case Having(feature):
            return f"filter:{feature}"
        case ByFollowed():
            return f"filter:{FOLLOWS}"
        case LinksTo(text):
            return f'url:"{text}"' if _PARENTHESIS.search(text) else f"url:{text}"
        case InConversation(tweet_id):
            return f"conversation:{tweet_id}"
        case _:
            assert_never(leaf)


def _day(unix_ms: int) -> str:
    return (EPOCH + timedelta(milliseconds=unix_ms)).isoformat()
