"""Real tweets, posted and indexed by the real handlers, are found through the API as the oracle finds them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from linnet.adapters.sqlite_search.index import SqliteSearchIndex
from linnet.domain.search.documents import TweetDocument
from linnet.domain.search.index_versions import document_of_tweet
from linnet.domain.search.parse import parse
from linnet.domain.search.tree import usernames_of, with_accounts
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.person import Person, done
from tests.search.expected_hits import EXPECTED_HITS
from tests.search.oracle import finds
from tests.search.real_tweets import FIGHT_NIGHT, MARKETS, RealTweets

AUTHORS = 8
TWEETS_OF_AN_AUTHOR = 10
# Totals and times are not those of the file here, and stems are found besides.
QUERIES = [
    (file, query)
    for file, query, _ in EXPECTED_HITS
    if query and "min_" not in query and "since:" not in query and "is:" not in query
]


@pytest.fixture(scope="module", params=[MARKETS, FIGHT_NIGHT])
def posted(
    request: pytest.FixtureRequest, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, InMemoryNetwork, Person, dict[str, TweetDocument]]]:
    """Post a sample of a file, and return it with its documents by id."""
    real = RealTweets(shared_data / request.param)
    names = {number: name for name, number in real.accounts.items()}
    by_author: dict[int, list[str]] = defaultdict(list)
    for document in real.documents:
        by_author[document.author_id].append(document.text)
    busiest = sorted(by_author, key=lambda author: len(by_author[author]), reverse=True)[:AUTHORS]
    with pytest.MonkeyPatch.context() as patched, in_memory_network() as network:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patched.setenv(name, "test")
        index = SqliteSearchIndex(tmp_path_factory.mktemp("search") / "index", network.clock)
        index.prepare()
        network.search_engine = index
        for function in ("search_api", "index_queue"):
            network.restart(function)
        stores = network.environments["search_api"].tables
        documents: dict[str, TweetDocument] = {}
        people = [network.sign_up(names[author]) for author in busiest]
        for person, author in zip(people, busiest, strict=True):
            texts = list(dict.fromkeys(by_author[author]))
            for text in texts[:: max(1, len(texts) // TWEETS_OF_AN_AUTHOR)][:TWEETS_OF_AN_AUTHOR]:
                status, tweet = person.post("/api/tweets", {"text": text})
                network.clock.advance(1)
                if status == 201:
                    found = stores.stored_posts.get(int(tweet["id"]))
                    posted = document_of_tweet(int(tweet["id"]), found, stores.accounts.get_user(person.id))
                    assert isinstance(posted, TweetDocument)
                    documents[tweet["id"]] = posted
        network.settle()
        yield request.param, network, people[0], documents
        index.close()


@pytest.mark.slow
def test_searches_find_what_the_oracle_finds(
    posted: tuple[str, InMemoryNetwork, Person, dict[str, TweetDocument]],
) -> None:
    file, network, reader, documents = posted
    assert len(documents) >= AUTHORS * TWEETS_OF_AN_AUTHOR // 2
    stores = network.environments["search_api"].tables
    found_any = 0
    for query in [query for name, query in QUERIES if name == file]:
        root = parse(query).root
        assert root is not None
        names = usernames_of(root)
        tree = with_accounts(root, stores.accounts.find_ids(names)) if names else root
        wanted = {identifier for identifier, document in documents.items() if finds(tree, document)}

        assert all_found(reader, query) == wanted, query
        found_any += bool(wanted)
    assert found_any >= 5


def all_found(reader: Person, query: str) -> set[str]:
    ids: set[str] = set()
    cursor = ""
    while True:
        page = done(reader.get(f"/api/search?q={query}&type=tweets&sort=latest&limit=100{cursor}"))
        ids |= {each["tweet"]["id"] for each in page["tweets"]}
        if page["nextToken"] is None:
            return ids
        cursor = f"&cursor={page['nextToken']}"
