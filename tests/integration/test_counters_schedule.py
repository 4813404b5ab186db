"""The reconciler as it is invoked, by the clock and by operators, and over real tables."""

from __future__ import annotations

import json
from typing import Any

import pytest

from functions.counters_schedule import handler
from linnet.domain.counting import Addition, Holder, Target, Total
from linnet.domain.reconciling import CONFIRMED_AFTER_MS
from linnet.services.reconcile_totals import ReconcileTotals
from tests.conftest import REPOSITORY
from tests.fakes.counters import FakeCounters
from tests.fakes.environment import FakeClock
from tests.fakes.reconciling import FakeAgenda, FakeEdgeCounts
from tests.integration.network import Network
from tests.integration.person import Person

EVENTS = REPOSITORY / "events"
BY_THE_CLOCK = json.loads((EVENTS / "schedules" / "counters.json").read_text("utf-8"))
ORDER = json.loads((EVENTS / "orders" / "reconcile_totals.json").read_text("utf-8"))
ANN, TWEET = Target(Holder.USER, 1), Target(Holder.TWEET, 2)
QUIET_MS = 13 * 3_600_000


class Small:
    """The function over one account and one tweet that has a like which nobody counted."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.counters = FakeCounters([ANN, TWEET])
        self.edges = FakeEdgeCounts()
        self.edges.edges[TWEET, Total.LIKES] = 1
        agenda = FakeAgenda(ANN, TWEET)
        handler.worker.use(ReconcileTotals(self.counters, self.edges, agenda, self.clock, QUIET_MS))

    def invoke(self, event: dict[str, Any], after_ms: int = 0) -> Any:
        self.clock.advance(after_ms)
        return handler.lambda_handler(event, None)


@pytest.fixture
def small() -> Small:
    return Small()


def test_the_clock_brings_a_sample_and_what_drifted_is_repaired_in_time(small: Small) -> None:
    drift = {"target": "tweet:2", "differences": {"likes": 1}}
    assert small.invoke(BY_THE_CLOCK) == {"outcomes": {"suspected": 1, "right": 1}, "drifts": []}
    drifted = {"outcomes": {"drifted": 1, "right": 1}, "drifts": [{**drift, "repaired": False}]}
    assert small.invoke(BY_THE_CLOCK, CONFIRMED_AFTER_MS) == drifted
    repaired = {"outcomes": {"repaired": 1, "right": 1}, "drifts": [{**drift, "repaired": True}]}
    assert small.invoke(BY_THE_CLOCK, QUIET_MS) == repaired
    assert small.invoke(BY_THE_CLOCK) == {"outcomes": {"right": 2}, "drifts": []}


def test_the_sample_order_repairs_what_was_quiet_for_ten_minutes(small: Small) -> None:
    assert small.invoke(ORDER)["outcomes"] == {"suspected": 1, "right": 1}
    assert small.invoke(ORDER, CONFIRMED_AFTER_MS)["outcomes"] == {"repaired": 1, "right": 1}


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 2},
        {"targets": "tweet:2"},
        {"targets": ["tweet:2"] * 21},
        {"targets": ["tweet:two"]},
        {"targets": ["list:2"]},
        {"targets": [2]},
        {"quietSeconds": "600"},
    ],
)
def test_an_order_that_cannot_be_obeyed_says_why(small: Small, changed: dict[str, object]) -> None:
    assert small.invoke({**ORDER, **changed})["error"]["code"] == "bad_request"


def walked(network: Network) -> dict[str, int]:
    """Let the reconciler walk through everything; return how often it came to what."""
    outcomes: dict[str, int] = {}
    for _ in range(5):
        answer = network.reconcile()
        assert answer["drifts"] == []
        for outcome, times in answer["outcomes"].items():
            outcomes[outcome] = outcomes.get(outcome, 0) + times
    return outcomes


def use_everything(network: Network) -> tuple[list[Person], list[str]]:
    """Let people do and undo all that is counted."""
    ann, bea, cat = people = [network.sign_up(name) for name in ("ann", "bea", "cat")]
    for follower, followee in ((ann, bea), (bea, ann), (cat, ann), (cat, bea)):
        follower.follow(followee)
    cat.delete(f"/api/users/{bea.id}/follow")
    bea.post(f"/api/users/{cat.id}/block")
    first = ann.tweet("one")
    asked = bea.tweet("well?", poll={"options": ["yes", "no", "both"], "durationSeconds": 300, "multiple": True})
    own = ann.tweet("and on", inReplyTo=first)
    bea.tweet("yes", inReplyTo=own)
    answer = bea.tweet("no", inReplyTo=first)
    quote = cat.tweet("look", quoteOf=first)
    bea.tweet("look as well", quoteOf=first)
    for person in (bea, cat):
        person.post(f"/api/tweets/{first}/retweet")
        person.post(f"/api/tweets/{first}/like")
    cat.delete(f"/api/tweets/{first}/retweet")
    cat.delete(f"/api/tweets/{first}/like")
    ann.post(f"/api/tweets/{asked}/votes", {"choices": [0, 2]})
    bea.delete(f"/api/tweets/{answer}")
    cat.delete(f"/api/tweets/{quote}")
    network.settle(times=2)
    return people, [first, own, asked]


@pytest.mark.engines
def test_a_network_that_is_well_has_no_drift(network: Network) -> None:
    (ann, *_), (first, own, asked) = use_everything(network)
    # Every source is walked to its end, some of it twice.
    assert set(walked(network)) == {"right"}
    network.clock.advance(QUIET_MS)
    assert set(walked(network)) == {"right"}

    shown = {each: ann.get(f"/api/tweets/{each}")[1] for each in (first, own, asked)}
    counts = shown[first]["counts"]
    assert (counts["replies"], counts["retweets"], counts["quotes"], counts["likes"]) == (1, 1, 1, 1)
    assert shown[own]["counts"]["replies"] == 1
    assert [option["votes"] for option in shown[asked]["poll"]["options"]] == [1, 0, 1]


@pytest.mark.engines
def test_every_kind_of_total_is_repaired(network: Network) -> None:
    (ann, *_), (first, _, asked) = use_everything(network)
    counters = network.environments["counters_stream"].tables.counters
    of_user = {Total.FOLLOWERS: 3, Total.FOLLOWING: -1, Total.TWEETS: 2}
    of_tweet = {Total.REPLIES: 1, Total.RETWEETS: 1, Total.QUOTES: -1, Total.LIKES: 5}
    of_poll = {Total.VOTERS: 2, Total.VOTES_0: 2, Total.VOTES_1: 1, Total.VOTES_2: -1, Total.VOTES_3: 4}
    wrong = {f"user:{ann.id}": of_user, f"tweet:{first}": of_tweet, f"tweet:{asked}": of_poll}
    for name, moved in wrong.items():
        holder, _, identifier = name.partition(":")
        target = Target(Holder(holder), int(identifier))
        before = counters.look(target)
        counters.apply(target, "lost", [Addition(1, moved)])
        order = {"version": 1, "targets": [name]}
        assert network.reconcile(order)["outcomes"] == {"suspected": 1}
        network.clock.advance(QUIET_MS)
        (drift,) = network.reconcile(order)["drifts"]
        assert drift == {
            "target": name,
            "differences": {total.value: -delta for total, delta in moved.items()},
            "repaired": True,
        }
        after = counters.look(target)
        assert before is not None
        assert after is not None
        assert after.counts == before.counts
