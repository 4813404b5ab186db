"""What trends, from tweets to the answer, through every function in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.person import Person, done

SETTINGS = {"min_authors": 3, "min_velocity": 1.5, "languages": ["en"]}
WORDS = ("seen", "heard", "fed", "drawn", "counted")


@pytest.fixture
def network(aws_credentials: None) -> Iterator[InMemoryNetwork]:
    with in_memory_network(trends=SETTINGS) as network:
        yield network


def let_trend(network: InMemoryNetwork, tag: str, people: int = 4) -> list[Person]:
    """Let people post a tag, each in other words, and let the next list be computed."""
    posting = [network.sign_up(f"{tag}{number}") for number in range(people)]
    for word, person in zip(WORDS, posting, strict=False):
        person.tweet(f"{word} #{tag}", language="en")
        network.clock.advance(1)
    network.settle()
    compute(network)
    return posting


def compute(network: InMemoryNetwork) -> None:
    network.clock.advance(360_000)
    assert set(network.compute_trends()["replaced"]) == {"world", "lang:en"}


def trends(reader: Person | None, network: InMemoryNetwork, query: str = "") -> dict[str, Any]:
    token = None if reader is None else reader.token
    answer: dict[str, Any] = done(network.request("GET", f"/api/trends{query}", token=token))
    return answer


def names(answer: dict[str, Any]) -> list[str]:
    return [each["name"] for each in answer["items"]]


def test_what_several_people_post_trends_with_all_that_is_said_of_it(network: InMemoryNetwork) -> None:
    ann, *_ = let_trend(network, "birds")
    for scope in ("world", "lang:en"):
        answer = trends(None, network, f"?scope={scope}&samples=3")
        assert (answer["scope"], answer["stale"]) == (scope, False)
        (trend,) = answer["items"]
        assert (trend["name"], trend["kind"], trend["rank"], trend["rankChange"]) == ("#birds", "hashtag", 1, None)
        assert (trend["count"], trend["people"], trend["why"]) == (4, 4, "new, 4 people")
        assert (len(trend["hours"]), trend["hours"][-1]) == (24, 4)
        assert trend["since"] == answer["computedAt"]
        assert len(trend["samples"]) == 3
        assert all("#birds" in each["text"] for each in trend["samples"])
    assert trends(ann, network, "?samples=0")["items"][0]["samples"] == []


def test_likes_and_retweets_reach_the_windows(network: InMemoryNetwork) -> None:
    ann = network.sign_up("ann")
    tweet = ann.tweet("#birds")
    readers = [network.sign_up(f"reader{number}") for number in range(3)]
    network.settle()
    for reader, act in zip(readers, ("like", "retweet", "like"), strict=True):
        done(reader.post(f"/api/tweets/{tweet}/{act}"))
    network.settle(times=2)
    windows = network.environments["trends_schedule"].tables.trend_windows
    parts = windows.parts("world", network.clock.now_ms() // 300_000 * 300_000)
    assert max(part.tags["#birds"].engager_count for part in parts) == 3


def test_hidden_and_blocked_authors_are_no_samples(network: InMemoryNetwork) -> None:
    posting = let_trend(network, "birds")
    reader = network.sign_up("reader")
    for author in posting[:3]:
        done(author.post(f"/api/users/{reader.id}/block"))
    network.settle()
    (trend,) = trends(reader, network, "?samples=3")["items"]
    assert {each["author"]["id"] for each in trend["samples"]} <= {str(posting[3].id)}
    assert len(trends(None, network, "?samples=3")["items"][0]["samples"]) == 3


def test_samples_obey_blocks_of_both_sides_and_protection_since(network: InMemoryNetwork) -> None:
    _, blocked, protected, other = let_trend(network, "birds")
    reader = network.sign_up("reader")

    def sampled(person: Person | None) -> set[str]:
        (trend,) = trends(person, network, "?samples=3")["items"]
        return {each["author"]["id"] for each in trend["samples"]}

    newest = {str(each.id) for each in (blocked, protected, other)}
    assert sampled(reader) == sampled(None) == newest
    done(reader.post(f"/api/users/{blocked.id}/block"))
    done(protected.patch("/api/users/me", {"protected": True}))
    network.settle()
    assert sampled(reader) == {str(other.id)}
    assert sampled(None) == {str(blocked.id), str(other.id)}
    done(other.post(f"/api/users/{reader.id}/block"))
    assert sampled(reader) == set()


def test_a_reader_hides_a_tag_for_themselves_and_takes_it_back(network: InMemoryNetwork) -> None:
    ann, bob, *_ = let_trend(network, "birds")
    done(ann.post("/api/trends/BIRDS/hide"))
    done(ann.post("/api/trends/birds/hide"))
    assert (names(trends(ann, network)), names(trends(bob, network))) == ([], ["#birds"])
    done(ann.delete("/api/trends/birds/hide"))
    assert names(trends(ann, network)) == ["#birds"]
    assert network.request("POST", "/api/trends/birds/hide")[0] == 401


def test_an_operator_blocks_at_once_and_pins_at_the_next_run(network: InMemoryNetwork) -> None:
    let_trend(network, "birds")
    network.compute_trends({"version": 1, "action": "block", "tag": "#birds"})
    network.compute_trends({"version": 1, "action": "pin", "tag": "#vote"})
    assert names(trends(None, network)) == []
    compute(network)
    (pinned,) = trends(None, network)["items"]
    assert (pinned["name"], pinned["pinned"], pinned["why"]) == ("#vote", True, "new, 0 people")


def test_a_hashtag_is_shown_with_its_place_its_days_and_whether_it_is_followed(network: InMemoryNetwork) -> None:
    ann, *_ = let_trend(network, "Birds")
    shown = done(network.request("GET", "/api/hashtags/BIRDS"))
    assert (shown["tag"], shown["name"], shown["following"]) == ("birds", "Birds", None)
    assert (shown["trend"]["rank"], shown["trend"]["people"], shown["trend"]["why"]) == (1, 4, "new, 4 people")
    assert [day["uses"] for day in shown["history"]] == [0] * 7
    done(ann.post("/api/hashtags/birds/follow"))
    assert done(ann.get("/api/hashtags/birds"))["following"] is True
    # An hour is counted when it has been over for an hour.
    for _ in range(4):
        network.clock.advance(3_600_000)
        network.compute_trends()
    days = done(ann.get("/api/hashtags/birds"))["history"]
    assert sorted((day["uses"], day["people"]) for day in days)[-2:] == [(0, 0), (4, 4)]
    assert network.request("GET", "/api/hashtags/1")[0] == 404


def test_a_list_is_marked_when_the_next_one_is_late_and_shown_no_more_after_a_while(network: InMemoryNetwork) -> None:
    let_trend(network, "birds")
    network.clock.advance(8 * 60_000)
    answer = trends(None, network)
    assert (names(answer), answer["stale"]) == (["#birds"], True)
    network.clock.advance(15 * 60_000)
    answer = trends(None, network)
    assert (answer["items"], answer["stale"], answer["computedAt"]) == ([], True, None)


@pytest.mark.parametrize("query", ["?scope=mars", "?samples=4", "?limit=0"])
def test_what_cannot_be_asked_is_refused(network: InMemoryNetwork, query: str) -> None:
    assert network.request("GET", f"/api/trends{query}")[0] == 422


def test_only_what_is_everybodys_may_be_kept_by_others(network: InMemoryNetwork) -> None:
    ann = network.sign_up("ann")
    api = network.apis["trends_api"]
    for headers, kept in (({}, "public, max-age=60"), ({"authorization": f"Bearer {ann.token}"}, "private, no-cache")):
        event = {
            "routeKey": "GET /api/trends",
            "headers": headers,
            "requestContext": {"http": {"sourceIp": "127.0.0.1"}},
        }
        answer = api.lambda_handler(event, None)
        assert (answer["headers"]["Cache-Control"], answer["headers"]["Vary"]) == (kept, "Authorization")
