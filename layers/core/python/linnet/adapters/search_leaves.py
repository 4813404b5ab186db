"""What the leaves of a tree ask for, in the terms that all engines share.

Keywords are compared as a whole; every engine keeps them under these names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from linnet.domain.ids import MAX_ID, id_at
from linnet.domain.search.addresses import address_of, is_domain
from linnet.domain.search.documents import TweetDocument
from linnet.domain.search.tree import (
    And,
    Cashtagged,
    Having,
    InLanguage,
    LinksTo,
    Mentions,
    Node,
    Or,
    Phrase,
    Tagged,
    Word,
)
from linnet.domain.search.words import WordSequence, word_sequence

KeywordLeaf = Mentions | Tagged | Cashtagged | InLanguage | Having | LinksTo


def keyword_fields(tweet: TweetDocument) -> dict[str, Collection[str]]:
    """Return the values of each field."""
    return {
        "hashtags": tweet.hashtags,
        "cashtags": tweet.cashtags,
        "mentions": tweet.mentions,
        "links": tweet.links,
        "domains": tweet.domains,
        "languages": tweet.languages,
        "features": tweet.features,
    }


def keywords_of(tweet: TweetDocument) -> Iterator[tuple[str, str]]:
    """Yield each field with each of its values."""
    for field, values in keyword_fields(tweet).items():
        for value in values:
            yield field, str(value)


@dataclass(frozen=True, slots=True)
class Keyword:
    """A field, and the value that one of its values is, or begins with."""

    field: str
    value: str
    beginning: bool = False


def keyword_of(leaf: KeywordLeaf) -> Keyword:
    """Return what a leaf asks for."""
    match leaf:
        case Mentions(username):
            return Keyword("mentions", username)
        case Tagged(tag):
            return Keyword("hashtags", tag)
        case Cashtagged(symbol):
            return Keyword("cashtags", symbol)
        case InLanguage(code):
            return Keyword("languages", code)
        case Having(feature):
            return Keyword("features", str(feature))
        case LinksTo(text):
            address = address_of(text)
            return Keyword("domains", address) if is_domain(address) else Keyword("links", address, beginning=True)


def first_id_of(unix_ms: int) -> int:
    """Return the first id of a millisecond, or the last one there is for a time that no id can have."""
    return min(id_at(unix_ms), MAX_ID)


def has_forms(node: Word | Phrase, sequence: WordSequence) -> bool:
    """Tell whether other forms of it are found too: of a lone word that is not quoted."""
    return isinstance(node, Word) and len(sequence.words) == 1 and not sequence.open_ended


def worded_leaves(tree: Node) -> list[tuple[WordSequence, bool]]:
    """Return what is asked for with words and not excluded, each with whether other forms of it are found too."""
    match tree:
        case And(parts) | Or(parts):
            return [each for part in parts for each in worded_leaves(part)]
        case Word() | Phrase():
            sequence = word_sequence(tree.text)
            return [(sequence, has_forms(tree, sequence))] if sequence.words else []
        case _:
            return []
