"""Lists through the client API of Mastodon: written by one contract, read by the other, both ways."""

from __future__ import annotations

import pytest

from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done


@pytest.fixture(autouse=True)
def followed(network: InMemoryNetwork, ann: Person, bob: Person) -> None:
    ann.follow(bob)
    network.settle()


def test_a_list_made_by_an_app_is_read_natively(network: InMemoryNetwork, ann: Person, bob: Person) -> None:
    app = App.of(ann)
    made = app.post("/api/v1/lists", title="Friends", replies_policy="none", exclusive="true")
    assert (made["replies_policy"], made["exclusive"]) == ("none", True)
    assert app.post(f"/api/v1/lists/{made['id']}/accounts", **{"account_ids[]": str(bob.id)}) == {}
    native = done(ann.get(f"/api/lists/{made['id']}"))
    assert (native["title"], native["repliesPolicy"]) == ("Friends", "none")
    assert [each["id"] for each in done(ann.get(f"/api/lists/{made['id']}/members"))["items"]] == [str(bob.id)]
    changed = app.done("PUT", f"/api/v1/lists/{made['id']}", {"title": "Fiends"})
    assert (changed["title"], changed["replies_policy"], changed["exclusive"]) == ("Fiends", "none", True)


def test_a_list_made_natively_is_read_by_an_app(network: InMemoryNetwork, ann: Person, bob: Person) -> None:
    made = done(ann.post("/api/lists", {"title": "Friends"}))
    done(ann.post(f"/api/lists/{made['id']}/members", {"userIds": [str(bob.id)]}))
    network.settle()
    tweet = bob.tweet("for the list")
    network.settle()
    app, path = App.of(ann), f"/api/v1/lists/{made['id']}"
    assert [each["title"] for each in app.get("/api/v1/lists")] == ["Friends"]
    assert [each["username"] for each in app.get(f"{path}/accounts")] == ["bob"]
    assert [each["id"] for each in app.get(f"/api/v1/accounts/{bob.id}/lists")] == [made["id"]]
    assert [each["id"] for each in app.get(f"/api/v1/timelines/list/{made['id']}")] == [tweet]
    app.done("DELETE", f"{path}/accounts", {"account_ids[]": str(bob.id)})
    assert app.get(f"{path}/accounts") == []
    assert app.done("DELETE", path) == {}
    assert done(ann.get("/api/lists"))["items"] == []


def test_lists_are_their_owners_and_hold_followed_accounts_only(
    network: InMemoryNetwork, ann: Person, bob: Person
) -> None:
    cat = network.sign_up("cat")
    app, other = App.of(ann), App.of(bob)
    made = app.post("/api/v1/lists", title="Friends")
    path = f"/api/v1/lists/{made['id']}"
    missing = (404, "Record not found")
    assert other.refused("GET", path) == missing
    assert other.refused("PUT", path, {"title": "mine"}) == missing
    assert other.refused("DELETE", path) == missing
    assert other.refused("GET", f"{path}/accounts") == missing
    assert other.refused("GET", f"/api/v1/timelines/list/{made['id']}") == missing
    assert app.refused("POST", f"{path}/accounts", {"account_ids[]": str(cat.id)})[0] == 422
    assert app.refused("POST", "/api/v1/lists", {}) == (422, "Validation failed: Title can't be blank")
    assert app.refused("POST", "/api/v1/lists", {"title": "x", "replies_policy": "all"})[0] == 422
