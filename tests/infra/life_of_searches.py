"""The part of the story in which people search, keep searches and forget them."""

from __future__ import annotations

from linnet.domain.search.documents import tweet_document
from linnet.domain.tweets import Tweet
from linnet.ports.search import Kind
from tests.infra.recorded_network import RecordedNetwork
from tests.integration.person import Person, done


def use_searches(network: RecordedNetwork, people: list[Person]) -> None:
    """Find a tweet by everything that is looked up in tables, also while there is no engine; keep the search."""
    _, bea, cat, ann, *_ = people
    quoted = cat.tweet("an owl")
    found = bea.tweet("seen an #owl", quoteOf=quoted)
    network.settle()
    for tweet_id, author in ((quoted, cat), (found, bea)):
        write_into_index(network, int(tweet_id), author)
    for query in (
        "q=owl",
        "q=from:person1",
        "q=from:person2",
        "q=filter:follows",
        "q=person1&type=users",
        "q=owl&type=hashtags",
    ):
        done(ann.get(f"/api/search?{query}"))
    done(network.request("GET", "/api/search?q=owl"))
    network.search.available = False
    assert not done(ann.get("/api/search?q=#owl"))["complete"]
    done(ann.get("/api/search?q=owl&type=tweets"), 503)
    network.search.available = True
    saved = done(ann.post("/api/search/saved", {"name": "birds", "q": "owl"}))["id"]
    done(ann.patch(f"/api/search/saved/{saved}", {"name": "owls"}))
    assert [each["id"] for each in done(ann.get("/api/search/saved"))["items"]] == [saved]
    done(ann.delete(f"/api/search/saved/{saved}"))
    assert done(ann.get("/api/search/recent"))["items"]
    done(ann.post("/api/search/recent/forget", {"q": "owl"}))
    done(ann.delete("/api/search/recent"))


def write_into_index(network: RecordedNetwork, tweet_id: int, author: Person) -> None:
    stores = network.environments["search_api"].tables
    tweet, user = stores.stored_posts.get(tweet_id), stores.accounts.get_user(author.id)
    assert isinstance(tweet, Tweet)
    assert user is not None
    network.search.write(Kind.TWEETS, [tweet_document(tweet, user, 1)])
