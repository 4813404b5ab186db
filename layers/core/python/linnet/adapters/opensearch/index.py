"""The ports `SearchIndex` and `SearchIndexes` over OpenSearch.

Searches and writes go through an alias for each kind. Every index has an alias of its own besides, and writes insist on
an alias (`require_alias`): OpenSearch would otherwise answer a write into an index that is not there by creating it,
with whatever mapping it guesses.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError, RequestError

from linnet.adapters.opensearch.connection import unavailable
from linnet.adapters.opensearch.documents import bulk_lines, outcomes
from linnet.adapters.opensearch.mapping import MAPPING_VERSION, index_body
from linnet.adapters.opensearch.tweet_queries import MARK_BEGIN, MARK_END, tag_request, tweet_request
from linnet.adapters.opensearch.user_queries import user_request
from linnet.domain.ids import created_ms
from linnet.domain.search.highlights import marked_places, spans_of
from linnet.domain.search.ranking import ScoreParts, engagement, recency
from linnet.ports.environment import Clock
from linnet.ports.search import (
    Document,
    Entry,
    IndexExists,
    IndexInUse,
    Kind,
    Order,
    Position,
    TagUse,
    TweetHit,
    TweetSearch,
    UserHit,
    UserSearch,
    Written,
)

FIRST: Final = "first"
_OWN: Final = ".own"
_EXISTS: Final = "resource_already_exists_exception"
# Removed at once: a second or so.
_PURGED: Final = 10_000
_PURGE_TIMEOUT_S: Final = 60


class OpenSearchIndex:
    """Implement both ports. `prefix` begins the names of all indexes and aliases of a stage."""

    def __init__(
        self, client: OpenSearch, clock: Clock, prefix: str = "", *, shards: int = 1, replicas: int = 0
    ) -> None:
        self._client = client
        self._clock = clock
        self._prefix = prefix
        self._shards = shards
        self._replicas = replicas

    def tweets(self, search: TweetSearch) -> Sequence[TweetHit]:
        return [_tweet_hit(hit, search) for hit in self._found(Kind.TWEETS, tweet_request(search))]

    def users(self, search: UserSearch) -> Sequence[UserHit]:
        return [
            UserHit(int(hit["_id"]), hit["_version"], Position(hit["sort"][0], int(hit["_id"])))
            for hit in self._found(Kind.USERS, user_request(search))
        ]

    def hashtags_of(self, author_id: int, tags: Collection[str] | None, limit: int) -> Sequence[TagUse]:
        answer = self._searched(Kind.TWEETS, tag_request(author_id, tags, limit))
        # The engine tells the highest id as a double: exact to the millisecond, not to the last bits.
        return [
            TagUse(bucket["key"], bucket["doc_count"], created_ms(int(bucket["newest"]["value"])))
            for bucket in answer["aggregations"]["tags"]["buckets"]
        ]

    def _found(self, kind: Kind, body: dict[str, Any]) -> list[dict[str, Any]]:
        hits: list[dict[str, Any]] = self._searched(kind, body)["hits"]["hits"]
        return hits

    def _searched(self, kind: Kind, body: dict[str, Any]) -> dict[str, Any]:
        with unavailable():
            # Half an answer would look like the end of the list.
            answer: dict[str, Any] = self._client.search(
                index=self._alias(kind), body=body, params={"allow_partial_search_results": "false"}
            )
        return answer

    def write(self, kind: Kind, documents: Sequence[Document], index: str | None = None) -> Sequence[Written]:
        if not documents:
            return []
        target = self._alias(kind) if index is None else index + _OWN
        lines = bulk_lines(target, documents, self._clock.now_ms())
        with unavailable():
            answer = self._client.bulk(body=lines, params={"require_alias": "true"})
        return outcomes(documents, answer)

    def prepare(self) -> None:
        for kind in Kind:
            if self.in_use(kind) is None:
                # Another process may be as far at this moment; there is one of that name then, and in use.
                with suppress(IndexExists):
                    self._create(kind, FIRST, {self._alias(kind): {}})

    def create(self, kind: Kind, label: str) -> str:
        return self._create(kind, label, {})

    def _create(self, kind: Kind, label: str, aliases: dict[str, Any]) -> str:
        index = f"{self._alias(kind)}-v{MAPPING_VERSION}-{label}"
        body = index_body(kind, self._shards, self._replicas)
        body["aliases"] = {index + _OWN: {}, **aliases}
        try:
            with unavailable():
                self._client.indices.create(index=index, body=body)
        except RequestError as error:
            if error.error == _EXISTS:
                raise IndexExists(index) from error
            raise
        return index

    def switch(self, kind: Kind, index: str) -> None:
        alias = self._alias(kind)
        with unavailable():
            # Asked first: removing the alias from nothing, for a pattern, is no error.
            self._client.indices.get(index=index)
            self._client.indices.update_aliases(
                body={
                    "actions": [
                        {"remove": {"index": f"{alias}-v*", "alias": alias, "must_exist": False}},
                        {"add": {"index": index, "alias": alias}},
                    ]
                }
            )

    def drop(self, index: str) -> None:
        if any(self.in_use(kind) == index for kind in Kind):
            raise IndexInUse(index)
        with unavailable(), suppress(NotFoundError):
            self._client.indices.delete(index=index)

    def in_use(self, kind: Kind) -> str | None:
        with unavailable():
            try:
                found = self._client.indices.get_alias(name=self._alias(kind))
            except NotFoundError:
                return None
        return str(next(iter(found)))

    def all_of(self, kind: Kind) -> Sequence[str]:
        with unavailable():
            return sorted(self._client.indices.get_alias(index=f"{self._alias(kind)}-v*"))

    def refresh(self, index: str) -> None:
        with unavailable():
            self._client.indices.refresh(index=index)

    def versions(self, index: str, ids: Collection[int]) -> Mapping[int, int]:
        if not ids:
            return {}
        with unavailable():
            answer = self._client.mget(
                index=index, body={"ids": [str(each) for each in ids]}, params={"_source": "false"}
            )
        return {int(each["_id"]): each["_version"] for each in answer["docs"] if each.get("found")}

    def entries(self, index: str, after: int, limit: int) -> Sequence[Entry]:
        body = {
            "size": limit,
            "version": True,
            "track_total_hits": False,
            "_source": ["buried_ms"],
            "query": {"range": {"id": {"gt": after}}},
            "sort": [{"id": "asc"}],
        }
        with unavailable():
            answer = self._client.search(index=index, body=body, params={"allow_partial_search_results": "false"})
        return [
            Entry(int(hit["_id"]), hit["_version"], "buried_ms" in hit["_source"]) for hit in answer["hits"]["hits"]
        ]

    def purge(self, index: str, before_ms: int) -> int:
        with unavailable():
            answer = self._client.delete_by_query(
                index=index,
                body={"query": {"range": {"buried_ms": {"lt": before_ms}}}, "max_docs": _PURGED},
                # What was written anew meanwhile stays.
                params={"conflicts": "proceed", "request_timeout": _PURGE_TIMEOUT_S},
            )
        return int(answer["deleted"])

    def _alias(self, kind: Kind) -> str:
        return f"{self._prefix}{kind}"


def _tweet_hit(hit: Mapping[str, Any], search: TweetSearch) -> TweetHit:
    identifier, source = int(hit["_id"]), hit["_source"]
    places: set[int] = set()
    for (marked,) in hit.get("highlight", {}).values():
        places |= marked_places(marked, MARK_BEGIN, MARK_END)
    key, parts = float(created_ms(identifier)), None
    if search.order is Order.TOP:
        key = hit["sort"][0]
        engaged = engagement(source["likes"], source["retweets"], source["replies"])
        recent = recency(search.now_ms - created_ms(identifier))
        # The engine tells the product, in 32 bits.
        parts = ScoreParts(key / (engaged * recent), engaged, recent)
    return TweetHit(
        id=identifier,
        version=hit["_version"],
        author_id=source["author_id"],
        position=Position(key, identifier),
        parts=parts,
        highlights=spans_of(source["text"], places),
        quote_of_id=source.get("quote_of_id"),
    )
