"""What is set aside of strangers, as apps see it and decide, beside the native list of the same."""

from __future__ import annotations

import pytest

from tests.integration.facade.client import App, limited
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done

POLICY = "/api/v2/notifications/policy"
REQUESTS = "/api/v1/notifications/requests"


@pytest.fixture
def people(network: InMemoryNetwork) -> list[Person]:
    found = [network.sign_up(name) for name in ("ann", "bob", "cat", "dan")]
    network.settle()
    return found


@pytest.fixture
def app(people: list[Person], network: InMemoryNetwork) -> App:
    """Return the app of Ann, to whom three strangers have written."""
    app = App.of(people[0])
    assert app.done("PATCH", POLICY, {"for_not_following": "filter"})["for_not_following"] == "filter"
    for person in people[1:]:
        write(network, person)
    write(network, people[1])
    return app


def write(network: InMemoryNetwork, person: Person, text: str = "hello @ann") -> str:
    network.clock.advance(1000)
    tweet_id = person.tweet(text)
    network.settle()
    return tweet_id


def names(app: App, path: str = REQUESTS) -> list[tuple[str, str]]:
    return [(each["account"]["username"], each["notifications_count"]) for each in app.get(path)]


def told(app: App, query: str = "") -> list[str]:
    return [each["account"]["username"] for each in app.get(f"/api/v1/notifications{query}")]


def test_requests_are_listed_and_counted_and_nothing_of_them_is_told(app: App, people: list[Person]) -> None:
    assert names(app) == [("bob", "2"), ("dan", "1"), ("cat", "1")]
    assert app.get(POLICY)["summary"] == {"pending_requests_count": 3, "pending_notifications_count": 4}
    assert told(app) == []
    assert app.get("/api/v2/notifications")["notification_groups"] == []
    assert app.get("/api/v1/notifications/unread_count") == {"count": 0}
    (first, *_) = app.get(REQUESTS)
    assert first["id"] == str(people[1].id)
    assert first["last_status"]["account"]["username"] == "bob"
    assert first["created_at"] < first["updated_at"]
    assert app.get(f"{REQUESTS}/{first['id']}") == first
    native = done(people[0].get("/api/notifications/requests"))["items"]
    assert [(each["account"]["username"], str(each["count"])) for each in native] == names(app)
    assert done(people[0].get("/api/notifications/requests/count")) == {"accounts": 3, "notifications": 4}
    assert done(people[0].get(f"/api/notifications/requests/{first['id']}")) == native[0]


def test_requests_are_paged_both_ways(app: App, people: list[Person]) -> None:
    first = app.call("GET", f"{REQUESTS}?limit=2")
    assert [each["account"]["username"] for each in first.body] == ["bob", "dan"]
    links = {part.split('rel="')[1][:-1]: part[1:].partition(">")[0] for part in first.headers["Link"].split(", ")}
    further = links["next"].removeprefix("https://linnet.example")
    assert names(app, further) == [("cat", "1")]
    newer = links["prev"].removeprefix("https://linnet.example")
    assert names(app, newer) == []
    page = done(people[0].get("/api/notifications/requests?limit=2"))
    rest = done(people[0].get(f"/api/notifications/requests?limit=2&cursor={page['nextToken']}"))
    assert [each["account"]["username"] for each in rest["items"]] == ["cat"]
    assert rest["nextToken"] is None


def test_what_waits_is_read_on_request(app: App, people: list[Person]) -> None:
    bob = people[1]
    found = app.get(f"/api/v1/notifications?account_id={bob.id}&include_filtered=true")
    assert [(each["type"], each["filtered"]) for each in found] == [("mention", True)] * 2
    assert app.get(f"/api/v1/notifications/{found[0]['id']}") == found[0]
    assert told(app, "?include_filtered=true") == ["bob", "dan", "cat", "bob"]
    assert told(app, f"?include_filtered=true&limit=2&max_id={found[0]['id']}") == ["dan", "cat"]
    groups = app.get("/api/v2/notifications?include_filtered=true")["notification_groups"]
    assert groups[0]["sample_account_ids"] == [str(bob.id)]
    assert len({each["group_key"] for each in groups}) == 4
    native = done(people[0].get(f"/api/notifications?account={bob.id}&filtered=true"))["items"]
    assert [(each["id"], each["filtered"], each["unread"]) for each in native] == [
        (each["id"], True, False) for each in found
    ]
    app.post(f"/api/v1/notifications/{found[0]['id']}/dismiss")
    assert names(app)[-1] == ("bob", "1")


