"""Text that breaks things is searched like any other, in documents and in searches."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.ids import id_at
from linnet.domain.search.documents import TweetDocument, tweet_document
from linnet.domain.search.parse import MAX_LENGTH, QUOTATION_MARKS, QueryError, parse
from linnet.domain.search.tree import Node
from linnet.domain.text import extract_entities, normalize
from linnet.domain.text.characters import INVALID_CHARACTER
from linnet.domain.tweets import Tweet
from linnet.domain.users import User
from linnet.ports.search import Order, SearchIndex, TweetSearch
from tests.engines.opensearch import OPENSEARCH_OF_AWS
from tests.search.engines import SQLITE, Fill
from tests.search.oracle import finds

AUTHOR = User(1, "ann", "Ann", created_ms=0)


def documents_of(texts: Sequence[str]) -> list[TweetDocument]:
    documents = []
    for place, text in enumerate(texts, 1):
        composed = normalize(text)
        document = tweet_document(Tweet(id_at(place), 1, composed, extract_entities(composed)), AUTHOR, version=1)
        assert isinstance(document, TweetDocument)
        documents.append(document)
    return documents


def found(index: SearchIndex, tree: Node | None, limit: int) -> set[int]:
    return {hit.id for hit in index.tweets(TweetSearch(tree, Order.LATEST, limit, now_ms=0))}


def read(text: str) -> Node | None:
    """Return the tree of a search; what cannot be read asks for everything."""
    try:
        return parse(text).root
    except QueryError:
        return None


@pytest.fixture(scope="module")
def naughty_strings(shared_data: Path) -> list[str]:
    """Return the strings that a tweet may hold."""
    strings = json.loads((shared_data / "naughty-strings" / "blns.json").read_text("utf-8"))
    return [text for text in strings if INVALID_CHARACTER.search(text) is None]


@pytest.fixture(scope="module")
def naughty_tweets(naughty_strings: list[str]) -> list[TweetDocument]:
    return documents_of(naughty_strings)


@pytest.fixture(scope="module", params=[SQLITE, OPENSEARCH_OF_AWS])
def index(request: pytest.FixtureRequest, fill: Fill, naughty_tweets: list[TweetDocument]) -> SearchIndex:
    return fill(request.param, naughty_tweets)


def test_every_text_is_found_by_itself_in_quotation_marks(
    index: SearchIndex, naughty_strings: list[str], naughty_tweets: list[TweetDocument]
) -> None:
    missed = []
    for text, tweet in zip(naughty_strings, naughty_tweets, strict=True):
        quoted = "".join(" " if character in QUOTATION_MARKS else character for character in text)
        if len(text) <= MAX_LENGTH - 2 and tweet.id not in found(index, parse(f'"{quoted}"').root, len(naughty_tweets)):
            missed.append(text)

    assert missed == []


def test_every_text_finds_what_the_oracle_finds(
    index: SearchIndex, naughty_strings: list[str], naughty_tweets: list[TweetDocument]
) -> None:
    for text in naughty_strings:
        tree = read(text)

        wanted = {tweet.id for tweet in naughty_tweets if finds(tree, tweet)}
        assert found(index, tree, len(naughty_tweets)) == wanted, text


SIGNS = """
( ) " “ - -- OR a b 猫 é 😲 1️⃣ ﷺ # #a @a $a : from: filter: url: x: http://a.com/ links ' ; * ^ NEAR AND { } + \\ % _
""".split()


@given(st.lists(st.sampled_from([*SIGNS, " ", "\x00", "\ud800"])).map("".join) | st.text())
def test_any_text_that_can_be_read_has_an_answer(index: SearchIndex, text: str) -> None:
    """User text is bound, never part of a statement: nothing that is typed can be an error of the engine."""
    index.tweets(TweetSearch(read(text), Order.TOP, limit=1, now_ms=0))
