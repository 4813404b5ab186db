"""The part of the story in which people search, keep searches and forget them."""

from __future__ import annotations

from tests.infra.recorded_network import RecordedNetwork
from tests.integration.facade.client import App
from tests.integration.person import Person, done


def use_searches(network: RecordedNetwork, people: list[Person]) -> None:
    """Find a tweet by everything that is looked up in tables, also while there is no engine; keep the search."""
    _, bea, cat, ann, *_ = people
    quoted = cat.tweet("an owl")
    bea.tweet("seen an #owl", quoteOf=quoted)
    network.settle()
    for query in (
        "q=owl",
        "q=from:person1",
        # Flags of a single tweet are read by its key.
        "q=owl from:person2",
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
    done(ann.get("/api/search/suggest?q=pe"))
    done(bea.patch("/api/users/me", {"displayName": "Bea the Owl"}))
    network.settle(times=2)
    done(ann.post("/api/hashtags/owl/follow"))
    assert done(ann.get("/api/followed-hashtags"))["items"] == [{"tag": "owl"}]
    assert done(ann.get("/api/hashtags/owl"))["following"]
    done(network.request("GET", "/api/hashtags/owl"))
    done(ann.get("/api/timelines/home"))
    done(ann.delete("/api/hashtags/owl/follow"))
    done(bea.post("/api/hashtags/owl/feature"))
    (shown,) = done(ann.get(f"/api/users/{bea.id}/featured-hashtags"))["items"]
    assert (shown["tag"], shown["tweets"]) == ("owl", 1)
    done(bea.get("/api/featured-hashtags/suggestions"))
    done(bea.delete("/api/hashtags/owl/feature"))
    assert App.of(bea).get("/api/v1/featured_tags/suggestions")
    saved = done(ann.post("/api/search/saved", {"name": "birds", "q": "owl"}))["id"]
    done(ann.patch(f"/api/search/saved/{saved}", {"name": "owls"}))
    assert [each["id"] for each in done(ann.get("/api/search/saved"))["items"]] == [saved]
    done(ann.delete(f"/api/search/saved/{saved}"))
    assert done(ann.get("/api/search/recent"))["items"]
    done(ann.post("/api/search/recent/forget", {"q": "owl"}))
    done(ann.delete("/api/search/recent"))
