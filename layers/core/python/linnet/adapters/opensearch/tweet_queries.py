"""A query tree as OpenSearch's own query. User text only ever is a value of `term`, `match` and `match_phrase`.

Each word or phrase that is found adds a constant, whatever else the index holds; everything else adds nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from linnet.adapters.opensearch.mapping import BEGINNING, STEMMERS
from linnet.adapters.search_leaves import first_id_of, has_forms, keyword_of, worded_leaves
from linnet.domain.search import tree
from linnet.domain.search.ranking import ANOTHER_FORM, AS_TYPED, HALF_AGE_MS, RETWEET_WEIGHT
from linnet.domain.search.words import WordSequence, word_sequence
from linnet.ports.search import Order, TweetSearch

Query = dict[str, Any]

# No word has them; control characters are cut off where a text begins or ends with them.
MARK_BEGIN: Final = "<"
MARK_END: Final = ">"

_BURIED: Final[Query] = {"exists": {"field": "buried_ms"}}
_ALL: Final[Query] = {"bool": {"filter": [{"match_all": {}}]}}
_NONE: Final[Query] = {"match_none": {}}

# domain/search/ranking.py in the engine's language. An id holds its time in milliseconds above the lowest 16 bits.
_SCORE: Final = """
double engagement = 1 + Math.log1p(
    doc['likes'].value + params.retweet_weight * doc['retweets'].value + doc['replies'].value
);
double age = Math.max(0L, params.now - (doc['id'].value >> 16));
return (1 + _score) * engagement * params.half_age / (params.half_age + age);
"""


def tweet_request(search: TweetSearch) -> Query:
    """Return the body of the search request."""
    languages = _languages(search.tree)
    found = _ALL if search.tree is None else _query(search, languages, search.tree, exact=False)
    body: Query = {
        "size": search.limit,
        "version": True,
        "track_total_hits": False,
        "_source": ["author_id", "quote_of_id", "text", "likes", "retweets", "replies"],
    }
    if search.order is Order.LATEST:
        body["query"] = {"bool": {"filter": [found], "must_not": [_BURIED]}}
        body["sort"] = [{"id": "desc"}]
    else:
        body["query"] = _scored({"bool": {"must": [found], "must_not": [_BURIED]}}, search.now_ms)
        body["sort"] = [{"_score": "desc"}, {"id": "desc"}]
    if search.after is not None:
        latest = search.order is Order.LATEST
        body["search_after"] = [search.after.id] if latest else [search.after.key, search.after.id]
    wanted = [] if search.tree is None else worded_leaves(search.tree)
    if wanted:
        queries = [_found(sequence, languages if forms else ()) for sequence, forms in wanted]
        body["highlight"] = _highlight({"bool": {"should": queries}}, languages)
    return body


def tag_request(author_id: int, tags: Collection[str] | None, limit: int) -> Query:
    """Return the body of the request that counts the hashtags of an author."""
    found: list[Query] = [{"term": {"author_id": author_id}}]
    terms: Query = {"field": "hashtags", "size": limit, "order": [{"_count": "desc"}, {"_key": "asc"}]}
    if tags is not None:
        found.append({"terms": {"hashtags": sorted(tags)}})
        terms["include"] = sorted(tags)
    return {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"filter": found, "must_not": [_BURIED]}},
        "aggs": {"tags": {"terms": terms, "aggs": {"newest": {"max": {"field": "id"}}}}},
    }


def _scored(query: Query, now_ms: int) -> Query:
    params = {"now": now_ms, "half_age": HALF_AGE_MS, "retweet_weight": RETWEET_WEIGHT}
    script = {"source": _SCORE, "params": params}
    return {
        "function_score": {"query": query, "functions": [{"script_score": {"script": script}}], "boost_mode": "replace"}
    }


def _highlight(query: Query, languages: Sequence[str]) -> Query:
    return {
        "type": "unified",
        "number_of_fragments": 0,
        "pre_tags": [MARK_BEGIN],
        "post_tags": [MARK_END],
        "highlight_query": query,
        "fields": {"words": {}, **{f"stems.{language}": {} for language in languages}},
    }


def _languages(wanted: tree.Node | None) -> tuple[str, ...]:
    """Return in which languages other forms of words are looked for: in all, unless only one is asked for."""
    parts = wanted.parts if isinstance(wanted, tree.And) else (wanted,)
    asked = {part.code.partition("-")[0] for part in parts if isinstance(part, tree.InLanguage)}
    return tuple(language for language in STEMMERS if not asked or language in asked)


def _query(search: TweetSearch, languages: Sequence[str], node: tree.Node, *, exact: bool) -> Query:
    """Return what a tweet has to be. What is excluded is read `exact`: "-cat" leaves tweets about cats in."""
    match node:
        case tree.And(parts):
            excluded = [part.part for part in parts if isinstance(part, tree.Not)]
            asked = [part for part in parts if not isinstance(part, tree.Not)]
            return {
                "bool": {
                    "must": [_query(search, languages, part, exact=exact) for part in asked],
                    "must_not": [_query(search, languages, part, exact=not exact) for part in excluded],
                }
            }
        case tree.Or(parts):
            should = [_query(search, languages, part, exact=exact) for part in parts]
            return {"bool": {"should": should, "minimum_should_match": 1}}
        case tree.Not(part):
            return {"bool": {"must_not": [_query(search, languages, part, exact=not exact)]}}
        case tree.Word() | tree.Phrase():
            sequence = word_sequence(node.text)
            if not sequence.words:
                return _ALL
            return _found(sequence, languages if has_forms(node, sequence) and not exact else ())
        case tree.ByFollowed():
            return _filter({"terms": {"author_id": sorted(search.followed)}})
        case tree.Mentions() | tree.Tagged() | tree.Cashtagged() | tree.InLanguage() | tree.Having() | tree.LinksTo():
            keyword = keyword_of(node)
            return _filter({"prefix" if keyword.beginning else "term": {keyword.field: keyword.value}})
        case _:
            return _number(node)


def _number(node: tree.From | tree.To | tree.InConversation | tree.Since | tree.Until | tree.AtLeast) -> Query:
    match node:
        case tree.From(_, None) | tree.To(_, None):
            return _NONE
        case tree.From(_, user_id):
            return _filter({"term": {"author_id": user_id}})
        case tree.To(_, user_id):
            return _filter({"term": {"reply_to_author_id": user_id}})
        case tree.InConversation(tweet_id):
            return _filter({"term": {"conversation_id": tweet_id}})
        case tree.Since(unix_ms):
            return _filter({"range": {"id": {"gte": first_id_of(unix_ms)}}})
        case tree.Until(unix_ms):
            return _filter({"range": {"id": {"lt": first_id_of(unix_ms)}}})
        case tree.AtLeast(total, number):
            return _filter({"range": {total.value: {"gte": number}}})


def _found(sequence: WordSequence, languages: Sequence[str]) -> Query:
    """Return the query for words that follow one another, or for one and its other forms in some languages."""
    *before, last = sequence.words
    words = [*before, f"{BEGINNING}{last}" if sequence.open_ended else last]
    as_typed: Query = {"match_phrase": {"words": " ".join(words)}} if before else {"term": {"words": words[0]}}
    typed: Query = {"constant_score": {"filter": as_typed, "boost": AS_TYPED}}
    if not languages:
        return typed
    forms = {"multi_match": {"query": last, "fields": [f"stems.{language}" for language in languages]}}
    return {"dis_max": {"queries": [typed, {"constant_score": {"filter": forms, "boost": ANOTHER_FORM}}]}}


def _filter(query: Query) -> Query:
    return {"bool": {"filter": [query]}}
