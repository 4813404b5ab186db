"""Searches over real tweets find as many as were counted in the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from linnet.domain.search.parse import parse
from linnet.domain.search.tree import with_accounts
from tests.search.expected_hits import EXPECTED_HITS
from tests.search.oracle import finds
from tests.search.real_tweets import FIGHT_NIGHT, MARKETS, RealTweets


@pytest.fixture(scope="module")
def real_tweets(shared_data: Path) -> dict[str, RealTweets]:
    return {name: RealTweets(shared_data / name) for name in (MARKETS, FIGHT_NIGHT)}


@pytest.mark.slow
@pytest.mark.parametrize(("file", "query", "hits"), EXPECTED_HITS)
def test_a_search_finds_what_was_counted(real_tweets: dict[str, RealTweets], file: str, query: str, hits: int) -> None:
    tweets = real_tweets[file]
    root = parse(query).root
    tree = None if root is None else with_accounts(root, tweets.accounts)

    assert sum(finds(tree, document) for document in tweets.documents) == hits
