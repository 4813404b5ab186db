"""Searches over HTTP, on the tables of the whole network and an index that a test fills."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.search_api import handler as search_api
from linnet.domain.search.suggestions import UsedTag
from linnet.ports.limits import Allowance, Window
from linnet.runtime.wiring import search_api as wiring
from tests.conftest import REPOSITORY
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.person import Person, done

SAMPLE: dict[str, Any] = json.loads((REPOSITORY / "events" / "http" / "search.json").read_text("utf-8"))


@pytest.fixture
def network(aws_credentials: None) -> Iterator[InMemoryNetwork]:
    with in_memory_network() as network:
        yield network


@pytest.fixture
def ann(network: InMemoryNetwork) -> Person:
    return network.sign_up("ann")


def ask(query: dict[str, str], token: str | None = None) -> tuple[int, Any, dict[str, str]]:
    """Send the sample event with other parameters."""
    headers = {**SAMPLE["headers"]}
    del headers["authorization"]
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    answer = search_api.lambda_handler({**SAMPLE, "headers": headers, "queryStringParameters": query}, None)
    return answer["statusCode"], json.loads(answer["body"]), answer["headers"]


def texts(page: dict[str, Any]) -> list[str]:
    return [each["tweet"]["text"] for each in page["tweets"]]


def test_the_sample_event_finds_what_it_asks_for(network: InMemoryNetwork, ann: Person) -> None:
    ann.tweet("two black cats")
    ann.tweet("a black dog")
    network.settle()

    status, page, _ = ask(SAMPLE["queryStringParameters"])

    assert status == 200
    (found,) = page["tweets"]
    assert [found["tweet"]["text"][start:end] for start, end in found["highlights"]] == ["black", "cats"]
    assert found["score"] is None
    assert page["nextToken"] is None


def test_pages_go_on_where_the_last_one_ended(network: InMemoryNetwork, ann: Person) -> None:
    for number in range(5):
        ann.tweet(f"cat number {number}")
    network.settle()
    found: list[str] = []
    query = {"q": "cat", "type": "tweets", "sort": "latest", "limit": "2"}
    while True:
        status, page, _ = ask(query)
        assert status == 200
        found += texts(page)
        if page["nextToken"] is None:
            break
        query["cursor"] = page["nextToken"]

    assert found == [f"cat number {number}" for number in reversed(range(5))]


@pytest.mark.parametrize("other", [{"q": "cats"}, {"sort": "top"}, {"type": "all"}, {"lang": "en"}])
def test_a_cursor_belongs_to_one_search(network: InMemoryNetwork, ann: Person, other: dict[str, str]) -> None:
    for _ in range(2):
        ann.tweet("cat")
    network.settle()
    query = {"q": "cat", "type": "tweets", "sort": "latest", "limit": "1"}
    cursor = ask(query)[1]["nextToken"]

    status, answer, _ = ask({**query, "cursor": cursor, **other})

    assert (status, answer["error"]["field"]) == (422, "cursor")


def test_a_search_that_cannot_be_read_is_refused_with_its_position(network: InMemoryNetwork) -> None:
    status, answer, _ = ask({"q": "cats (dogs"})

    assert status == 422
    assert answer["error"]["field"] == "q"
    assert answer["error"]["details"] == {"position": 5}


def test_operators_that_nobody_knows_are_named(network: InMemoryNetwork) -> None:
    assert ask({"q": "near:berlin"})[1]["unknownOperators"] == ["near"]


def test_all_kinds_are_found_by_one_word(network: InMemoryNetwork, ann: Person) -> None:
    ann.tweet("ann says #ann")
    network.settle()

    _, page, _ = ask({"q": "ann"})

    assert texts(page) == ["ann says #ann"]
    assert [each["username"] for each in page["users"]] == ["ann"]
    assert page["hashtags"] == [{"tag": "ann", "people": None}]


def test_without_the_engine_names_and_hashtags_are_found_and_all_else_comes_later(
    network: InMemoryNetwork, ann: Person
) -> None:
    ann.tweet("say #hello")
    network.settle()
    network.search.available = False

    status, answer, headers = ask({"q": "hello there"})
    assert (status, answer["error"]["code"]) == (503, "unavailable")
    assert int(headers["Retry-After"]) > 0
    by_tag, by_name = ask({"q": "#hello", "type": "tweets"})[1], ask({"q": "@ann", "type": "users"})[1]
    assert (texts(by_tag), by_tag["complete"]) == (["say #hello"], False)
    assert [each["username"] for each in by_name["users"]] == ["ann"]


class Refusing:
    """Let nothing pass, and remember what was counted."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def take(self, subject: str, bucket: str, window: Window) -> Allowance:
        self.taken.append(bucket)
        return Allowance(allowed=False, limit=window.limit, remaining=0, reset_ms=1)