def test_an_accepted_sender_is_told_of_from_then_on(app: App, people: list[Person], network: InMemoryNetwork) -> None:
    bob = people[1]
    assert app.post(f"{REQUESTS}/{bob.id}/accept") == {}
    assert told(app) == ["bob", "bob"]
    assert [name for name, _ in names(app)] == ["dan", "cat"]
    assert app.get(f"{REQUESTS}/merged") == {"merged": True}
    write(network, bob)
    assert told(app) == ["bob"] * 3
    for method, path in (("GET", ""), ("POST", "/accept"), ("POST", "/dismiss")):
        assert app.refused(method, f"{REQUESTS}/{bob.id}{path}") == (404, "Record not found")


def test_several_are_answered_at_once_by_either_contract(app: App, people: list[Person]) -> None:
    ann, bob, cat, dan = people
    assert app.post(f"{REQUESTS}/dismiss", **{"id[]": str(bob.id)}) == {}
    assert app.post(f"{REQUESTS}/accept", **{"id[]": str(cat.id)}) == {}
    assert (names(app), told(app)) == ([("dan", "1")], ["cat"])
    assert ann.post("/api/notifications/requests/dismiss", {"accountIds": [str(cat.id), str(dan.id)]})[0] == 404
    done(ann.post("/api/notifications/requests/accept", {"accountIds": [str(dan.id)]}))
    assert (names(app), told(app)) == ([], ["dan", "cat"])
    for path in ("accept", "dismiss"):
        assert app.refused("POST", f"{REQUESTS}/{path}")[0] == 422
        assert app.refused("POST", f"{REQUESTS}/{path}", {"id[]": "99"})[0] == 404
        many = {"accountIds": [str(number) for number in range(41)]}
        assert ann.post(f"/api/notifications/requests/{path}", many)[0] == 422


def test_who_is_blocked_asks_no_more_and_others_see_none_of_it(app: App, people: list[Person]) -> None:
    ann, bob, cat, dan = people
    done(ann.post(f"/api/users/{bob.id}/block"))
    done(ann.post(f"/api/users/{cat.id}/mute"))
    assert names(app) == [("dan", "1")]
    assert app.get(POLICY)["summary"] == {"pending_requests_count": 1, "pending_notifications_count": 1}
    for blocked in (bob, cat):
        assert app.refused("GET", f"{REQUESTS}/{blocked.id}")[0] == 404
    other = App.of(dan)
    assert names(other) == []
    assert other.refused("POST", f"{REQUESTS}/{ann.id}/accept")[0] == 404


def test_native_settings_name_the_policy(people: list[Person]) -> None:
    ann, path = people[0], "/api/notifications/settings"
    assert done(ann.get(path))["policy"] == {
        "notFollowing": "accept",
        "notFollowers": "accept",
        "newAccounts": "accept",
        "limitedAccounts": "filter",
    }
    chosen = done(ann.patch(path, {"policy": {"notFollowers": "filter"}, "noNewAccounts": True}))
    assert (chosen["policy"]["notFollowers"], chosen["policy"]["newAccounts"]) == ("filter", "drop")
    assert (chosen["followedOnly"], chosen["noNewAccounts"]) == (False, True)
    both = done(ann.patch(path, {"policy": {"newAccounts": "filter"}, "noNewAccounts": False}))
    assert both["policy"]["newAccounts"] == "filter"
    assert ann.patch(path, {"policy": {"newAccounts": "hide"}})[0] == 422


def test_requests_need_the_scopes_of_notifications(app: App, network: InMemoryNetwork, people: list[Person]) -> None:
    reader = limited(network, "ann", "read:notifications")
    assert names(reader) == names(app)
    assert reader.refused("POST", f"{REQUESTS}/{people[1].id}/accept")[0] == 403
    assert limited(network, "ann", "read:statuses").refused("GET", REQUESTS)[0] == 403
