"""What lists may cost: nothing for who has none, one write for each entry, two trips for a page."""

from __future__ import annotations

import pytest

from tests.budgets.report import report
from tests.budgets.test_request_budgets import measured, visited_today, warm
from tests.integration.accounting import Calls
from tests.integration.network import Network
from tests.integration.person import Person, done

pytestmark = pytest.mark.engines

MEMBERS = 5


def with_list(reader: Person, *members: Person, exclusive: bool = False) -> str:
    made = done(reader.post("/api/lists", {"title": "Friends", "exclusive": exclusive}))["id"]
    done(reader.post(f"/api/lists/{made}/members", {"userIds": [str(each.id) for each in members]}))
    return str(made)


def fanned_out(network: Network, author: Person) -> Calls:
    author.tweet("to all of you")
    for table, shard, records in list(network.stream_batches()):
        if table == "tweets":
            network.deliver("tweets_stream", shard, records)
    jobs, network.jobs.waiting[:] = list(network.jobs.waiting), []
    with network.recorded() as calls:
        for job in jobs:
            network.do_job(job)
    return calls


def test_lists_ride_in_the_batches_of_home_and_cost_nobody_else_anything(network: Network) -> None:
    ann = network.sign_up("ann")
    # Fewer than make a celebrity here.
    readers = [network.sign_up(f"reader{number}") for number in range(4)]
    for reader in readers:
        reader.follow(ann)
        warm(reader, "/api/timelines/home")
    network.settle()
    without = fanned_out(network, ann)
    for reader in readers[:2]:
        with_list(reader, ann)
    network.settle()
    listed = fanned_out(network, ann)
    report("fan-out to 4 followers, two of them with a list", listed)
    assert [call.size for call in without.of("BatchWriteItem")] == [4]
    assert [call.size for call in listed.of("BatchWriteItem")] == [6]
    assert len(listed.made) == len(without.made)
    assert listed.reads == without.reads


def test_a_page_of_a_list_is_two_trips_and_home_asks_no_more_for_an_exclusive_one(network: Network) -> None:
    ann = network.sign_up("ann")
    members = [network.sign_up(f"member{number}") for number in range(MEMBERS)]
    for member in members:
        ann.follow(member)
    network.settle()
    visited_today(network, ann)
    made = with_list(ann, *members)
    network.settle()
    for number in range(24):
        members[number % MEMBERS].tweet(f"{number}")
    network.settle()
    warm(ann, "/api/timelines/home?limit=20")
    with measured(ann, "home of 20, cached") as before:
        warm(ann, "/api/timelines/home?limit=20")
    with measured(ann, "list of 20, cached") as calls:
        page = done(ann.get(f"/api/timelines/lists/{made}?limit=20"))
    assert len(page["items"]) == 20
    assert calls.trips <= 2
    assert calls.reads <= 4
    done(ann.patch(f"/api/lists/{made}", {"exclusive": True}))
    for number in range(24):
        ann.tweet(f"my own {number}")
    network.settle()
    warm(ann, "/api/timelines/home?limit=20")
    with measured(ann, "home of 20, cached, beside an exclusive list") as after:
        warm(ann, "/api/timelines/home?limit=20")
    assert after.trips <= 2
    assert len(after.made) == len(before.made)
    assert after.reads <= before.reads + 1.5


def test_who_joins_a_list_is_written_in_two_trips(network: Network) -> None:
    ann = network.sign_up("ann")
    members = [network.sign_up(f"member{number}") for number in range(MEMBERS)]
    for member in members:
        ann.follow(member)
    network.settle()
    made = done(ann.post("/api/lists", {"title": "Friends"}))["id"]
    with measured(ann, f"{MEMBERS} accounts join a list") as calls:
        done(ann.post(f"/api/lists/{made}/members", {"userIds": [str(each.id) for each in members]}))
    assert calls.trips == 2
    assert calls.writes <= 2 * (MEMBERS + 1)
    with measured(ann, "members of a list, page of 20") as listed:
        done(ann.get(f"/api/lists/{made}/members"))
    assert listed.trips <= 3
