"""What OpenSearch is sent of a document, and what its answer means for each."""

from __future__ import annotations

from typing import Any

import pytest

from linnet.adapters.opensearch.documents import bulk_lines, outcomes
from linnet.adapters.opensearch.mapping import index_body
from linnet.domain.ids import id_at
from linnet.domain.search.documents import Tombstone, TweetDocument, UserDocument
from linnet.domain.search.tree import Feature
from linnet.domain.search.words import words_of
from linnet.ports.search import Document, Kind, Outcome, SearchUnavailable, Written

NOW_MS = 1_750_000_000_000
TWEET_ID = id_at(NOW_MS)


def answer(status: int, error: str | None = None) -> dict[str, Any]:
    item: dict[str, Any] = {"_id": "1", "status": status}
    return {"items": [{"index": item if error is None else item | {"error": {"type": error, "reason": "private"}}}]}


@pytest.mark.parametrize(
    ("status", "error", "written"),
    [
        (200, None, Written(1, Outcome.DONE)),
        (201, None, Written(1, Outcome.DONE)),
        (409, "version_conflict_engine_exception", Written(1, Outcome.STALE)),
        (400, "mapper_parsing_exception", Written(1, Outcome.REFUSED, "mapper_parsing_exception")),
        (429, "rejected_execution_exception", Written(1, Outcome.RETRY, "rejected_execution_exception")),
        (503, "unavailable_shards_exception", Written(1, Outcome.RETRY, "unavailable_shards_exception")),
    ],
)
def test_each_status_has_its_outcome(status: int, error: str | None, written: Written) -> None:
    assert outcomes([Tombstone(1, 1)], answer(status, error)) == [written]


def test_an_index_that_is_not_there_is_no_fault_of_the_document() -> None:
    with pytest.raises(SearchUnavailable):
        outcomes([Tombstone(1, 1)], answer(404, "index_not_found_exception"))


def test_outcomes_come_in_the_order_of_the_documents() -> None:
    both = {"items": [answer(409, "version_conflict_engine_exception")["items"][0], answer(201)["items"][0]]}

    written = outcomes([Tombstone(5, 1), Tombstone(4, 1)], both)
    assert [(each.id, each.outcome) for each in written] == [(5, Outcome.STALE), (4, Outcome.DONE)]


def tweet() -> TweetDocument:
    text = "東京 cats #x"
    return TweetDocument(
        id=TWEET_ID,
        version=3,
        author_id=7,
        text=text,
        words=tuple(words_of(text)),
        hashtags=frozenset({"x"}),
        cashtags=frozenset({"A"}),
        mentions=frozenset({"ann"}),
        links=frozenset({"example.com/a"}),
        domains=frozenset({"example.com"}),
        languages=("en-gb", "en"),
        features=frozenset({Feature.REPLIES, Feature.LINKS}),
        conversation_id=5,
        reply_to_author_id=6,
        likes=1,
    )


def test_a_document_carries_its_version_and_words_with_their_beginnings() -> None:
    action, source = bulk_lines("tweets", [tweet()], NOW_MS)

    assert action["index"] == {
        "_index": "tweets",
        "_id": str(TWEET_ID),
        "version": 3,
        "version_type": "external_gte",
    }
    assert source["words"] == "東京|東 京|京 cats x"
    assert source["stems"] == {"en": "東京 京 cats x"}
    assert source["features"] == ["links", "replies"]


def test_a_tombstone_says_nothing_of_what_it_was() -> None:
    _, source = bulk_lines("tweets", [Tombstone(1, 4)], NOW_MS)

    assert source == {"id": 1, "buried_ms": NOW_MS}


@pytest.mark.parametrize("kind", Kind)
def test_every_field_that_is_sent_is_mapped(kind: Kind) -> None:
    user = UserDocument(1, 1, "ann", "Ann", ("ann",), "bio", ("bio",), NOW_MS)
    documents: dict[Kind, Document] = {Kind.TWEETS: tweet(), Kind.USERS: user}
    mappings = index_body(kind, shards=1, replicas=0)["mappings"]

    deleted: Document = Tombstone(1, 1)
    for document in (documents[kind], deleted):
        _, source = bulk_lines("any", [document], NOW_MS)
        assert source.keys() <= mappings["properties"].keys()
    assert mappings["dynamic"] == "strict"
