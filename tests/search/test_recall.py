"""Every engine finds what the oracle finds among real tweets, and nothing else but other forms of words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.domain.search.documents import TweetDocument
from linnet.domain.search.parse import parse
from linnet.domain.search.tree import (
    And,
    AtLeast,
    Cashtagged,
    From,
    Mentions,
    Node,
    Not,
    Or,
    Phrase,
    Since,
    Tagged,
    Total,
    Until,
    Word,
    all_of,
    any_of,
    negated,
    with_accounts,
)
from linnet.ports.search import Order, SearchIndex, TweetSearch
from tests.engines.opensearch import OPENSEARCH
from tests.search.engines import FAKE, SQLITE, Fill
from tests.search.expected_hits import EXPECTED_HITS
from tests.search.oracle import finds
from tests.search.real_tweets import FIGHT_NIGHT, MARKETS, RealTweets

PAGE: Final = 5_000
# Tweets of each file for the property.
SAMPLE: Final = 400


@pytest.fixture(scope="module")
def real_tweets(shared_data: Path) -> dict[str, RealTweets]:
    """Return both files. The tweets about markets are in English, which an engine may know other forms of words in."""
    files = {name: RealTweets(shared_data / name) for name in (MARKETS, FIGHT_NIGHT)}
    files[MARKETS].documents = [replace(document, languages=("en",)) for document in files[MARKETS].documents]
    return files


def found(index: SearchIndex, tree: Node | None) -> set[int]:
    """Return the ids of all hits."""
    search = TweetSearch(tree, Order.LATEST, limit=PAGE, now_ms=0)
    hits = page = list(index.tweets(search))
    while len(page) == PAGE:
        page = list(index.tweets(replace(search, after=page[-1].position)))
        hits += page
    return {hit.id for hit in hits}


def may_be_stemmed(tree: Node | None, negative: bool = False) -> bool:
    """Tell whether an engine may find more than the words as they are."""
    match tree:
        case And(parts) | Or(parts):
            return any(may_be_stemmed(part, negative) for part in parts)
        case Not(part):
            return may_be_stemmed(part, not negative)
        case Word():
            return not negative
        case _:
            return False


def assert_recall(index: SearchIndex, tree: Node | None, documents: Sequence[TweetDocument]) -> None:
    wanted = {document.id for document in documents if finds(tree, document)}
    hits = found(index, tree)

    assert wanted <= hits
    if not may_be_stemmed(tree):
        assert hits == wanted


@pytest.fixture(scope="module", params=[SQLITE, *OPENSEARCH])
def indexes(request: pytest.FixtureRequest, fill: Fill, real_tweets: dict[str, RealTweets]) -> dict[str, SearchIndex]:
    return {name: fill(request.param, tweets.documents) for name, tweets in real_tweets.items()}


# The first one fills both indexes.
@pytest.mark.timeout(900)
@pytest.mark.slow
@pytest.mark.parametrize(("file", "query"), [(file, query) for file, query, _ in EXPECTED_HITS])
def test_an_engine_finds_what_the_oracle_finds_among_all_tweets(
    indexes: dict[str, SearchIndex], real_tweets: dict[str, RealTweets], file: str, query: str
) -> None:
    root = parse(query).root
    tree = None if root is None else with_accounts(root, real_tweets[file].accounts)

    assert_recall(indexes[file], tree, real_tweets[file].documents)


def leaves(documents: Sequence[TweetDocument]) -> st.SearchStrategy[Node]:
    """Draw what some tweet has: a random word would hardly be in any."""
    tweets = st.sampled_from(documents)

    def of(choices: Callable[[TweetDocument], Sequence[Node]]) -> st.SearchStrategy[Node]:
        return tweets.map(choices).filter(bool).flatmap(st.sampled_from)

    return st.one_of(
        of(lambda tweet: [Word(word) for word in tweet.words]),
        of(lambda tweet: [Word(f"{one}-{other}") for one, other in pairwise(tweet.words)]),
        of(lambda tweet: [Phrase(pair) for pair in pairwise(tweet.words)]),
        of(lambda tweet: [Tagged(tag) for tag in sorted(tweet.hashtags)]),
        of(lambda tweet: [Cashtagged(symbol) for symbol in sorted(tweet.cashtags)]),
        of(lambda tweet: [Mentions(name) for name in sorted(tweet.mentions)]),
        tweets.map(lambda tweet: From("somebody", tweet.author_id)),
        tweets.map(lambda tweet: Since(tweet.created_ms)),
        tweets.map(lambda tweet: Until(tweet.created_ms)),
        tweets.map(lambda tweet: AtLeast(Total.RETWEETS, tweet.retweets)),
    )


def trees(documents: Sequence[TweetDocument]) -> st.SearchStrategy[Node]:
    def joined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(parts, min_size=2, max_size=3)
        return st.one_of(several.map(all_of), several.map(any_of), parts.map(negated)).map(_there)

    return st.recursive(leaves(documents), joined, max_leaves=6)


def _there(node: Node | None) -> Node:
    assert node is not None
    return node


@pytest.fixture(scope="module")
def sample(real_tweets: dict[str, RealTweets]) -> list[TweetDocument]:
    """Return tweets of both files, evenly spread."""
    files = [tweets.documents for tweets in real_tweets.values()]
    return [document for documents in files for document in documents[:: len(documents) // SAMPLE]]


@pytest.fixture(scope="module")
def sampled_trees(sample: list[TweetDocument]) -> st.SearchStrategy[Node]:
    return trees(sample)


@pytest.fixture(scope="module", params=[FAKE, SQLITE, *OPENSEARCH])
def engine(request: pytest.FixtureRequest, fill: Fill, sample: list[TweetDocument]) -> SearchIndex:
    return fill(request.param, sample)


@pytest.mark.slow
@settings(max_examples=60)
@given(data=st.data())
def test_an_engine_finds_what_the_oracle_finds_by_any_tree(
    engine: SearchIndex, sample: list[TweetDocument], sampled_trees: st.SearchStrategy[Node], data: st.DataObject
) -> None:
    assert_recall(engine, data.draw(sampled_trees), sample)
