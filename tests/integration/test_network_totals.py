"""The network's own totals, from what people do to the documents of both contracts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.person import PASSWORD, Person, done

DAY_MS = 86_400_000


@pytest.fixture
def network(aws_credentials: None) -> Iterator[InMemoryNetwork]:
    with in_memory_network() as network:
        yield network


def stats(network: InMemoryNetwork, times: int = 1) -> dict[str, Any]:
    """Return what is shown once everything was counted, each batch delivered so many times, and caches have ended."""
    network.settle(times=times)
    network.clock.advance(60_000)
    shown: dict[str, Any] = done(network.request("GET", "/api/stats"))
    assert len(shown["weeks"]) == 12
    app = App(network)
    first = app.get("/api/v1/instance")["stats"]
    assert first == {"user_count": shown["users"], "status_count": shown["posts"], "domain_count": 0}
    assert app.get("/api/v2/instance")["usage"] == {"users": {"active_month": shown["activeMonth"]}}
    usage = app.get("/nodeinfo/2.0")["usage"]
    assert usage["users"] == {"total": shown["users"], "activeMonth": shown["activeMonth"]}
    assert usage["localPosts"] == shown["posts"]
    weeks = [(each["statuses"], each["logins"], each["registrations"]) for each in app.get("/api/v1/instance/activity")]
    assert weeks == [tuple(str(week[name]) for name in ("posts", "activeUsers", "newUsers")) for week in shown["weeks"]]
    return shown


def visit(network: InMemoryNetwork, *readers: Person) -> None:
    """Read home, once to have it made for who is new or was long away, and once as it is."""
    for reader in readers:
        for _ in range(2):
            done(reader.get("/api/timelines/home"))
            network.settle()


def week(shown: dict[str, Any], ago: int = 0) -> tuple[int, int, int]:
    found = shown["weeks"][ago]
    return found["posts"], found["activeUsers"], found["newUsers"]


@pytest.mark.parametrize("times", [1, 2])
def test_the_network_counts_people_posts_and_visits(network: InMemoryNetwork, times: int) -> None:
    empty = stats(network, times)
    assert (empty["users"], empty["posts"], empty["activeMonth"], week(empty)) == (0, 0, 0, (0, 0, 0))
    ann, bea, cat = (network.sign_up(name) for name in ("ann", "bea", "cat"))
    first, second = ann.tweet("one"), ann.tweet("two")
    done(bea.post(f"/api/tweets/{first}/retweet"))
    visit(network, ann, bea, bea)
    shown = stats(network, times)
    assert (shown["users"], shown["posts"], shown["activeMonth"], week(shown)) == (3, 3, 2, (3, 2, 3))
    done(ann.delete(f"/api/tweets/{second}"))
    done(network.request("POST", "/api/users/me/deactivate", {"password": PASSWORD}, token=cat.token))
    shown = stats(network, times)
    assert (shown["users"], shown["posts"], shown["activeMonth"], week(shown)) == (2, 2, 2, (2, 2, 2))


def test_weeks_and_months_pass(network: InMemoryNetwork) -> None:
    ann, bea = network.sign_up("ann"), network.sign_up("bea")
    ann.tweet("one")
    visit(network, ann, bea)
    network.clock.advance(7 * DAY_MS)
    visit(network, ann)
    shown = stats(network)
    assert (week(shown), week(shown, 1), shown["activeMonth"]) == ((0, 1, 0), (1, 2, 2), 2)
    network.clock.advance(23 * DAY_MS)
    assert stats(network)["activeMonth"] == 1
    network.clock.advance(70 * DAY_MS)
    shown = stats(network)
    assert (shown["users"], shown["posts"], shown["activeMonth"]) == (2, 1, 0)
    assert [week(shown, ago) for ago in range(12)] == [(0, 0, 0)] * 12


def test_who_was_erased_is_counted_no_more(network: InMemoryNetwork) -> None:
    ann, bea = network.sign_up("ann"), network.sign_up("bea")
    ann.tweet("one")
    bea.tweet("two")
    network.settle()
    body = {"password": PASSWORD, "immediately": True}
    done(network.request("DELETE", "/api/users/me", body, token=ann.token))
    network.clock.advance(61_000)
    network.erase()
    shown = stats(network)
    assert (shown["users"], shown["posts"], week(shown)) == (1, 1, (1, 0, 1))


def test_who_waits_to_confirm_an_address_is_not_counted(aws_credentials: None) -> None:
    with in_memory_network(confirm_email=True) as network:
        network.sign_up("ann")
        assert stats(network)["users"] == 0
