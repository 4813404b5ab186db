"""Filters as apps keep them, in both versions, beside the native ones; and what they do to statuses everywhere."""

from __future__ import annotations

import json
from typing import Any

import pytest

from linnet.domain.filters import MAX_FILTERS, MAX_KEYWORDS
from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done


@pytest.fixture
def app(ann: Person) -> App:
    return App.of(ann)


def make(app: App, word: str = "snow", action: str = "warn", *contexts: str, **more: str) -> Any:
    form = {"title": f"no {word}", "filter_action": action, "keywords_attributes[][keyword]": word, **more}
    names = contexts or ("home", "notifications", "public", "thread", "account")
    sent = "&".join(f"context[]={each}" for each in names)
    return app.done("POST", f"/api/v2/filters?{sent}", form)


def words(filters: Any) -> list[list[str]]:
    return [[each["keyword"] for each in one["keywords"]] for one in filters]


def matches(status: Any) -> list[Any]:
    return [each["keyword_matches"] for each in status["filtered"]]


def test_a_filter_is_made_changed_and_removed(network: InMemoryNetwork, app: App) -> None:
    made = make(app, "snow", "hide", "home", "thread", expires_in="3600")
    assert made.items() >= {"title": "no snow", "context": ["home", "thread"], "filter_action": "hide"}.items()
    assert (made["expires_at"] is None, made["statuses"]) == (False, [])
    (keyword,) = made["keywords"]
    assert (keyword["keyword"], keyword["whole_word"]) == ("snow", True)
    assert app.get("/api/v2/filters") == [made]
    assert app.get(f"/api/v2/filters/{made['id']}") == made
    kept = app.done("PUT", f"/api/v2/filters/{made['id']}", {"title": "Winter"})
    assert kept == {**made, "title": "Winter"}
    sent = (
        f"keywords_attributes[0][id]={keyword['id']}&keywords_attributes[0][_destroy]=true"
        "&keywords_attributes[1][keyword]=hail&keywords_attributes[1][whole_word]=false&expires_in=&context[]=public"
    )
    changed = app.done("PUT", f"/api/v2/filters/{made['id']}", sent.encode())
    assert (changed["expires_at"], changed["context"]) == (None, ["public"])
    assert [(each["keyword"], each["whole_word"]) for each in changed["keywords"]] == [("hail", False)]
    assert app.done("DELETE", f"/api/v2/filters/{made['id']}") == {}
    assert app.get("/api/v2/filters") == []
    assert app.refused("GET", f"/api/v2/filters/{made['id']}") == (404, "Record not found")


def test_json_says_what_forms_say(app: App) -> None:
    sent = b'{"title": "a", "context": ["home"], "keywords_attributes": [{"keyword": "x", "whole_word": false}]}'
    made = app.done("POST", "/api/v2/filters", sent, "application/json")
    assert (made["filter_action"], made["keywords"][0]["whole_word"]) == ("warn", False)


def test_keywords_and_statuses_are_kept_one_by_one(app: App, bob: Person) -> None:
    made = make(app)
    added = app.post(f"/api/v2/filters/{made['id']}/keywords", keyword="hail", whole_word="false")
    assert app.get(f"/api/v2/filters/{made['id']}/keywords") == [*made["keywords"], added]
    changed = app.done("PUT", f"/api/v2/filters/keywords/{added['id']}", {"keyword": "sleet"})
    assert changed == {"id": added["id"], "keyword": "sleet", "whole_word": False}
    assert app.get(f"/api/v2/filters/keywords/{added['id']}") == changed
    assert app.done("DELETE", f"/api/v2/filters/keywords/{added['id']}") == {}
    assert app.refused("GET", f"/api/v2/filters/keywords/{added['id']}")[0] == 404
    tweet = bob.tweet("harmless")
    named = app.post(f"/api/v2/filters/{made['id']}/statuses", status_id=tweet)
    assert named["status_id"] == tweet
    assert app.post(f"/api/v2/filters/{made['id']}/statuses", status_id=tweet) == named
    assert app.get(f"/api/v2/filters/{made['id']}/statuses") == [named]
    assert app.get(f"/api/v2/filters/statuses/{named['id']}") == named
    (result,) = app.get(f"/api/v1/statuses/{tweet}")["filtered"]
    assert (result["status_matches"], result["keyword_matches"]) == ([tweet], None)
    app.done("DELETE", f"/api/v2/filters/statuses/{named['id']}")
    assert app.get(f"/api/v1/statuses/{tweet}")["filtered"] == []
    assert app.refused("POST", f"/api/v2/filters/{made['id']}/statuses", {"status_id": "5"})[0] == 404


