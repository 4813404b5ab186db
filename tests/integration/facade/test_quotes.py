"""Who may quote a status, and quotes that its author takes back, beside the native contract."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.facade.client import App, limited
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done


@pytest.fixture
def people(network: InMemoryNetwork) -> list[Person]:
    found = [network.sign_up(name) for name in ("ann", "bob", "cat")]
    found[1].follow(found[0])
    network.settle()
    return found


@pytest.fixture
def app(people: list[Person]) -> App:
    return App.of(people[0])


def written(app: App, text: str = "quote me", **more: str) -> dict[str, Any]:
    found: dict[str, Any] = app.done("POST", "/api/v1/statuses", {"status": text, **more})
    return found


def quoted(person: Person, status_id: str) -> int:
    """Return the answer to an attempt to quote."""
    return person.post("/api/tweets", {"text": "look at this", "quoteOf": status_id})[0]


@pytest.mark.parametrize(
    ("policy", "automatic", "allowed"),
    [("public", ["public"], (201, 201)), ("followers", ["followers"], (201, 403)), ("nobody", [], (403, 403))],
)
def test_the_author_says_who_may_quote(
    app: App, people: list[Person], policy: str, automatic: list[str], allowed: tuple[int, int]
) -> None:
    status = written(app, quote_approval_policy=policy)
    assert status["quote_approval"] == {"automatic": automatic, "manual": [], "current_user": "automatic"}
    for person, answer in zip(people[1:], allowed, strict=True):
        seen = App.of(person).get(f"/api/v1/statuses/{status['id']}")["quote_approval"]
        assert seen["automatic"] == automatic
        assert seen["current_user"] == ("automatic" if answer == 201 else "denied")
        native = done(person.get(f"/api/tweets/{status['id']}"))
        assert (native["quotePolicy"], native["mayQuote"]) == (policy, answer == 201)
        assert quoted(person, status["id"]) == answer
    assert quoted(people[0], status["id"]) == 201
    public = App.of(people[2]).get("/api/v1/timelines/public")
    mine = [each for each in public if each["id"] == status["id"]]
    assert [each["quote_approval"]["automatic"] for each in mine] in ([automatic], [])


def test_who_is_followed_is_known_in_public_places(app: App, people: list[Person], network: InMemoryNetwork) -> None:
    status = written(app, quote_approval_policy="followers")
    network.settle()
    for person, expected in zip(people, ("automatic", "automatic", "denied"), strict=True):
        (shown,) = App.of(person).get("/api/v1/timelines/public")
        assert (shown["id"], shown["quote_approval"]["current_user"]) == (status["id"], expected)


def test_a_choice_changes_what_comes_and_not_what_was(app: App, people: list[Person]) -> None:
    bob = people[1]
    status = written(app)
    assert quoted(bob, status["id"]) == 201
    path = f"/api/v1/statuses/{status['id']}/interaction_policy"
    for policy in ("nobody", "nobody"):
        changed = app.done("PUT", path, {"quote_approval_policy": policy})
        assert changed["quote_approval"]["automatic"] == []
    assert app.get(f"/api/v1/statuses/{status['id']}") == changed
    assert quoted(bob, status["id"]) == 403
    (quoting,) = app.get(f"/api/v1/statuses/{status['id']}/quotes")
    assert quoting["quote"]["state"] == "accepted"
    done(people[0].put(f"/api/tweets/{status['id']}/quote-policy", {"policy": "public"}))
    assert app.get(f"/api/v1/statuses/{status['id']}")["quote_approval"]["automatic"] == ["public"]
    edited = app.done(
        "PUT", f"/api/v1/statuses/{status['id']}", {"status": "again", "quote_approval_policy": "followers"}
    )
    assert (edited["quote_approval"]["automatic"], "again" in edited["content"]) == (["followers"], True)
    kept = app.done("PUT", f"/api/v1/statuses/{status['id']}", {"status": "once more"})
    assert kept["quote_approval"]["automatic"] == ["followers"]


def test_a_quote_is_taken_back_for_everybody(app: App, people: list[Person], network: InMemoryNetwork) -> None:
    ann, bob, cat = people
    status = written(app)
    quoting = App.of(bob).done("POST", "/api/v1/statuses", {"status": "see", "quoted_status_id": status["id"]})
    other = cat.tweet("see, too", quoteOf=status["id"])
    network.settle()
    for _ in range(2):
        revoked = app.post(f"/api/v1/statuses/{status['id']}/quotes/{quoting['id']}/revoke")
        assert revoked["quote"] == {"state": "revoked", "quoted_status": None}
    for person in people:
        assert App.of(person).get(f"/api/v1/statuses/{quoting['id']}")["quote"] == revoked["quote"]
        native = done(person.get(f"/api/tweets/{quoting['id']}"))
        assert (native["quoteOf"], native["quote"], native["quoteRevoked"]) == (status["id"], None, True)
    assert [each["id"] for each in app.get(f"/api/v1/statuses/{status['id']}/quotes")] == [other]
    assert ann.delete(f"/api/tweets/{status['id']}/quotes/{other}")[0] == 204
    assert app.get(f"/api/v1/statuses/{status['id']}/quotes") == []
    # An edit does not bring it back.
    App.of(bob).done("PUT", f"/api/v1/statuses/{quoting['id']}", {"status": "edited"})
    assert App.of(cat).get(f"/api/v1/statuses/{quoting['id']}")["quote"] == revoked["quote"]


def test_a_quote_by_somebody_blocked_is_taken_back_unseen(app: App, people: list[Person]) -> None:
    ann, bob, cat = people
    status = written(app)
    quoting = bob.tweet("see", quoteOf=status["id"])
    done(ann.post(f"/api/users/{bob.id}/block"))
    assert ann.delete(f"/api/tweets/{status['id']}/quotes/{quoting}")[0] == 204
    assert done(cat.get(f"/api/tweets/{quoting}"))["quoteRevoked"] is True


def test_only_the_author_decides(app: App, people: list[Person], network: InMemoryNetwork) -> None:
    _, bob, cat = people
    status = written(app)
    quoting = bob.tweet("see", quoteOf=status["id"])
    plain = bob.tweet("no quote")
    other = App.of(cat)
    path = f"/api/v1/statuses/{status['id']}"
    assert other.refused("PUT", f"{path}/interaction_policy", {"quote_approval_policy": "nobody"})[0] == 404
    assert other.refused("POST", f"{path}/quotes/{quoting}/revoke")[0] == 404
    assert cat.put(f"/api/tweets/{status['id']}/quote-policy", {"policy": "nobody"})[0] == 403
    assert cat.delete(f"/api/tweets/{status['id']}/quotes/{quoting}")[0] == 403
    for unknown in (plain, "1", status["id"]):
        assert app.refused("POST", f"{path}/quotes/{unknown}/revoke")[0] == 404
    for wrong in ({}, {"quote_approval_policy": "friends"}):
        assert app.refused("PUT", f"{path}/interaction_policy", wrong)[0] == 422
    assert app.refused("POST", "/api/v1/statuses", {"status": "x", "quote_approval_policy": "friends"})[0] == 422
    assert limited(network, "ann", "read").refused("PUT", f"{path}/interaction_policy")[0] == 403


def test_the_usual_choice_is_that_of_the_settings(app: App, people: list[Person]) -> None:
    changed = app.done("PATCH", "/api/v1/accounts/update_credentials", {"source[quote_policy]": "followers"})
    assert changed["source"]["quote_policy"] == "followers"
    assert app.get("/api/v1/preferences")["posting:default:quote_policy"] == "followers"
    assert done(people[0].get("/api/users/me"))["settings"]["defaultQuotePolicy"] == "followers"
    assert written(app)["quote_approval"]["automatic"] == ["followers"]
    done(people[0].patch("/api/users/me", {"settings": {"defaultQuotePolicy": "nobody"}}))
    assert written(app, "second")["quote_approval"]["automatic"] == []
    assert written(app, "third", quote_approval_policy="public")["quote_approval"]["automatic"] == ["public"]
    wrong = {"source[quote_policy]": "friends"}
    assert app.refused("PATCH", "/api/v1/accounts/update_credentials", wrong)[0] == 422


def test_a_scheduled_status_keeps_its_choice(app: App, people: list[Person], network: InMemoryNetwork) -> None:
    at = "2030-01-01T00:00:00Z"
    saved = written(app, "later", scheduled_at=at, quote_approval_policy="nobody")
    assert saved["params"]["quote_approval_policy"] == "nobody"
    assert app.get(f"/api/v1/scheduled_statuses/{saved['id']}") == saved
    assert done(people[0].get(f"/api/drafts/{saved['id']}"))["quotePolicy"] == "nobody"
    published = done(people[0].post(f"/api/drafts/{saved['id']}/publish"))
    assert published["quotePolicy"] == "nobody"


def test_what_only_followers_read_is_quoted_by_nobody_else(app: App, people: list[Person]) -> None:
    status = written(app, visibility="private", quote_approval_policy="public")
    assert status["quote_approval"] == {"automatic": [], "manual": [], "current_user": "automatic"}
    seen = App.of(people[1]).get(f"/api/v1/statuses/{status['id']}")
    assert seen["quote_approval"] == {"automatic": [], "manual": [], "current_user": "denied"}
    assert quoted(people[1], status["id"]) == 403
