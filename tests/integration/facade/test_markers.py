"""Read markers as apps keep them, beside the native ones: they are the same."""

from __future__ import annotations

from typing import Any

import pytest

from linnet.adapters.dynamodb.markers import DynamoMarkers
from linnet.domain.ids import id_at
from linnet.domain.markers import Markers
from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done

BOTH = "/api/v1/markers?timeline[]=home&timeline[]=notifications"


@pytest.fixture
def app(ann: Person) -> App:
    return App.of(ann)


def ago(network: InMemoryNetwork, ms: int) -> str:
    return str(id_at(network.clock.now_ms() - ms))


def read_upto(markers: Any) -> dict[str, str]:
    return {name: each["last_read_id"] for name, each in markers.items()}


def test_there_is_no_marker_before_something_was_marked(app: App) -> None:
    assert app.get(BOTH) == {}
    assert app.get("/api/v1/markers") == {}


def test_a_marker_is_kept_and_tells_how_often_it_was_moved(network: InMemoryNetwork, app: App) -> None:
    first = app.post("/api/v1/markers", **{"home[last_read_id]": "103"})
    assert first["home"].items() >= {"last_read_id": "103", "version": 1}.items()
    again = app.post("/api/v1/markers", **{"home[last_read_id]": "103"})
    assert again == first
    network.clock.advance(1000)
    back = app.done("POST", "/api/v1/markers", b'{"home": {"last_read_id": "95"}}', "application/json")
    assert back["home"].items() >= {"last_read_id": "95", "version": 2}.items()
    assert back["home"]["updated_at"] > first["home"]["updated_at"]
    assert app.get(BOTH) == back
    assert app.get("/api/v1/markers?timeline[]=notifications&timeline[]=nowhere") == {}
    assert app.get("/api/v1/markers?timeline=home") == back


def test_the_marker_of_notifications_is_the_native_one_and_never_goes_back(
    network: InMemoryNetwork, ann: Person, bob: Person, app: App
) -> None:
    tweet = ann.tweet("mine")
    done(bob.post(f"/api/tweets/{tweet}/like"))
    network.clock.advance(1000)
    network.settle()
    assert app.get("/api/v1/notifications/unread_count") == {"count": 1}
    (like,) = app.get("/api/v1/notifications")
    moved = app.post("/api/v1/markers", **{"notifications[last_read_id]": like["id"]})
    assert read_upto(moved) == {"notifications": like["id"]}
    assert app.get("/api/v1/notifications/unread_count") == {"count": 0}
    assert done(ann.get("/api/notifications/unread-count"))["readUpTo"] == like["id"]
    assert app.post("/api/v1/markers", **{"notifications[last_read_id]": "5"}) == moved
    network.clock.advance(1000)
    # Natively everything there is, and the app sees it.
    upto = done(ann.post("/api/notifications/read", {}))["readUpTo"]
    assert app.get(BOTH)["notifications"].items() >= {"last_read_id": upto, "version": 2}.items()


def test_what_is_yet_to_come_cannot_be_read(network: InMemoryNetwork, app: App) -> None:
    ahead = str(id_at(network.clock.now_ms() + 3_600_000))
    moved = app.post("/api/v1/markers", **{"notifications[last_read_id]": ahead})
    assert int(moved["notifications"]["last_read_id"]) <= id_at(network.clock.now_ms())


def test_both_contracts_keep_the_same_markers(network: InMemoryNetwork, ann: Person, app: App) -> None:
    assert done(ann.get("/api/markers")) == {"home": None, "notifications": None}
    first = done(ann.post("/api/markers", {"home": ago(network, 5000), "notifications": ago(network, 3000)}))
    assert {name: each["readUpTo"] for name, each in first.items()} == read_upto(app.get(BOTH))
    app.post("/api/v1/markers", **{"home[last_read_id]": ago(network, 1000)})
    second = done(ann.get("/api/markers"))
    assert second["home"]["readUpTo"] == ago(network, 1000)
    assert second["home"]["version"] == first["home"]["version"] + 1
    assert second["notifications"] == first["notifications"]


def test_of_two_clients_at_the_same_moment_one_is_refused(
    ann: Person, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.post("/api/v1/markers", **{"home[last_read_id]": "7"})
    store, others = DynamoMarkers.move, ["10", "8"]

    def raced(self: DynamoMarkers, user_id: int, old: Markers, new: Markers) -> None:
        monkeypatch.setattr(DynamoMarkers, "move", store)
        app.post("/api/v1/markers", **{"home[last_read_id]": others.pop()})
        store(self, user_id, old, new)

    monkeypatch.setattr(DynamoMarkers, "move", raced)
    refusal = app.refused("POST", "/api/v1/markers", {"home[last_read_id]": "9"})
    assert refusal == (409, "Conflict during update, please try again")
    assert read_upto(app.get(BOTH)) == {"home": "8"}
    monkeypatch.setattr(DynamoMarkers, "move", raced)
    status, problem = ann.post("/api/markers", {"home": "9"})
    assert (status, problem["error"]["code"]) == (409, "conflict")
    assert read_upto(app.get(BOTH)) == {"home": "10"}


@pytest.mark.parametrize("sent", ["", "x", "-1"])
def test_what_is_no_id_is_refused(app: App, sent: str) -> None:
    status, text = app.refused("POST", "/api/v1/markers", {"home[last_read_id]": sent})
    assert status == 422
    assert text.startswith("Validation failed: Last read id")


def test_a_marker_is_its_owners(network: InMemoryNetwork, app: App, bob: Person) -> None:
    app.post("/api/v1/markers", **{"home[last_read_id]": "7"})
    assert App.of(bob).get(BOTH) == {}
    assert App(network).refused("GET", BOTH)[0] == 401
