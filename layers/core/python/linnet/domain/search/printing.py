"""Write a query tree as the search that it is read from."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final, assert_never

from linnet.domain.search import tree
from linnet.domain.search.operators import EPOCH, FOLLOWS

_PARENTHESIS: Final = re.compile("[()]")


def text_of(node: tree.Node) -> str:
    """Return the text that `parse` makes this tree of; accounts behind names (`with_accounts`) are not written."""
    match node:
        case tree.And(parts):
            return " ".join(_enclosed(part) if isinstance(part, tree.Or) else text_of(part) for part in parts)
        case tree.Or(parts):
            return " OR ".join(text_of(part) for part in parts)
        case tree.Not(part):
            return "-" + (_enclosed(part) if isinstance(part, tree.And | tree.Or) else text_of(part))
        case _:
            return _leaf_text(node)


def _enclosed(node: tree.Node) -> str:
    return f"({text_of(node)})"


def _leaf_text(leaf: tree.Leaf) -> str:  # noqa: C901  (one line for each kind of leaf, and mypy proves that none is missing)
    match leaf:
        case tree.Word(text):
            return text
        case tree.Phrase():
            return f'"{leaf.text}"'
        case tree.From(username):
            return f"from:{username}"
        case tree.To(username):
            return f"to:{username}"
        case tree.Mentions(username):
            return f"@{username}"
        case tree.Tagged(tag):
            return f"#{tag}"
        case tree.Cashtagged(symbol):
            return f"${symbol}"
        case tree.InLanguage(code):
            return f"lang:{code}"
        case tree.Since(unix_ms):
            return f"since:{_day(unix_ms)}"
        case tree.Until(unix_ms):
            return f"until:{_day(unix_ms)}"
        case tree.AtLeast(total, number):
            return f"min_{total}:{number}"
        case tree.Having(feature):
            return f"filter:{feature}"
        case tree.ByFollowed():
            return f"filter:{FOLLOWS}"
        case tree.LinksTo(text):
            return f'url:"{text}"' if _PARENTHESIS.search(text) else f"url:{text}"
        case tree.InConversation(tweet_id):
            return f"conversation:{tweet_id}"
        case _:
            assert_never(leaf)


def _day(unix_ms: int) -> str:
    return (EPOCH + timedelta(milliseconds=unix_ms)).isoformat()
