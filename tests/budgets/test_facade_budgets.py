"""What apps for Mastodon may ask of DynamoDB: no more than clients of the native contract for the same."""

from __future__ import annotations

import pytest

from tests.budgets.test_request_budgets import ann, crowd, measured, visited_today
from tests.integration.facade.client import App
from tests.integration.network import Network
from tests.integration.person import Person

__all__ = ["ann"]

pytestmark = pytest.mark.engines

NATIVE = "/api/timelines/home?limit=20"
FACADE = "/api/v1/timelines/home?limit=20"


def test_home_costs_an_app_what_it_costs_natively(network: Network, ann: Person) -> None:
    crowd(network, ann, authors=20, tweets=25)
    visited_today(network, ann)
    app = App.of(ann)
    found: list[list[str]] = []
    for state in ("new container", "cached"):
        costs = []
        for contract in ("native", "app"):
            if state == "new container":
                network.restart("timelines_api")
            with measured(ann, f"home of 20 by 20 authors, {contract}, {state}") as calls:
                page = ann.get(NATIVE)[1]["items"] if contract == "native" else app.get(FACADE)
            found.append([each["id"] for each in page])
            costs.append((calls.trips, len(calls.made), calls.reads, calls.billed_reads, calls.writes))
        assert costs[0] == costs[1]
    assert found[0] == found[1] == found[2] == found[3]
    assert len(found[0]) == 20