def test_version_one_sees_each_keyword_as_a_filter(app: App) -> None:
    made = app.done(
        "POST", "/api/v1/filters", b"phrase=snow&context[]=home&context[]=public&irreversible=true&whole_word=true"
    )
    assert made.items() >= {"phrase": "snow", "context": ["home", "public"], "irreversible": True}.items()
    (second,) = app.get("/api/v2/filters")
    assert (second["title"], second["filter_action"], words([second])) == ("snow", "hide", [["snow"]])
    assert app.get("/api/v1/filters") == [made]
    assert app.get(f"/api/v1/filters/{made['id']}") == made
    changed = app.done("PUT", f"/api/v1/filters/{made['id']}", {"phrase": "hail", "irreversible": "false"})
    assert changed == {**made, "phrase": "hail", "irreversible": False}
    app.post(f"/api/v2/filters/{second['id']}/keywords", keyword="sleet")
    assert [each["phrase"] for each in app.get("/api/v1/filters")] == ["hail", "sleet"]
    # Of several keywords one cannot be of another context.
    status, text = app.refused("PUT", f"/api/v1/filters/{made['id']}", {"context[]": "thread"})
    assert status == 422
    assert "apply to more than one filter keyword" in text
    whole = app.done("PUT", f"/api/v1/filters/{made['id']}", {"phrase": "fog", "whole_word": "0"})
    assert (whole["phrase"], whole["whole_word"]) == ("fog", False)
    assert app.done("DELETE", f"/api/v1/filters/{made['id']}") == {}
    assert words(app.get("/api/v2/filters")) == [["sleet"]]
    (left,) = app.get("/api/v1/filters")
    app.done("DELETE", f"/api/v1/filters/{left['id']}")
    assert app.get("/api/v2/filters") == []


@pytest.mark.parametrize(
    ("path", "form", "text"),
    [
        ("/api/v2/filters", {"context[]": "home"}, "Title can't be blank"),
        ("/api/v2/filters", {"title": " ", "context[]": "home"}, "Title can't be blank"),
        ("/api/v2/filters", {"title": "a"}, "Context can't be blank"),
        ("/api/v2/filters", {"title": "a", "context[]": "nowhere"}, "Context None or invalid context supplied"),
        ("/api/v2/filters", {"title": "a" * 257, "context[]": "home"}, "Title is too long (maximum is 256 characters)"),
        ("/api/v2/filters", {"title": "a", "context[]": "home", "filter_action": "burn"}, "Filter action is invalid"),
        ("/api/v2/filters", {"title": "a", "context[]": "home", "expires_in": "-1"}, "Expires in"),
        (
            "/api/v2/filters",
            {"title": "a", "context[]": "home", "keywords_attributes[][keyword]": ""},
            "Keyword can't be blank",
        ),
        ("/api/v1/filters", {"context[]": "home"}, "Phrase can't be blank"),
        ("/api/v1/filters", {"phrase": "a", "context[]": "x"}, "Context None or invalid context supplied"),
    ],
)
def test_what_is_no_filter_is_refused(app: App, path: str, form: dict[str, str], text: str) -> None:
    status, said = app.refused("POST", path, form)
    assert status == 422
    assert said.startswith(f"Validation failed: {text}")
    assert app.get("/api/v2/filters") == []


def test_a_keyword_of_another_filter_is_not_found(app: App) -> None:
    first, second = make(app), make(app, "hail")
    sent = {"keywords_attributes[][id]": second["keywords"][0]["id"], "keywords_attributes[][keyword]": "x"}
    assert app.refused("PUT", f"/api/v2/filters/{first['id']}", sent)[0] == 404
    assert app.refused("POST", f"/api/v2/filters/{first['id']}/keywords", {"keyword": " "})[0] == 422


def test_there_are_not_too_many(app: App, ann: Person) -> None:
    for number in range(MAX_FILTERS):
        done(ann.post("/api/filters", {"title": str(number), "contexts": ["home"]}), 201)
    assert ann.post("/api/filters", {"title": "more", "contexts": ["home"]})[1]["error"]["code"] == "limit_reached"
    (first, *_) = app.get("/api/v2/filters")
    many = [{"keyword": f"w{number}"} for number in range(MAX_KEYWORDS)]
    done(ann.patch(f"/api/filters/{first['id']}", {"keywords": many}))
    assert app.refused("POST", f"/api/v2/filters/{first['id']}/keywords", {"keyword": "more"})[0] >= 400


