"""Documents as OpenSearch holds them, and what became of each in a bulk request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from linnet.adapters.opensearch.mapping import BEGINNING, STEMMERS
from linnet.adapters.search_leaves import keyword_fields
from linnet.domain.search.documents import Tombstone, TweetDocument, UserDocument
from linnet.domain.search.words import word_sequence, words_of
from linnet.ports.search import Document, Outcome, SearchUnavailable, Written

_CONFLICT: Final = 409
_NOT_FOUND: Final = 404
_TOO_MANY: Final = 429
_FAULT: Final = 500
_BAD: Final = 400


def bulk_lines(target: str, documents: Sequence[Document], now_ms: int) -> list[dict[str, Any]]:
    """Return the lines of a request that writes documents in their order."""
    lines: list[dict[str, Any]] = []
    for document in documents:
        # The same version again is written: totals change without a new one.
        version = {"version": document.version, "version_type": "external_gte"}
        lines += ({"index": {"_index": target, "_id": str(document.id), **version}}, _source(document, now_ms))
    return lines


def outcomes(documents: Sequence[Document], answer: Mapping[str, Any]) -> list[Written]:
    """Read the answer to `bulk_lines`. Raise SearchUnavailable when the index is not there."""
    return [_outcome(document.id, item["index"]) for document, item in zip(documents, answer["items"], strict=True)]


def _outcome(identifier: int, item: Mapping[str, Any]) -> Written:
    status = int(item["status"])
    if status < _BAD:
        return Written(identifier, Outcome.DONE)
    if status == _CONFLICT:
        return Written(identifier, Outcome.STALE)
    reason = str(item["error"]["type"])
    if status == _NOT_FOUND:
        raise SearchUnavailable(reason)
    if status == _TOO_MANY or status >= _FAULT:
        return Written(identifier, Outcome.RETRY, reason)
    return Written(identifier, Outcome.REFUSED, reason)


def _source(document: Document, now_ms: int) -> dict[str, Any]:
    match document:
        case Tombstone():
            return {"id": document.id, "buried_ms": now_ms}
        case TweetDocument():
            return _tweet(document)
        case UserDocument():
            return {
                "id": document.id,
                "handle": document.username.lower(),
                "followers": document.followers,
                "names": " ".join([*words_of(document.username), *document.name_words]),
                "bio": " ".join(document.bio_words),
            }


def _tweet(tweet: TweetDocument) -> dict[str, Any]:
    source: dict[str, Any] = {
        "id": tweet.id,
        "author_id": tweet.author_id,
        "conversation_id": tweet.conversation_id,
        "likes": tweet.likes,
        "retweets": tweet.retweets,
        "replies": tweet.replies,
        "text": tweet.text,
        "words": " ".join(_with_beginning(word) for word in tweet.words),
    }
    if tweet.reply_to_author_id is not None:
        source["reply_to_author_id"] = tweet.reply_to_author_id
    if tweet.quote_of_id is not None:
        source["quote_of_id"] = tweet.quote_of_id
    stemmed = [language for language in tweet.languages if language in STEMMERS]
    if stemmed:
        source["stems"] = {language: " ".join(tweet.words) for language in stemmed}
    # Sorted, so that the same document is the same request.
    return source | {field: sorted(values) for field, values in keyword_fields(tweet).items() if values}


def _with_beginning(word: str) -> str:
    return f"{word}{BEGINNING}{word[0]}" if _is_unspaced(word[0]) else word


@lru_cache(maxsize=8192)
def _is_unspaced(character: str) -> bool:
    return word_sequence(character).open_ended