def test_over_the_limit_the_engine_is_not_asked(network: InMemoryNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network.search, "tweets", lambda _: pytest.fail("asked"))
    environment, limiter = network.environments["search_api"], Refusing()
    tunables = replace(environment.settings.tunables, limits_exempt_loopback=False)
    limited = replace(environment, limiter=limiter, settings=replace(environment.settings, tunables=tunables))
    search_api.api.use(limited, wiring.build(limited))

    status, _, headers = ask({"q": "cats"})

    assert (status, headers["X-RateLimit-Remaining"]) == (429, "0")
    assert limiter.taken == ["anonymous_searches"]


def test_searches_are_remembered_for_who_made_them_and_forgotten_on_demand(
    network: InMemoryNetwork, ann: Person
) -> None:
    bob = network.sign_up("bob")
    for query in ("cats", "dogs", "birds"):
        network.clock.advance(1)
        done(ann.get(f"/api/search?q={query}"))
    ann.get("/api/search?q=(")

    assert [each["q"] for each in done(ann.get("/api/search/recent"))["items"]] == ["birds", "dogs", "cats"]
    assert done(bob.get("/api/search/recent"))["items"] == []
    done(ann.post("/api/search/recent/forget", {"q": "dogs"}), 204)
    assert [each["q"] for each in done(ann.get("/api/search/recent"))["items"]] == ["birds", "cats"]
    done(ann.delete("/api/search/recent"), 204)
    assert done(ann.get("/api/search/recent"))["items"] == []


def test_searches_are_saved_renamed_and_removed(network: InMemoryNetwork, ann: Person) -> None:
    saved = done(ann.post("/api/search/saved", {"name": "Pets", "q": "cats OR dogs"}), 201)
    again = done(ann.post("/api/search/saved", {"name": "Animals", "q": "cats OR  dogs"}), 201)

    assert (again["id"], again["name"]) == (saved["id"], "Animals")
    assert done(ann.patch(f"/api/search/saved/{saved['id']}", {"name": "Zoo"}))["name"] == "Zoo"
    assert done(ann.get("/api/search/saved"))["items"] == [{"id": saved["id"], "name": "Zoo", "q": "cats OR dogs"}]
    for _ in range(2):
        done(ann.delete(f"/api/search/saved/{saved['id']}"), 204)
    done(ann.patch(f"/api/search/saved/{saved['id']}", {"name": "Zoo"}), 404)
    status, refused = ann.post("/api/search/saved", {"name": "Bad", "q": "(cats"})
    assert (status, refused["error"]["details"]) == (422, {"position": 0})


def test_accounts_and_hashtags_are_proposed_to_who_types(network: InMemoryNetwork, ann: Person) -> None:
    bob, anna = network.sign_up("bob"), network.sign_up("anna")
    bob.follow(anna)
    network.settle()
    network.environments["index_queue"].tables.tags_in_use.replace([UsedTag("answers", 5)])

    found = done(bob.get("/api/search/suggest?q=an"))

    assert [(each["username"], each["following"]) for each in found["users"]] == [("anna", True), ("ann", False)]
    assert found["hashtags"] == [{"tag": "answers", "people": 5}]
    done(ann.post(f"/api/users/{bob.id}/block"))
    assert [each["username"] for each in done(bob.get("/api/search/suggest?q=an"))["users"]] == ["anna"]
    done(anna.patch("/api/users/me", {"username": "zoe", "displayName": "Zoe"}))
    network.settle()
    assert done(bob.get("/api/search/suggest?q=an"))["users"] == []
    assert [each["username"] for each in done(bob.get("/api/search/suggest?q=zo"))["users"]] == ["zoe"]


@pytest.fixture(scope="module")
def crowded() -> Iterator[InMemoryNetwork]:
    with pytest.MonkeyPatch.context() as patched:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patched.setenv(name, "test")
        with in_memory_network() as network:
            ann = network.sign_up("ann")
            for text in ("black cats", "#cats $CAT @ann", "猫 😀", "café"):
                ann.tweet(text)
            network.settle()
            yield network


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    q=st.text(max_size=60) | st.text('"()-#@$: aORx猫😀', max_size=60),
    kind=st.sampled_from(["tweets", "users", "hashtags", "all"]),
    sort=st.sampled_from(["top", "latest"]),
    cursor=st.none() | st.text(max_size=20),
    limit=st.integers(-1, 101),
)
def test_any_request_is_answered_or_refused_for_a_reason(
    crowded: InMemoryNetwork, q: str, kind: str, sort: str, cursor: str | None, limit: int
) -> None:
    query = {"q": q, "type": kind, "sort": sort, "limit": str(limit)}
    status, answer, _ = ask(query if cursor is None else {**query, "cursor": cursor})

    assert status in (200, 422)
    if status == 422:
        assert answer["error"]["field"] in ("q", "cursor", "limit")