def test_both_contracts_keep_the_same_filters(ann: Person, app: App, bob: Person) -> None:
    body = {"title": "Winter", "contexts": ["home"], "action": "blur", "keywords": [{"keyword": "snow"}]}
    native = done(ann.post("/api/filters", body), 201)
    (shown,) = app.get("/api/v2/filters")
    assert (shown["id"], shown["filter_action"], words([shown])) == (native["id"], "blur", [["snow"]])
    app.post(f"/api/v2/filters/{native['id']}/keywords", keyword="hail")
    keywords = done(ann.get(f"/api/filters/{native['id']}"))["keywords"]
    assert [each["keyword"] for each in keywords] == ["snow", "hail"]
    # A whole new list keeps the ids of what it names again.
    listed = [{"keyword": "fog"}, {"keyword": "Snow", "wholeWord": False}]
    edited = done(ann.patch(f"/api/filters/{native['id']}", {"keywords": listed, "expiresInSeconds": 60}))
    assert {each["keyword"]: each["id"] == keywords[0]["id"] for each in edited["keywords"]} == {
        "Snow": True,
        "fog": False,
    }
    assert app.get(f"/api/v2/filters/{native['id']}")["expires_at"] == edited["expiresAt"]
    assert done(ann.patch(f"/api/filters/{native['id']}", {"expiresInSeconds": None}))["expiresAt"] is None
    tweet = bob.tweet("harmless")
    assert done(ann.post(f"/api/filters/{native['id']}/tweets", {"tweetId": tweet}))["tweetIds"] == [tweet]
    assert [each["status_id"] for each in app.get(f"/api/v2/filters/{native['id']}")["statuses"]] == [tweet]
    (match,) = done(ann.get(f"/api/tweets/{tweet}"))["filtered"]
    assert (match["filterId"], match["byId"], match["keywords"]) == (native["id"], True, [])
    done(ann.delete(f"/api/filters/{native['id']}/tweets/{tweet}"), 204)
    done(ann.delete(f"/api/filters/{native['id']}/tweets/{tweet}"), 404)
    done(ann.delete(f"/api/filters/{native['id']}"), 204)
    assert done(ann.get("/api/filters")) == {"items": []}


@pytest.fixture
def snowy(network: InMemoryNetwork, ann: Person, bob: Person) -> str:
    """Bob, whom Ann follows, mentions her in a tweet about snow."""
    ann.follow(bob)
    network.settle()
    tweet = bob.tweet("@ann look, Snow! #winter")
    network.clock.advance(1000)
    network.settle()
    return tweet


def places(bob: Person, tweet: str) -> dict[str, str]:
    return {
        "home": "/api/v1/timelines/home",
        "public": "/api/v1/timelines/public",
        "tag": "/api/v1/timelines/tag/winter",
        "account": f"/api/v1/accounts/{bob.id}/statuses",
        "several": f"/api/v1/statuses?id[]={tweet}",
    }


def test_a_warning_is_on_the_status_wherever_it_stands(app: App, ann: Person, bob: Person, snowy: str) -> None:
    made = make(app)
    for path in places(bob, snowy).values():
        (status,) = app.get(path)
        assert matches(status) == [["snow"]], path
        assert status["filtered"][0]["filter"] == made
    assert matches(app.get(f"/api/v1/statuses/{snowy}")) == [["snow"]]
    (mention,) = app.get("/api/v1/notifications")
    assert matches(mention["status"]) == [["snow"]]
    answer = bob.tweet("and snow again", inReplyTo=snowy)
    (below,) = app.get(f"/api/v1/statuses/{snowy}/context")["descendants"]
    assert (below["id"], matches(below)) == (answer, [["snow"]])
    (found,) = app.get("/api/v2/search?type=statuses&q=look")["statuses"]
    assert matches(found) == [["snow"]]
    # Natively too, and to nobody else.
    assert [each["keywords"] for each in done(ann.get(f"/api/tweets/{snowy}"))["filtered"]] == [["snow"]]
    assert App.of(bob).get(f"/api/v1/statuses/{snowy}")["filtered"] == []
    assert "filtered" not in App(app.network).get(f"/api/v1/statuses/{snowy}")


