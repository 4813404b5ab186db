"""Drafts and scheduled tweets over HTTP and by the clock, in the whole network on the simulator's engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from linnet.runtime import drafts
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.person import PASSWORD, Person, done
from tests.integration.uploads import uploaded

EVENTS = Path(__file__).parents[2] / "events"
HOUR_MS = 3_600_000
FULL = {
    "text": "Which café? @bobby",
    "audience": "unlisted",
    "sensitive": True,
    "contentWarning": "coffee",
    "language": "fr",
    "poll": {"options": ["this", "that"], "durationSeconds": 600, "multiple": True, "hidesTotals": True},
}


@pytest.fixture
def network() -> Iterator[InMemoryNetwork]:
    with in_memory_network() as network:
        yield network


@pytest.fixture
def ann(network: InMemoryNetwork) -> Person:
    return network.sign_up("anna")


def moment(unix_ms: int) -> str:
    return f"{datetime.fromtimestamp(unix_ms // 1000, tz=UTC):%Y-%m-%dT%H:%M:%S}.{unix_ms % 1000:03d}Z"


def in_an_hour(network: InMemoryNetwork) -> str:
    return moment(network.clock.now_ms() + HOUR_MS)


def run(network: InMemoryNetwork) -> dict[str, Any]:
    event = json.loads((EVENTS / "schedules" / "drafts.json").read_text("utf-8"))
    answer: dict[str, Any] = network.workers["drafts_schedule"].lambda_handler(event, None)
    return answer


def test_the_clock_publishes_a_scheduled_tweet_with_all_that_it_said(network: InMemoryNetwork, ann: Person) -> None:
    at = in_an_hour(network)
    saved = done(ann.post("/api/scheduled-tweets", {**FULL, "scheduledAt": at}))
    assert (saved["state"], saved["scheduledAt"], saved["failure"]) == ("scheduled", at, None)
    assert {name: saved[name] for name in FULL} == FULL
    assert done(ann.get("/api/drafts"))["items"] == done(ann.get("/api/scheduled-tweets"))["items"] == [saved]

    assert run(network) == {"published": 0, "failed": 0, "left": 0, "over": 0}
    network.clock.advance(HOUR_MS)
    assert [run(network)["published"] for _ in range(2)] == [1, 0]
    (tweet,) = ann.pages(f"/api/users/{ann.id}/tweets")
    assert {name: tweet[name] for name in FULL if name != "poll"} == {k: v for k, v in FULL.items() if k != "poll"}
    assert [each["text"] for each in tweet["poll"]["options"]] == ["this", "that"]
    assert done(ann.get("/api/drafts"))["items"] == []
    assert ann.get(f"/api/scheduled-tweets/{saved['id']}")[0] == 404


def test_a_scheduled_tweet_brings_its_picture(network: InMemoryNetwork, ann: Person) -> None:
    picture = uploaded(ann)["id"]
    done(ann.post("/api/scheduled-tweets", {"mediaIds": [picture], "scheduledAt": in_an_hour(network)}))
    network.clock.advance(2 * HOUR_MS)
    assert run(network)["published"] == 1
    (tweet,) = ann.pages(f"/api/users/{ann.id}/tweets")
    assert tweet["mediaIds"] == [each["id"] for each in tweet["media"]] == [picture]


@pytest.mark.parametrize(
    ("at", "field"),
    [
        (None, "scheduledAt"),
        ("tomorrow", "scheduledAt"),
        ("2026-13-01T00:00:00Z", "scheduledAt"),
        ("2030-01-01T00:00:00", "scheduledAt"),
        ("2001-01-01T00:00:00Z", "scheduledAt"),
        (1_900_000_000_000, "scheduledAt"),
        ("2030-01-01T00:00:00Z" + " " * 99, "scheduledAt"),
    ],
)
def test_a_time_that_cannot_be_is_refused_by_its_name(ann: Person, at: object, field: str) -> None:
    status, answer = ann.post("/api/scheduled-tweets", {"text": "hello", "scheduledAt": at})

    assert (status, answer["error"]["field"]) == (422, field)


def test_times_of_all_zones_are_understood(network: InMemoryNetwork, ann: Person) -> None:
    for given, kept in (
        ("2026-01-01T01:30:00+02:00", "2025-12-31T23:30:00.000Z"),
        ("2026-01-01T00:00:00.123456Z", "2026-01-01T00:00:00.123Z"),
    ):
        saved = done(ann.post("/api/scheduled-tweets", {"text": "hello", "scheduledAt": given}))
        assert saved["scheduledAt"] == kept


def test_a_draft_gets_a_time_another_and_none(network: InMemoryNetwork, ann: Person) -> None:
    draft = done(ann.post("/api/drafts", {}))
    assert (draft["state"], draft["text"], draft["scheduledAt"]) == ("draft", "", None)
    path = f"/api/drafts/{draft['id']}"
    assert ann.get(path.replace("drafts", "scheduled-tweets"))[0] == 404
    assert ann.put(path, {"text": "", "scheduledAt": in_an_hour(network)})[0] == 422
    scheduled = done(ann.put(path, {"text": "hello", "scheduledAt": in_an_hour(network)}))
    assert scheduled["state"] == "scheduled"
    network.clock.advance(1000)
    moved = done(ann.patch(path.replace("drafts", "scheduled-tweets"), {"scheduledAt": in_an_hour(network)}))
    assert moved["scheduledAt"] > scheduled["scheduledAt"]
    assert moved["updatedAt"] > moved["createdAt"]
    assert done(ann.put(path, {"text": "hello"}))["state"] == "draft"
    network.clock.advance(2 * HOUR_MS)
    assert run(network)["published"] == 0


def test_what_failed_is_told_kept_and_can_be_published_when_it_was_mended(
    network: InMemoryNetwork, ann: Person
) -> None:
    bob = network.sign_up("bobby")
    root = bob.tweet("answer me")
    answer = {"text": "an answer", "inReplyTo": root, "scheduledAt": in_an_hour(network)}
    saved = done(ann.post("/api/scheduled-tweets", answer))
    done(bob.delete(f"/api/tweets/{root}"))
    network.clock.advance(HOUR_MS)
    assert run(network)["failed"] == 1
    network.settle()

    failed = done(ann.get(f"/api/drafts/{saved['id']}"))
    assert failed["state"] == "failed"
    assert failed["failure"] == {
        "code": "not_found",
        "message": "tweet not found",
        "field": "inReplyTo",
        "scheduledAt": saved["scheduledAt"],
        "failedAt": moment(network.clock.now_ms()),
    }
    (notice,) = done(ann.get("/api/notifications"))["items"]
    assert (notice["kind"], notice["draftId"], notice["actors"], notice["tweet"]) == (
        "draft_failed",
        saved["id"],
        [],
        None,
    )
    assert done(ann.get("/api/notifications/unread-count"))["count"] == 1
    assert ann.post(f"/api/drafts/{saved['id']}/publish")[0] == 404
    done(ann.put(f"/api/drafts/{saved['id']}", {"text": "to nobody"}))
    assert done(ann.post(f"/api/drafts/{saved['id']}/publish"))["text"] == "to nobody"


def test_nobody_reaches_the_drafts_of_others(network: InMemoryNetwork, ann: Person) -> None:
    bob = network.sign_up("bobby")
    draft = done(ann.post("/api/drafts", {"text": "mine", "scheduledAt": in_an_hour(network)}))["id"]
    body = {"text": "yours", "scheduledAt": in_an_hour(network)}
    for path in (f"/api/drafts/{draft}", f"/api/scheduled-tweets/{draft}"):
        assert [bob.get(path)[0], bob.put(path, body)[0], bob.delete(path)[0]] == [404] * 3
    assert bob.patch(f"/api/scheduled-tweets/{draft}", {"scheduledAt": in_an_hour(network)})[0] == 404
    assert bob.post(f"/api/drafts/{draft}/publish")[0] == 404
    assert network.request("GET", "/api/drafts")[0] == 401
    # The row that counts an account's drafts is none.
    assert [ann.get("/api/drafts/0")[0], ann.delete("/api/drafts/0")[0]] == [404] * 2
    assert done(ann.get(f"/api/drafts/{draft}"))["text"] == "mine"


def test_a_suspended_account_publishes_nothing_and_finds_its_draft_again(network: InMemoryNetwork, ann: Person) -> None:
    saved = done(ann.post("/api/scheduled-tweets", {"text": "hello", "scheduledAt": in_an_hour(network)}))
    network.order("suspend", "@anna")
    network.clock.advance(HOUR_MS)
    assert run(network)["failed"] == 1
    network.order("lift", "@anna")
    network.settle()

    token = done(network.request("POST", "/api/auth/login", {"login": "anna", "password": PASSWORD}))["token"]
    back = Person(network, ann.id, token)
    assert done(back.get(f"/api/drafts/{saved['id']}"))["failure"]["code"] == "suspended"
    assert "draft_failed" in [one["kind"] for one in back.pages("/api/notifications")]
    assert back.pages(f"/api/users/{ann.id}/tweets") == []


def test_each_run_counts_what_is_late(network: InMemoryNetwork, ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[tuple[str, float]] = []
    monkeypatch.setattr("functions.drafts_schedule.handler.count", lambda name, value: counted.append((name, value)))
    for late_ms, expected in ((drafts.LATE_MS, 0), (drafts.LATE_MS + 1, 1)):
        done(ann.post("/api/scheduled-tweets", {"text": "hello", "scheduledAt": in_an_hour(network)}))
        network.clock.advance(HOUR_MS + late_ms)
        run(network)
        assert counted.pop() == (drafts.LATE, expected)
    run(network)
    assert counted == [(drafts.LATE, 0)]
