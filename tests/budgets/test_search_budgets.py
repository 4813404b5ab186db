"""What searches may ask of DynamoDB, which the engine is not part of."""

from __future__ import annotations

import pytest

from linnet.ports.indexing import IndexJob, IndexJobKind
from tests.budgets.report import report
from tests.budgets.test_request_budgets import ann, bea, measured, warm
from tests.integration.network import Network
from tests.integration.person import Person

__all__ = ["ann", "bea"]

pytestmark = pytest.mark.engines


def test_a_search_is_two_trips_and_remembering_it_is_beside_them(network: Network, ann: Person, bea: Person) -> None:
    for number in range(20):
        ann.tweet(f"cat number {number}")
    network.settle()
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
    bea.tweet("a cat", quoteOf=quoted)
    network.settle()
    network.restart("search_api")
    with measured(ann, "search that finds a quoting tweet, cold") as calls:
        (found,) = ann.get("/api/search?q=cat&type=tweets")[1]["tweets"]
    assert found["tweet"]["quote"]["text"] == "quoted"
    assert calls.trips <= 3


def test_a_search_for_everything_takes_no_longer_than_one_for_tweets(
    network: Network, ann: Person, bea: Person
) -> None:
    ann.tweet("a cat")
    network.settle()
    network.restart("search_api")
    with measured(bea, "search for all kinds, cold") as calls:
        bea.get("/api/search?q=cat")
    assert calls.trips <= 3


def test_names_in_a_search_are_one_trip_more(network: Network, ann: Person, bea: Person) -> None:
    ann.tweet("a cat")
    network.settle()
    with measured(bea, "search with from:, cold") as calls:
        assert bea.get("/api/search?q=cat from:ann&type=tweets")[1]["tweets"]
    assert calls.trips <= 3


def test_saved_and_recent_searches_are_one_read(network: Network, ann: Person) -> None:
    ann.post("/api/search/saved", {"name": "n", "q": "cat"})
    for kept in ("saved", "recent"):
        with measured(ann, f"list of {kept} searches") as calls:
            assert ann.get(f"/api/search/{kept}")[0] == 200
        assert (calls.trips, calls.reads) == (1, 1)


def test_suggestions_are_one_trip(network: Network, ann: Person, bea: Person) -> None:
    for number in range(20):
        other = network.sign_up(f"ann{number}")
        if number % 2:
            bea.follow(other)
    network.settle()
    network.restart("search_api")
    # Who has just changed is read again, in a second trip.
    network.clock.advance(300_000)
    warm(bea, "/api/search/suggest?q=zzz")
    with measured(bea, "suggestions for two letters") as calls:
        found = bea.get("/api/search/suggest?q=an")[1]["users"]
    assert [each["following"] for each in found] == [True] * 8
    assert calls.trips == 1
    assert calls.reads <= 6
    assert calls.writes == 0


def test_an_account_costs_two_write_units_for_each_beginning_of_its_names(network: Network, ann: Person) -> None:
    environment = network.environments["index_queue"]
    environment.tables.user_suggestions.forget(ann.id)
    with network.recorded() as calls:
        network.index(IndexJob(IndexJobKind.USERS, (ann.id,)))
    report("suggestions of a new account with a name of 3 letters", calls)
    assert calls.writes <= 2 * (1 + len("ann"))
    with network.recorded() as again:
        network.index(IndexJob(IndexJobKind.USERS, (ann.id,)))
    assert again.writes == 0