def test_what_is_hidden_leaves_home_and_notifications_and_is_marked_elsewhere(
    app: App, ann: Person, bob: Person, snowy: str
) -> None:
    make(app, "snow", "hide")
    shown = {name: [each["id"] for each in app.get(path)] for name, path in places(bob, snowy).items()}
    assert shown == {"home": [], "public": [snowy], "tag": [snowy], "account": [snowy], "several": [snowy]}
    assert app.get("/api/v1/notifications") == []
    assert app.get("/api/v1/notifications/unread_count") == {"count": 0}
    assert app.get("/api/v2/notifications")["notification_groups"] == []
    assert done(ann.get("/api/timelines/home"))["items"] == []
    assert done(ann.get("/api/notifications"))["items"] == []
    assert matches(app.get(f"/api/v1/statuses/{snowy}")) == [["snow"]]


def test_a_filter_of_other_contexts_hides_nothing_in_home(app: App, snowy: str) -> None:
    make(app, "snow", "hide", "public", "notifications")
    assert [each["id"] for each in app.get("/api/v1/timelines/home")] == [snowy]
    assert app.get("/api/v1/notifications") == []


def test_lists_are_part_of_home(network: InMemoryNetwork, app: App, ann: Person, bob: Person, snowy: str) -> None:
    made = done(ann.post("/api/lists", {"title": "Friends"}))["id"]
    done(ann.post(f"/api/lists/{made}/members", {"userIds": [str(bob.id)]}))
    network.settle()
    bob.tweet("sun")
    bob.tweet("snow")
    network.settle()
    make(app, "snow", "hide", "home")
    assert [each["content"] for each in app.get(f"/api/v1/timelines/list/{made}")] == ["<p>sun</p>"]


def test_boosts_are_filtered_by_what_they_boost(network: InMemoryNetwork, app: App, ann: Person, bob: Person) -> None:
    cat = network.sign_up("cat")
    ann.follow(bob)
    network.settle()
    done(bob.post(f"/api/tweets/{cat.tweet('snow')}/retweet"))
    network.settle()
    made = make(app)
    (boost,) = app.get("/api/v1/timelines/home")
    assert matches(boost) == matches(boost["reblog"]) == [["snow"]]
    app.done("PUT", f"/api/v2/filters/{made['id']}", {"filter_action": "hide"})
    assert app.get("/api/v1/timelines/home") == []


def test_a_quoted_status_is_marked_for_itself(app: App, bob: Person) -> None:
    quoted = bob.tweet("snow")
    quoting = bob.tweet("see", quoteOf=quoted)
    make(app)
    status = app.get(f"/api/v1/statuses/{quoting}")
    assert (matches(status), matches(status["quote"]["quoted_status"])) == ([], [["snow"]])


def test_what_one_wrote_oneself_is_marked_and_never_hidden(app: App, ann: Person) -> None:
    tweet = ann.tweet("snow")
    make(app, "snow", "hide")
    (status,) = app.get("/api/v1/timelines/home")
    assert (status["id"], matches(status)) == (tweet, [["snow"]])


def test_a_filter_ends(network: InMemoryNetwork, app: App, snowy: str) -> None:
    make(app, "snow", "hide", expires_in="60")
    assert app.get("/api/v1/timelines/home") == []
    network.clock.advance(61_000)
    (status,) = app.get("/api/v1/timelines/home")
    assert (status["id"], status["filtered"]) == (snowy, [])
    assert len(app.get("/api/v2/filters")) == 1


def test_pages_fill_up_past_what_is_hidden(network: InMemoryNetwork, app: App, ann: Person, bob: Person) -> None:
    ann.follow(bob)
    network.settle()
    for number in range(10):
        bob.tweet(f"snow {number}" if number % 2 else f"sun {number}")
    network.settle()
    make(app, "snow", "hide", "home")
    shown = [each["content"] for each in app.get("/api/v1/timelines/home?limit=4")]
    assert shown == [f"<p>sun {number}</p>" for number in (8, 6, 4, 2)]


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_null_ends_an_expiry_as_an_empty_field_does(app: App, version: str) -> None:
    made = make(app, "snow", expires_in="3600")
    path = f"/api/v2/filters/{made['id']}"
    if version == "v1":
        path = f"/api/v1/filters/{made['keywords'][0]['id']}"
    assert made["expires_at"] is not None
    kept = app.done("PUT", path, json.dumps({"context": ["home"]}).encode(), "application/json")
    assert kept["expires_at"] == made["expires_at"]
    endless = app.done("PUT", path, json.dumps({"expires_in": None}).encode(), "application/json")
    assert endless["expires_at"] is None
