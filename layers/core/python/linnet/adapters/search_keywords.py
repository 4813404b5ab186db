"""What is compared as a whole: the fields and values of a tweet, and of the leaves that ask for them.

Every engine keeps them under these names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from linnet.domain.search.addresses import address_of, is_domain
from linnet.domain.search.documents import TweetDocument
from linnet.domain.search.tree import Cashtagged, Having, InLanguage, LinksTo, Mentions, Tagged

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


def keyword_of(leaf: KeywordLeaf) -> tuple[str, str]:
    """Return the field that a leaf asks for, and the value it has to have."""
    match leaf:
        case Mentions(username):
            return "mentions", username
        case Tagged(tag):
            return "hashtags", tag
        case Cashtagged(symbol):
            return "cashtags", symbol
        case InLanguage(code):
            return "languages", code
        case Having(feature):
            return "features", str(feature)
        case LinksTo(text):
            address = address_of(text)
            return ("domains" if is_domain(address) else "links"), address
