"""What drafts and scheduled tweets cost, and that a minute in which nothing is due costs next to nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.budgets.report import report
from tests.budgets.test_request_budgets import measured
from tests.integration.network import Network
from tests.integration.person import Person, done

pytestmark = pytest.mark.engines

HOUR_MS = 3_600_000
DUE = 10


@pytest.fixture
def ann(network: Network) -> Person:
    return network.sign_up("ann")


def scheduled(network: Network) -> dict[str, str]:
    moment = datetime.fromtimestamp(network.clock.now_ms() // 1000 + 3600, tz=UTC)
    return {"text": "A typical tweet, for later.", "scheduledAt": f"{moment:%Y-%m-%dT%H:%M:%S}Z"}


def test_a_scheduled_tweet_is_two_trips_and_at_most_six_write_units(network: Network, ann: Person) -> None:
    with measured(ann, "schedule a tweet") as calls:
        ann.post("/api/scheduled-tweets", scheduled(network))
    assert calls.trips <= 2
    assert calls.writes <= 6


def test_a_page_of_drafts_is_one_trip(network: Network, ann: Person) -> None:
    for _ in range(DUE):
        done(ann.post("/api/scheduled-tweets", scheduled(network)))
    with measured(ann, f"page of {DUE} drafts") as calls:
        assert len(done(ann.get("/api/drafts"))["items"]) == DUE
    assert calls.trips == 1
    assert calls.reads <= DUE / 2


def test_a_minute_without_anything_due_is_one_query(network: Network, ann: Person) -> None:
    done(ann.post("/api/scheduled-tweets", scheduled(network)))
    with network.recorded() as calls:
        network.publish_due()
    assert [call.operation for call in calls.made] == ["Query"]


def test_what_is_due_costs_little_more_than_as_many_tweets(network: Network) -> None:
    for number in range(DUE):
        done(network.sign_up(f"person{number}").post("/api/scheduled-tweets", scheduled(network)))
    network.clock.advance(2 * HOUR_MS)
    with network.recorded() as calls:
        assert network.publish_due()["published"] == DUE
    report(f"minute's look for scheduled tweets, {DUE} accounts have one due", calls)
    # To undo what scheduling it cost (six), and to put the tweet and its place among its author's (four).
    assert calls.writes <= 10 * DUE
    assert calls.reads <= 4 * DUE + 1
