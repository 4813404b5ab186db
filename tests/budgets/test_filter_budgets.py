"""What filters and muted threads may cost: nothing but their own bytes, wherever tweets are read."""

from __future__ import annotations

import pytest

from tests.budgets.test_request_budgets import crowd, measured, visited_today, warm
from tests.integration.facade.client import App
from tests.integration.network import Network
from tests.integration.person import done

pytestmark = pytest.mark.engines

HOME = "/api/timelines/home?limit=20"


def test_filters_cost_home_no_call_and_no_unit(network: Network) -> None:
    ann = network.sign_up("ann")
    crowd(network, ann, authors=20, tweets=25)
    visited_today(network, ann)
    warm(ann, HOME)
    with measured(ann, "home of 20, cached, without filters") as before:
        warm(ann, HOME)
    words = [{"keyword": f"a muted word {number}"} for number in range(20)]
    with measured(ann, "make a filter of 20 keywords") as made:
        done(ann.post("/api/filters", {"title": "No", "contexts": ["home"], "action": "hide", "keywords": words}), 201)
    assert made.trips == 2
    assert made.writes <= 4
    with measured(ann, "home of 20, cached, with a filter of 20 keywords") as after:
        warm(ann, HOME)
    assert (after.trips, len(after.made)) == (before.trips, len(before.made))
    # The engine counts a query that finds nothing as free; AWS bills one unit either way.
    assert after.reads <= before.reads + 1


def test_muted_threads_cost_home_no_call_and_no_unit_in_either_contract(network: Network) -> None:
    ann = network.sign_up("ann")
    crowd(network, ann, authors=20, tweets=25)
    visited_today(network, ann)
    app = App.of(ann)
    warm(ann, HOME)
    with measured(ann, "home of 20, cached, without muted threads") as before:
        warm(ann, HOME)
    shown = [int(each["id"]) for each in done(ann.get(HOME))["items"]]
    with measured(ann, "mute a thread") as muted:
        done(ann.post(f"/api/tweets/{shown[0]}/mute-thread"))
    assert muted.trips <= 3
    assert muted.writes <= 2
    for each in shown[1:10]:
        done(ann.post(f"/api/tweets/{each}/mute-thread"))
    with measured(ann, "home of 20, cached, with ten muted threads") as natively:
        warm(ann, HOME)
    app.get("/api/v1/timelines/home?limit=20")
    with measured(ann, "home of 20 by an app, cached, with ten muted threads") as by_an_app:
        assert sum(each["muted"] for each in app.get("/api/v1/timelines/home?limit=20")) == 10
    for after in (natively, by_an_app):
        assert (after.trips, len(after.made)) == (before.trips, len(before.made))
        # The engine counts a query that finds nothing as free; AWS bills one unit either way.
        assert after.reads <= before.reads + 1
