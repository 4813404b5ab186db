"""The part of the story in which somebody does not want to read of something."""

from __future__ import annotations

from tests.infra.recorded_network import RecordedNetwork
from tests.integration.facade.client import App
from tests.integration.person import Person, done


def use_filters(network: RecordedNetwork, people: list[Person]) -> None:
    """Make filters in both contracts, change them, let them match, and remove them."""
    reader, author = people[1], people[2]
    tweet = author.tweet("a spoiler")
    network.settle()
    body = {"title": "Spoilers", "contexts": ["home"], "keywords": [{"keyword": "spoiler"}]}
    made = done(reader.post("/api/filters", body), 201)["id"]
    path = f"/api/filters/{made}"
    done(reader.patch(path, {"action": "hide"}))
    done(reader.post(f"{path}/tweets", {"tweetId": tweet}))
    assert done(reader.get(f"/api/tweets/{tweet}"))["filtered"][0]["byId"]
    done(reader.get(path))
    done(reader.get("/api/filters"))
    app, second = App.of(reader), f"/api/v2/filters/{made}"
    word = app.post(f"{second}/keywords", keyword="sports")["id"]
    entry = app.get(f"{second}/statuses")[0]["id"]
    for read in ("/api/v1/filters", f"/api/v1/filters/{word}", "/api/v2/filters", second, f"{second}/keywords"):
        app.get(read)
    for read in (f"keywords/{word}", f"statuses/{entry}"):
        app.get(f"/api/v2/filters/{read}")
    app.done("PUT", second, {"title": "Games"})
    app.done("PUT", f"/api/v2/filters/keywords/{word}", {"whole_word": "false"})
    app.done("PUT", f"/api/v1/filters/{word}", {"phrase": "sport"})
    app.done("DELETE", f"/api/v2/filters/statuses/{entry}")
    app.post(f"{second}/statuses", status_id=tweet)
    done(reader.delete(f"{path}/tweets/{tweet}"), 204)
    secret = author.tweet("for followers", audience="followers")
    done(people[7].post("/api/filters", body), 201)
    other = done(people[7].get("/api/filters"))["items"][0]["id"]
    done(people[7].post(f"/api/filters/{other}/tweets", {"tweetId": secret}), 404)
    done(people[7].delete(f"/api/filters/{other}"), 204)
    app.done("DELETE", f"/api/v2/filters/keywords/{word}")
    single = app.post("/api/v1/filters", **{"phrase": "weather", "context[]": "home"})["id"]
    app.done("DELETE", f"/api/v1/filters/{single}")
    other = app.post("/api/v2/filters", **{"title": "More", "context[]": "home"})["id"]
    app.done("DELETE", f"/api/v2/filters/{other}")
    done(reader.delete(path), 204)
