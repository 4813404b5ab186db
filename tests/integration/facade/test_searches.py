"""What apps find: searches, hashtags and trends, beside what the native contract says of the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from linnet.ports.search import SearchUnavailable
from tests.integration.facade.client import App, limited
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.person import Person, done
from tests.integration.test_trends_api import SETTINGS, let_trend

ORIGIN = "https://linnet.example"


@pytest.fixture
def network(aws_credentials: None) -> Iterator[InMemoryNetwork]:
    with in_memory_network(trends=SETTINGS, password_grant=True) as network:
        yield network


def search(app: App, text: str, more: str = "") -> Any:
    return app.get(f"/api/v2/search?q={quote(text)}{more}")


def names(found: Any) -> list[str]:
    return [each["username"] for each in found["accounts"]]


def texts(found: Any) -> list[str]:
    return [each["content"] for each in found["statuses"]]


class Down:
    """A search engine that does not answer."""

    def tweets(self, *_search: object) -> Any:
        raise SearchUnavailable

    users = tweets


@pytest.mark.parametrize("text", ["bob", "@bob", "BOB", "@bob@linnet.example", "bob@LINNET.example"])
def test_an_account_is_found_by_its_handle_at_once(ann: Person, bob: Person, text: str) -> None:
    # Nothing has reached the index yet.
    assert names(search(App.of(ann), text, "&type=accounts&resolve=true")) == ["bob"]
    assert names(search(App(ann.network), text)) == ["bob"]


def test_nobody_of_another_server_is_found(ann: Person, bob: Person) -> None:
    found = search(App.of(ann), "@bob@elsewhere.example", "&resolve=true")
    assert found == {"accounts": [], "statuses": [], "hashtags": []}


def test_an_address_of_a_profile_or_a_status_is_found_and_nothing_else(ann: Person, bob: Person) -> None:
    tweet = bob.tweet("look at me")
    app = App.of(ann)
    for address in (f"{ORIGIN}/@bob", f"{ORIGIN}/users/{bob.id}"):
        assert names(search(app, address)) == ["bob"]
    for address in (f"{ORIGIN}/@bob/{tweet}", f"{ORIGIN}/users/{bob.id}/statuses/{tweet}"):
        found = search(app, address)
        assert (found["accounts"], [each["id"] for each in found["statuses"]]) == ([], [tweet])
    assert search(app, f"{ORIGIN}/@bob/{tweet}", "&type=accounts")["statuses"] == []
    assert search(app, f"{ORIGIN}/@nobody")["accounts"] == []


def test_what_may_not_be_seen_is_not_found_by_its_address(ann: Person, bob: Person) -> None:
    tweet = bob.tweet("for followers", audience="followers")
    app = App.of(ann)
    assert search(app, f"{ORIGIN}/@bob/{tweet}")["statuses"] == []
    done(bob.post(f"/api/users/{ann.id}/block"))
    assert search(app, f"{ORIGIN}/@bob")["accounts"] == []
    assert search(app, "@bob")["accounts"] == []


def test_statuses_are_found_newest_first_by_who_has_a_token(ann: Person, bob: Person) -> None:
    for text in ("one apple", "two apples apple", "three apple"):
        bob.tweet(text)
    ann.tweet("an apple of mine")
    ann.network.settle()
    app = App.of(ann)
    found = texts(search(app, "apple", "&type=statuses&limit=2"))
    assert found == ["<p>an apple of mine</p>", "<p>three apple</p>"]
    assert texts(search(app, "apple", "&type=statuses&limit=1&offset=1")) == ["<p>three apple</p>"]
    assert texts(search(app, "apple from:me")) == ["<p>an apple of mine</p>"]
    assert len(texts(search(app, "apple", f"&type=statuses&account_id={bob.id}"))) == 3
    assert search(App(ann.network), "apple")["statuses"] == []
    native = done(ann.get("/api/search?q=apple&type=tweets&sort=latest"))["tweets"]
    assert [each["tweet"]["id"] for each in native] == [each["id"] for each in search(app, "apple")["statuses"]]


def test_operators_of_apps_mean_what_they_mean_at_mastodon(ann: Person) -> None:
    ann.tweet("apple pie", language="en")
    ann.network.settle()
    app = App.of(ann)
    today = done(ann.get("/api/search?q=apple"))["tweets"][0]["tweet"]["createdAt"][:10]
    assert len(texts(search(app, f"apple during:{today} in:public language:en"))) == 1
    for none in (f"apple before:{today}", f"apple after:{today}", "apple language:fr", "apple in:library"):
        assert texts(search(app, none)) == [], none


def test_accounts_can_be_those_that_one_follows(ann: Person, bob: Person) -> None:
    other = ann.network.sign_up("bobby")
    ann.follow(other)
    ann.network.settle()
    app = App.of(ann)
    assert set(names(search(app, "bob", "&type=accounts"))) == {"bob", "bobby"}
    assert names(search(app, "bob", "&type=accounts&following=true")) == ["bobby"]
    assert search(App(ann.network), "bob", "&type=accounts&following=true")["accounts"] == []


def test_hashtags_are_found_by_their_beginning_with_their_days(ann: Person) -> None:
    ann.tweet("#birdsong")
    ann.network.settle()
    app = App.of(ann)
    (tag,) = search(app, "birdsong", "&type=hashtags")["hashtags"]
    assert (tag["name"], tag["url"], tag["following"]) == ("birdsong", f"{ORIGIN}/tags/birdsong", False)
    assert len(tag["history"]) == 7
    assert "following" not in search(App(ann.network), "#birdsong")["hashtags"][0]
    assert app.get("/api/v1/search?q=birdsong")["hashtags"] == ["birdsong"]


def test_what_the_tables_know_is_found_while_the_engine_is_down(ann: Person, bob: Person) -> None:
    services = ann.network.apis["search_api"].container.get()[1]
    tweets, users = services.search.tweets, services.search.users
    for part in (tweets, users):
        object.__setattr__(part, "index", Down())
    app = App.of(ann)
    assert names(search(app, "@bob")) == ["bob"]
    assert app.refused("GET", "/api/v2/search?q=two+words")[0] == 503


def test_no_text_finds_nothing_and_a_bad_one_is_refused(ann: Person) -> None:
    app = App.of(ann)
    assert search(app, " ") == {"accounts": [], "statuses": [], "hashtags": []}
    assert app.refused("GET", f"/api/v2/search?q={'x' * 600}")[0] == 422
    assert app.refused("GET", "/api/v2/search?q=a&type=lists")[0] == 422


def test_a_hashtag_is_followed_and_left_again_and_again(ann: Person) -> None:
    app = App.of(ann)
    for _ in range(2):
        assert app.post("/api/v1/tags/Birds/follow")["following"] is True
    assert [each["name"] for each in app.get("/api/v1/followed_tags")] == ["birds"]
    assert [each["tag"] for each in done(ann.get("/api/followed-hashtags"))["items"]] == ["birds"]
    done(ann.post("/api/hashtags/trees/follow"))
    assert app.get("/api/v1/tags/trees")["following"] is True
    for _ in range(2):
        assert app.post("/api/v1/tags/birds/unfollow")["following"] is False
    assert [each["name"] for each in app.get("/api/v1/followed_tags")] == ["trees"]
    assert app.get("/api/v1/followed_tags?max_id=1") == []


def test_a_hashtag_is_shown_to_anybody_and_what_is_none_to_nobody(ann: Person) -> None:
    app = App(ann.network)
    shown = app.get("/api/v1/tags/birds")
    assert "following" not in shown
    assert app.refused("GET", "/api/v1/tags/12") == (404, "Record not found")
    assert app.refused("POST", "/api/v1/tags/birds/follow")[0] == 401


def test_too_many_followed_hashtags_are_refused(ann: Person) -> None:
    app = App.of(ann)
    for number in range(10):
        app.post(f"/api/v1/tags/tag{number}/follow")
    assert app.refused("POST", "/api/v1/tags/more/follow")[0] == 422


def test_a_token_without_the_scope_is_refused(ann: Person) -> None:
    app = limited(ann.network, "ann", "read:search")
    assert names(search(app, "ann")) == ["ann"]
    assert app.refused("GET", "/api/v1/followed_tags") == (403, "This action is outside the authorized scopes")
    assert app.refused("POST", "/api/v1/tags/birds/follow")[0] == 403


def test_hashtags_and_statuses_that_trend_are_those_of_the_native_list(network: InMemoryNetwork) -> None:
    posting = let_trend(network, "birds")
    app, anybody = App.of(posting[0]), App(network)
    app.post("/api/v1/tags/birds/follow")
    for path in ("/api/v1/trends", "/api/v1/trends/tags"):
        (tag,) = app.get(path)
        assert (tag["name"], tag["following"], len(tag["history"])) == ("birds", True, 7)
        assert "following" not in anybody.get(path)[0]
        assert anybody.get(f"{path}?offset=1") == []
    (native,) = done(network.request("GET", "/api/trends?samples=3"))["items"]
    shown = [each["id"] for each in anybody.get("/api/v1/trends/statuses")]
    assert shown == [each["id"] for each in native["samples"]]
    assert [each["id"] for each in anybody.get("/api/v1/trends/statuses?limit=1&offset=1")] == shown[1:2]
    assert anybody.get("/api/v1/trends/links") == []


def test_a_hidden_trend_and_a_blocked_author_are_not_shown(network: InMemoryNetwork) -> None:
    ann, bob, *_ = let_trend(network, "birds")
    app = App.of(ann)
    done(ann.post(f"/api/users/{bob.id}/block"))
    assert str(bob.id) not in {each["account"]["id"] for each in app.get("/api/v1/trends/statuses")}
    done(ann.post("/api/trends/birds/hide"))
    assert app.get("/api/v1/trends/tags") == []
    assert app.get("/api/v1/trends/statuses") == []
