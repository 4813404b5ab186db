"""A search for accounts as OpenSearch's own query."""

from __future__ import annotations

from typing import Any, Final

from linnet.domain.search.misspellings import ONE_EDIT_FROM, TWO_EDITS_FROM
from linnet.domain.search.ranking import BEGINNING, HALF_FAME, IN_BIO, MISSPELT, WHOLE_HANDLE, WHOLE_NAME
from linnet.domain.search.words import words_of
from linnet.ports.search import UserSearch

MOST_WORDS: Final = 8
_MISSPELLINGS: Final = 50

# Popularity is below 1: it orders accounts that fit equally well.
_SCORE: Final = """
double fame = Math.log1p(Math.max(0L, doc['followers'].value));
return _score + fame / (fame + params.half_fame);
"""


def user_request(search: UserSearch) -> dict[str, Any]:
    """Return the body of the search request."""
    handle = search.text.strip().removeprefix("@").lower()
    fits: list[dict[str, Any]] = [_constant({"term": {"handle": handle}}, WHOLE_HANDLE)]
    words = words_of(search.text)[:MOST_WORDS]
    if words:
        fits.append({"bool": {"must": [_fit(word) for word in words]}})
    found = {"bool": {"should": fits, "minimum_should_match": 1, "must_not": [{"exists": {"field": "buried_ms"}}]}}
    script = {"source": _SCORE, "params": {"half_fame": HALF_FAME}}
    body: dict[str, Any] = {
        "size": search.limit,
        "version": True,
        "track_total_hits": False,
        "_source": False,
        "query": {
            "function_score": {
                "query": found,
                "functions": [{"script_score": {"script": script}}],
                "boost_mode": "replace",
            }
        },
        "sort": [{"_score": "desc"}, {"id": "desc"}],
    }
    if search.after is not None:
        body["search_after"] = [search.after.key, search.after.id]
    return body


def _fit(word: str) -> dict[str, Any]:
    misspelt = {
        "value": word,
        "fuzziness": f"AUTO:{ONE_EDIT_FROM},{TWO_EDITS_FROM}",
        "prefix_length": 1,
        "max_expansions": _MISSPELLINGS,
    }
    return {
        "dis_max": {
            "queries": [
                _constant({"term": {"names.whole": word}}, WHOLE_NAME),
                _constant({"term": {"names": word}}, BEGINNING),
                _constant({"fuzzy": {"names.whole": misspelt}}, MISSPELT),
                _constant({"term": {"bio": word}}, IN_BIO),
            ]
        }
    }


def _constant(query: dict[str, Any], weight: float) -> dict[str, Any]:
    return {"constant_score": {"filter": query, "boost": weight}}
