"""The mappings and settings of the indexes. A change that documents already written do not fit is a new version.

Words come folded and are cut at spaces, so the analyzers only add to them: the stems of a language, the beginnings of
names. Nothing but a mapped field is accepted (`strict`): a mistake is refused instead of becoming a field for ever.
"""

from __future__ import annotations

from typing import Any, Final

from linnet.ports.search import Kind

MAPPING_VERSION: Final = 1

# In scripts without spaces a word of two characters is sent as `東京|東` and kept as both `東京` and `|東`, in one
# place: a search for a lone character then is a search for a word.
BEGINNING: Final = "|"
# The light stemmers of Lucene, or the usual one where there is no light one.
STEMMERS: Final = {
    "da": "danish",
    "de": "light_german",
    "en": "light_english",
    "es": "light_spanish",
    "fi": "light_finnish",
    "fr": "light_french",
    "hu": "light_hungarian",
    "it": "light_italian",
    "nl": "dutch",
    "no": "light_norwegian",
    "pt": "light_portuguese",
    "sv": "light_swedish",
}
LONGEST_BEGINNING: Final = 30
# Longer than any text: a longer word would be cut in two.
_LONGEST_WORD: Final = 8_000

_LONG: Final = {"type": "long"}
_KEYWORD: Final = {"type": "keyword"}
_WORDS: Final = {"type": "text", "analyzer": "spaces", "norms": False}

_FIELDS: Final[dict[Kind, dict[str, Any]]] = {
    Kind.TWEETS: {
        "author_id": _LONG,
        "reply_to_author_id": _LONG,
        "conversation_id": _LONG,
        "likes": _LONG,
        "retweets": _LONG,
        "replies": _LONG,
        # Only read again: what is read with a hit, and where in the text the words were found.
        "quote_of_id": {"type": "long", "index": False, "doc_values": False},
        "text": {"type": "keyword", "index": False, "doc_values": False},
        "words": {**_WORDS, "analyzer": "words", "search_analyzer": "spaces"},
        "stems": {
            "dynamic": "strict",
            "properties": {language: {**_WORDS, "analyzer": f"stems_{language}"} for language in STEMMERS},
        },
        "hashtags": _KEYWORD,
        "cashtags": _KEYWORD,
        "mentions": _KEYWORD,
        "links": _KEYWORD,
        "domains": _KEYWORD,
        "languages": _KEYWORD,
        "features": _KEYWORD,
    },
    Kind.USERS: {
        "handle": _KEYWORD,
        "followers": _LONG,
        "names": {**_WORDS, "analyzer": "beginnings", "search_analyzer": "spaces", "fields": {"whole": _WORDS}},
        "bio": _WORDS,
    },
}


def index_body(kind: Kind, shards: int, replicas: int) -> dict[str, Any]:
    """Return the body of the request that creates an index."""
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            # How long a write stays unseen, and what searches cost, are decided here.
            "refresh_interval": "1s",
            # The domain keeps logs of what takes longer; never with what people wrote.
            "search.slowlog.threshold.query.warn": "2s",
            "indexing.slowlog.threshold.index.warn": "2s",
            "indexing.slowlog.source": "false",
            "analysis": _analysis(),
        },
        "mappings": {
            "dynamic": "strict",
            # `buried_ms` is there in tombstones only; `id` orders where `_id`, which is text, cannot.
            "properties": {"id": _LONG, "buried_ms": _LONG, **_FIELDS[kind]},
        },
    }


def _analysis() -> dict[str, Any]:
    stems = {f"stems_{language}": {"type": "stemmer", "language": name} for language, name in STEMMERS.items()}
    filters: dict[str, Any] = {
        "beginnings": {
            "type": "edge_ngram",
            "min_gram": 1,
            "max_gram": LONGEST_BEGINNING,
            "preserve_original": True,
        },
        "first_characters": {
            "type": "pattern_capture",
            "preserve_original": False,
            "patterns": [r"^([^|]+)", r"(\|.+)$"],
        },
        **stems,
    }
    used = {
        "spaces": [],
        "words": ["first_characters"],
        "beginnings": ["beginnings"],
        **{name: [name] for name in stems},
    }
    return {
        "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": _LONGEST_WORD}},
        "filter": filters,
        "analyzer": {name: {"type": "custom", "tokenizer": "spaces", "filter": names} for name, names in used.items()},
    }
