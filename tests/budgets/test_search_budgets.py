"""What searches may ask of DynamoDB, which the engine is not part of."""

from __future__ import annotations

import pytest

from linnet.domain.search.documents import tweet_document
from linnet.domain.tweets import Tweet
from linnet.ports.search import Kind
from tests.budgets.test_request_budgets import ann, bea, measured, warm
from tests.integration.network import Network, Person

__all__ = ["ann", "bea"]

pytestmark = pytest.mark.engines


def index(network: Network, author: Person, *tweet_ids: str) -> None:
    stores = network.environments["search_api"].tables
    user = stores.accounts.get_user(author.id)
    assert user is not None
    posts = [stores.stored_posts.get(int(each)) for each in tweet_ids]
    documents = [tweet_document(post, user, post.version) for post in posts if isinstance(post, Tweet)]
    network.search.write(Kind.TWEETS, documents)


def test_a_search_is_two_trips_and_remembering_it_is_beside_them(network: Network, ann: Person, bea: Person) -> None:
    index(network, ann, *[ann.tweet(f"cat number {number}") for number in range(20)])
    network.restart("search_api")
    warm(bea, "/api/search?q=nothing&type=tweets")
    with measured(bea, "search, page of 20 tweets, none cached") as cold:
        assert len(bea.get("/api/search?q=cat&type=tweets")[1]["tweets"]) == 20
    # The engine is asked in the first.
    assert cold.trips <= 2
    assert cold.writes <= 2
    with measured(bea, "search, page of 20 tweets, cached") as cached:
        bea.get("/api/search?q=cat&type=tweets")
    assert cached.trips <= 2
    assert cached.reads <= 5


def test_quoted_tweets_are_one_trip_more(network: Network, ann: Person, bea: Person) -> None:
    quoted = ann.tweet("quoted")
    index(network, bea, bea.tweet("a cat", quoteOf=quoted))
    network.restart("search_api")
    with measured(ann, "search that finds a quoting tweet, cold") as calls:
        (found,) = ann.get("/api/search?q=cat&type=tweets")[1]["tweets"]
    assert found["tweet"]["quote"]["text"] == "quoted"
    assert calls.trips <= 3


def test_a_search_for_everything_takes_no_longer_than_one_for_tweets(
    network: Network, ann: Person, bea: Person
) -> None:
    index(network, ann, ann.tweet("a cat"))
    network.restart("search_api")
    with measured(bea, "search for all kinds, cold") as calls:
        bea.get("/api/search?q=cat")
    assert calls.trips <= 3


def test_names_in_a_search_are_one_trip_more(network: Network, ann: Person, bea: Person) -> None:
    index(network, ann, ann.tweet("a cat"))
    with measured(bea, "search with from:, cold") as calls:
        assert bea.get("/api/search?q=cat from:ann&type=tweets")[1]["tweets"]
    assert calls.trips <= 3


def test_saved_and_recent_searches_are_one_read(network: Network, ann: Person) -> None:
    ann.post("/api/search/saved", {"name": "n", "q": "cat"})
    for kept in ("saved", "recent"):
        with measured(ann, f"list of {kept} searches") as calls:
            assert ann.get(f"/api/search/{kept}")[0] == 200
        assert (calls.trips, calls.reads) == (1, 1)
