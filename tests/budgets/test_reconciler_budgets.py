"""What looking at one total costs, and what a run does when nothing drifted."""

from __future__ import annotations

import pytest

from linnet.ports.reconciling import Source
from tests.budgets.report import report
from tests.integration.network import Network
from tests.integration.person import Person

pytestmark = pytest.mark.engines

LIKES = 100


@pytest.fixture
def ann(network: Network) -> Person:
    return network.sign_up("ann")


def like(network: Network, tweet: str, size: int) -> None:
    environment = network.environments["engagement_api"]
    for actor_id in range(1, size + 1):
        environment.tables.engagements.like(actor_id, int(tweet), environment.ids.next_id())
    network.settle()
    # What was done a moment ago is not compared.
    network.clock.advance(3_600_000)


def test_a_tweet_costs_a_few_read_units_and_one_for_many_likes(network: Network, ann: Person) -> None:
    tweet = ann.tweet("liked")
    like(network, tweet, LIKES)
    with network.recorded() as calls:
        answer = network.reconcile({"version": 1, "targets": [f"tweet:{tweet}"]})
    report(f"recount of a tweet with {LIKES} likes", calls)
    assert answer["outcomes"] == {"right": 1}
    # Look, count all lists at once, look again, and what was suspected.
    assert calls.trips == 4
    assert calls.billed_reads <= 6 + 0.02 * LIKES
    assert calls.writes == 0


def test_an_account_costs_a_few_read_units(network: Network, ann: Person) -> None:
    bea = network.sign_up("bea")
    ann.follow(bea)
    bea.follow(ann)
    network.settle()
    with network.recorded() as calls:
        assert network.reconcile({"version": 1, "targets": [f"user:{ann.id}"]})["outcomes"] == {"right": 1}
    report("recount of an account", calls)
    assert calls.trips == 4
    assert calls.billed_reads <= 6
    assert calls.writes == 0


def test_a_run_writes_its_positions_and_nothing_else(network: Network, ann: Person) -> None:
    ann.tweet("one")
    network.settle()
    with network.recorded() as calls:
        assert network.reconcile()["outcomes"] == {"right": 2}
    assert calls.writes == len(Source)


def test_a_run_is_bounded_however_much_there_is(network: Network, ann: Person) -> None:
    for number in range(60):
        ann.tweet(f"number {number}")
    network.settle()
    with network.recorded() as calls:
        checked = sum(network.reconcile()["outcomes"].values())
    assert checked <= 1 + 50
    assert calls.billed_reads <= 7 * checked + 20
