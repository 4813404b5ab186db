"""Lists through their function and their stream: real events in, stored rows and jobs out."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from linnet.domain.lists import MAX_LIST_TITLE
from linnet.domain.paging import PageRange
from linnet.domain.timelines import Timeline
from linnet.ports.timelines import Job
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.person import Person, done

EVENTS = Path(__file__).resolve().parents[2] / "events"
JOINING: dict[str, Any] = json.loads((EVENTS / "http" / "add_list_members.json").read_text("utf-8"))
ENDED: dict[str, Any] = json.loads((EVENTS / "streams" / "graph_list_end.json").read_text("utf-8"))


@pytest.fixture
def network(aws_credentials: None) -> Iterator[InMemoryNetwork]:
    with in_memory_network() as network:
        yield network


@pytest.fixture
def people(network: InMemoryNetwork) -> list[Person]:
    """Ann, Bea and Cat; Ann follows both."""
    found = [network.sign_up(name) for name in ("ann", "bea", "cat")]
    for other in found[1:]:
        found[0].follow(other)
    network.settle()
    return found


def make(person: Person, title: str = "Friends", **more: object) -> str:
    return str(done(person.post("/api/lists", {"title": title, **more}), 201)["id"])


def ids(answer: tuple[int, Any]) -> list[str]:
    return [each["id"] for each in done(answer)["items"]]


def test_the_sample_request_adds_two_members(network: InMemoryNetwork, people: list[Person]) -> None:
    ann, bea, cat = people
    made = make(ann)
    event = copy.deepcopy(JOINING)
    event["headers"]["authorization"] = f"Bearer {ann.token}"
    event["pathParameters"] = {"id": made}
    event["body"] = json.dumps({"userIds": [str(bea.id), str(cat.id)]})
    assert network.apis["lists_api"].lambda_handler(event, None)["statusCode"] == 204
    assert set(ids(ann.get(f"/api/lists/{made}/members"))) == {str(bea.id), str(cat.id)}


def test_the_sample_record_has_each_member_leave(network: InMemoryNetwork) -> None:
    network.jobs.waiting.clear()
    assert network.deliver("graph_stream", "shard", ENDED["Records"]) == {"batchItemFailures": []}
    owner, made = 114687900000000011, 114688000000008888
    assert network.jobs.waiting == [
        Job("leave_list", author_id=owner + member, viewer_id=owner, list_id=made) for member in (1, 2)
    ]
    network.jobs.waiting.clear()


def test_a_list_is_made_changed_read_and_removed(people: list[Person]) -> None:
    ann, *_ = people
    made = make(ann, " Close  friends ", exclusive=True)
    assert done(ann.get(f"/api/lists/{made}")) == {
        "id": made,
        "title": "Close  friends",
        "repliesPolicy": "list",
        "exclusive": True,
    }
    changed = done(ann.patch(f"/api/lists/{made}", {"repliesPolicy": "none"}))
    assert (changed["title"], changed["repliesPolicy"], changed["exclusive"]) == ("Close  friends", "none", True)
    done(ann.delete(f"/api/lists/{made}"), 204)
    done(ann.delete(f"/api/lists/{made}"), 404)
    assert ids(ann.get("/api/lists")) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"title": " "},
        {"title": "x" * (MAX_LIST_TITLE + 1)},
        {"title": "x", "repliesPolicy": "all"},
        {"title": "x", "exclusive": "yes"},
        {"title": "x", "members": []},
    ],
)
def test_a_list_that_cannot_be_is_refused(people: list[Person], body: dict[str, object]) -> None:
    done(people[0].post("/api/lists", body), 422)


def test_who_is_not_followed_is_named_in_the_refusal(people: list[Person]) -> None:
    ann, bea, cat = people
    made = make(bea)
    answer = done(bea.post(f"/api/lists/{made}/members", {"userIds": [str(ann.id), str(cat.id)]}), 422)
    assert answer["error"]["field"] == "userIds"
    assert answer["error"]["details"] == {"userIds": [str(ann.id), str(cat.id)]}


def test_a_list_is_nobody_elses(people: list[Person]) -> None:
    ann, bea, _ = people
    made = make(ann)
    done(bea.get(f"/api/lists/{made}"), 404)
    done(bea.patch(f"/api/lists/{made}", {"title": "mine"}), 404)
    done(bea.delete(f"/api/lists/{made}"), 404)
    done(bea.get(f"/api/lists/{made}/members"), 404)
    done(bea.post(f"/api/lists/{made}/members", {"userIds": [str(ann.id)]}), 404)
    done(bea.delete(f"/api/lists/{made}/members?ids={ann.id}"), 404)
    done(bea.get(f"/api/timelines/lists/{made}"), 404)


def test_a_list_timeline_goes_on_by_its_cursor_and_ends_where_it_is_told(
    network: InMemoryNetwork, people: list[Person]
) -> None:
    ann, bea, cat = people
    made = make(ann)
    done(ann.get("/api/timelines/home"))
    network.settle()
    done(ann.post(f"/api/lists/{made}/members", {"userIds": [str(bea.id)]}))
    network.settle()
    tweets = [bea.tweet(f"{number}") for number in range(5)]
    cat.tweet("not in the list")
    network.settle()
    assert [each["id"] for each in ann.pages(f"/api/timelines/lists/{made}", limit=2)] == tweets[::-1]
    assert ids(ann.get(f"/api/timelines/lists/{made}?since={tweets[2]}")) == tweets[:2:-1]
    done(ann.get(f"/api/timelines/lists/{made}?cursor=x"), 422)


def test_a_removed_list_leaves_nothing_behind(network: InMemoryNetwork, people: list[Person]) -> None:
    ann, bea, cat = people
    made = make(ann)
    done(ann.get("/api/timelines/home"))
    done(ann.post(f"/api/lists/{made}/members", {"userIds": [str(bea.id), str(cat.id)]}))
    bea.tweet("hello")
    network.settle(times=2)
    done(ann.delete(f"/api/lists/{made}"))
    network.settle(times=3)
    tables = network.environments["fanout_queue"].tables
    assert tables.timelines.page(Timeline(ann.id, int(made)), PageRange(10)) == []
    assert all(not pair.lists for pair in tables.graph.get_many(ann.id, [bea.id, cat.id]).values())
    assert tables.lists.all_of(ann.id) == []


def test_an_unknown_policy_of_a_stored_list_is_poison(network: InMemoryNetwork) -> None:
    records = copy.deepcopy(ENDED["Records"])
    records[0]["dynamodb"]["OldImage"]["replies_policy"]["S"] = "everybody"
    assert network.deliver("graph_stream", "shard", records) == {"batchItemFailures": []}
    assert network.failures.kept[-1][2].startswith("undecodable")
