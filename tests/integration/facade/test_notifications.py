"""Notifications as apps read them, beside the native list of the same."""

from __future__ import annotations

from typing import Any

import pytest

from linnet.services import read_notification_entries
from tests.integration.facade.client import App, limited
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done


@pytest.fixture
def people(network: InMemoryNetwork) -> list[Person]:
    found = [network.sign_up(name) for name in ("ann", "bob", "cat", "dan")]
    network.settle()
    return found


def act(network: InMemoryNetwork, answer: tuple[int, Any]) -> None:
    """Do something and let it be told."""
    done(answer)
    network.clock.advance(1000)
    network.settle()


def told(app: App, more: str = "") -> list[tuple[str, str]]:
    return [(each["type"], each["account"]["username"]) for each in app.get(f"/api/v1/notifications{more}")]


@pytest.fixture
def app(network: InMemoryNetwork, people: list[Person]) -> App:
    """Everything that clients know happens to Ann: a follow, likes, retweets, an answer, a mention, a quote."""
    ann, bob, cat, dan = people
    tweet = ann.tweet("mine")
    act(network, bob.post(f"/api/users/{ann.id}/follow"))
    act(network, bob.post(f"/api/tweets/{tweet}/like"))
    act(network, cat.post("/api/tweets", {"text": "an answer", "inReplyTo": tweet}))
    act(network, cat.post(f"/api/tweets/{tweet}/like"))
    act(network, dan.post(f"/api/tweets/{tweet}/retweet"))
    act(network, dan.post("/api/tweets", {"text": "hello @ann"}))
    act(network, dan.post("/api/tweets", {"text": "look", "quoteOf": tweet}))
    return App.of(ann)


def test_a_mute_spares_notifications_where_it_is_asked_to(network: InMemoryNetwork, people: list[Person]) -> None:
    ann, bob, *_ = people
    app = App.of(ann)
    for silenced, duration in ((False, 0), (True, 0), (False, 3600)):
        form = {"notifications": str(silenced).lower(), "duration": str(duration)}
        muted = app.post(f"/api/v1/accounts/{bob.id}/mute", **form)
        assert (muted["muting"], muted["muting_notifications"]) == (True, silenced)
        native = done(ann.get(f"/api/relationships?ids={bob.id}"))["items"][0]
        assert (native["muted"], native["mutedNotifications"]) == (True, silenced)
        (listed,) = app.get("/api/v1/mutes")
        assert listed["mute_expires_at"] == muted["muting_expires_at"]
        assert (muted["muting_expires_at"] is None) is (duration == 0)
        act(network, bob.post("/api/tweets", {"text": "hello @ann"}))
        assert told(app)[:1] == ([] if silenced else [("mention", "bob")])
        assert "hello" not in str(app.get("/api/v1/timelines/public"))
        app.post("/api/v1/notifications/clear")
    network.clock.advance(3600 * 1000)
    assert app.get("/api/v1/mutes") == []
    ended = app.get(f"/api/v1/accounts/relationships?id[]={bob.id}")[0]
    assert (ended["muting"], ended["muting_notifications"], ended["muting_expires_at"]) == (False, False, None)
    assert "hello" in str(app.get("/api/v1/timelines/public"))
    done(ann.post(f"/api/users/{bob.id}/mute", {"durationSeconds": 60, "notifications": False}))
    assert not app.get(f"/api/v1/accounts/relationships?id[]={bob.id}")[0]["muting_notifications"]


ALL = [
    ("quote", "dan"),
    ("mention", "dan"),
    ("reblog", "dan"),
    ("favourite", "cat"),
    ("mention", "cat"),
    ("favourite", "bob"),
    ("follow", "bob"),
]


def test_each_stands_for_itself_in_the_order_in_which_it_came(app: App) -> None:
    assert told(app) == ALL
    ids = [int(each["id"]) for each in app.get("/api/v1/notifications")]
    assert ids == sorted(ids, reverse=True)


def test_pages_go_down_and_up_without_a_gap(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_notification_entries, "GROUPS_AT_ONCE", 2)
    every = [each["id"] for each in app.get("/api/v1/notifications?limit=40")]
    seen: list[str] = []
    path: str | None = "/api/v1/notifications?limit=2"
    while path is not None:
        answer = app.call("GET", path)
        seen += [each["id"] for each in answer.body]
        path = following(answer.headers, "next")
    assert seen == every
    assert [each["id"] for each in app.get(f"/api/v1/notifications?limit=2&min_id={every[4]}")] == every[2:4]
    assert [each["id"] for each in app.get(f"/api/v1/notifications?since_id={every[2]}")] == every[:2]
    up = app.call("GET", f"/api/v1/notifications?limit=2&min_id={every[-1]}")
    assert following(up.headers, "prev") is not None


def following(headers: Any, relation: str) -> str | None:
    for part in headers.get("Link", "").split(", "):
        if part.endswith(f'rel="{relation}"'):
            return str(part.partition(">")[0].removeprefix("<https://linnet.example"))
    return None


@pytest.mark.parametrize(
    ("asked", "types"),
    [
        ("?types[]=favourite", ["favourite", "favourite"]),
        ("?types[]=mention&types[]=follow", ["mention", "mention", "follow"]),
        ("?exclude_types[]=mention&exclude_types[]=favourite", ["quote", "reblog", "follow"]),
        ("?types[]=admin.report", []),
    ],
)
def test_types_are_chosen(app: App, asked: str, types: list[str]) -> None:
    assert [kind for kind, _ in told(app, asked)] == types


def test_those_of_one_account_are_chosen(app: App, people: list[Person]) -> None:
    assert {name for _, name in told(app, f"?account_id={people[2].id}")} == {"cat"}
    assert told(app, "?account_id=99") == []


def test_one_is_shown_and_dismissed_for_good(app: App, people: list[Person], network: InMemoryNetwork) -> None:
    ann, bob, *_ = people
    every = app.get("/api/v1/notifications")
    (liked,) = [each for each in every if (each["type"], each["account"]["username"]) == ("favourite", "bob")]
    assert app.get(f"/api/v1/notifications/{liked['id']}") == liked
    assert done(ann.get(f"/api/notifications/{liked['id']}"))["actors"][0]["username"] == "bob"
    assert app.post(f"/api/v1/notifications/{liked['id']}/dismiss") == {}
    assert told(app) == [each for each in ALL if each != ("favourite", "bob")]
    for method, path in (("GET", ""), ("POST", "/dismiss")):
        assert app.refused(method, f"/api/v1/notifications/{liked['id']}{path}") == (404, "Record not found")
    tweet = liked["status"]["id"]
    act(network, bob.delete(f"/api/tweets/{tweet}/like"))
    act(network, bob.post(f"/api/tweets/{tweet}/like"))
    assert ("favourite", "bob") not in told(app)


def test_what_others_are_told_cannot_be_seen_or_dismissed(app: App, people: list[Person]) -> None:
    other = App.of(people[1])
    (first, *_) = app.get("/api/v1/notifications")
    assert other.refused("GET", f"/api/v1/notifications/{first['id']}")[0] == 404
    assert other.refused("POST", f"/api/v1/notifications/{first['id']}/dismiss")[0] == 404
    assert told(app) == ALL


def test_all_are_cleared_and_what_comes_later_is_told(app: App, people: list[Person], network: InMemoryNetwork) -> None:
    ann, _, _, dan = people
    tweet = app.get("/api/v1/notifications?types[]=reblog")[0]["status"]["id"]
    for _ in range(2):
        assert app.post("/api/v1/notifications/clear") == {}
    assert told(app) == []
    assert app.get("/api/v2/notifications")["notification_groups"] == []
    assert done(ann.get("/api/notifications"))["items"] == []
    assert app.get("/api/v1/notifications/unread_count") == {"count": 0}
    # In a group whose older accounts stay hidden.
    act(network, dan.post(f"/api/tweets/{tweet}/like"))
    assert told(app) == [("favourite", "dan")]
    assert app.get("/api/v1/notifications/unread_count") == {"count": 1}
    (native,) = done(ann.get("/api/notifications"))["items"]
    assert [each["username"] for each in native["actors"]] == ["dan"]


def test_the_native_contract_dismisses_too(app: App, people: list[Person]) -> None:
    ann = people[0]
    likes = [each for each in app.get("/api/v1/notifications") if each["type"] == "favourite"]
    done(ann.delete(f"/api/notifications/{likes[1]['id']}?grouped=false"))
    assert [name for kind, name in told(app) if kind == "favourite"] == ["cat"]
    (group,) = [each for each in done(ann.get("/api/notifications"))["items"] if each["kind"] == "like"]
    done(ann.delete(f"/api/notifications/{group['id']}"))
    assert "favourite" not in {kind for kind, _ in told(app)}
    assert ann.delete(f"/api/notifications/{group['id']}")[0] == 404
    done(ann.delete("/api/notifications"))
    assert told(app) == []


def test_groups_name_accounts_and_statuses_once(app: App) -> None:
    found = app.get("/api/v2/notifications")
    by_type = {each["type"]: each for each in found["notification_groups"]}
    likes = by_type["favourite"]
    names = {each["id"]: each["username"] for each in found["accounts"]}
    assert [names[each] for each in likes["sample_account_ids"]] == ["cat", "bob"]
    assert (likes["notifications_count"], likes["group_key"]) == (2, f"like-{likes['status_id']}")
    assert int(likes["page_max_id"]) == likes["most_recent_notification_id"] > int(likes["page_min_id"])
    assert by_type["mention"]["group_key"] == f"ungrouped-{by_type['mention']['page_max_id']}"
    assert len(found["accounts"]) == len(names) == 3
    statuses = [each["id"] for each in found["statuses"]]
    assert len(statuses) == len(set(statuses))
    assert {each["status_id"] for each in found["notification_groups"] if "status_id" in each} == set(statuses)
    assert "status_id" not in by_type["follow"]


def test_types_that_are_not_to_be_grouped_come_one_by_one(app: App) -> None:
    found = app.get("/api/v2/notifications?grouped_types[]=follow")
    likes = [each for each in found["notification_groups"] if each["type"] == "favourite"]
    assert [each["notifications_count"] for each in likes] == [1, 1]
    assert all(each["group_key"].startswith("ungrouped-") for each in likes)


def test_pages_of_groups_go_down_and_up(app: App) -> None:
    every = [each["group_key"] for each in app.get("/api/v2/notifications")["notification_groups"]]
    seen: list[str] = []
    path: str | None = "/api/v2/notifications?limit=2"
    while path is not None:
        answer = app.call("GET", path)
        seen += [each["group_key"] for each in answer.body["notification_groups"]]
        path = following(answer.headers, "next")
    assert seen == every
    (lowest,) = [
        each for each in app.get("/api/v2/notifications")["notification_groups"] if each["group_key"] == every[-1]
    ]
    up = app.get(f"/api/v2/notifications?limit=2&min_id={lowest['page_max_id']}")
    assert [each["group_key"] for each in up["notification_groups"]] == every[-3:-1]


def test_a_group_is_shown_with_its_accounts_and_dismissed(app: App) -> None:
    groups = app.get("/api/v2/notifications")["notification_groups"]
    (likes,) = [each for each in groups if each["type"] == "favourite"]
    (mention, *_) = [each for each in groups if each["type"] == "mention"]
    for group in (likes, mention):
        assert app.get(f"/api/v2/notifications/{group['group_key']}")["notification_groups"] == [group]
    accounts = app.get(f"/api/v2/notifications/{likes['group_key']}/accounts")
    assert [each["username"] for each in accounts] == ["cat", "bob"]
    for group in (likes, mention):
        assert app.post(f"/api/v2/notifications/{group['group_key']}/dismiss") == {}
        assert app.refused("POST", f"/api/v2/notifications/{group['group_key']}/dismiss")[0] == 404
        assert app.refused("GET", f"/api/v2/notifications/{group['group_key']}")[0] == 404
    assert "favourite" not in {kind for kind, _ in told(app)}
    for key in ("nonsense", "like-", "ungrouped-x", "moderation-1", "like-1"):
        assert app.refused("GET", f"/api/v2/notifications/{key}")[0] == 404, key


def test_unread_ones_are_counted_alike_by_both_contracts(app: App, people: list[Person]) -> None:
    native = done(people[0].get("/api/notifications/unread-count"))["count"]
    for version in ("v1", "v2"):
        assert app.get(f"/api/{version}/notifications/unread_count") == {"count": native}
    done(people[0].post("/api/notifications/read", {}))
    assert app.get("/api/v2/notifications/unread_count") == {"count": 0}


def test_the_policy_is_that_of_the_native_settings(app: App, people: list[Person]) -> None:
    assert app.get("/api/v2/notifications/policy")["for_not_following"] == "accept"
    changed = app.done("PATCH", "/api/v2/notifications/policy", {"for_not_following": "drop"})
    assert (changed["for_not_following"], changed["for_new_accounts"]) == ("drop", "accept")
    assert done(people[0].get("/api/notifications/settings"))["followedOnly"] is True
    for name, mine in (
        ("for_not_following", "notFollowing"),
        ("for_not_followers", "notFollowers"),
        ("for_new_accounts", "newAccounts"),
        ("for_limited_accounts", "limitedAccounts"),
    ):
        for treatment in ("filter", "drop", "accept"):
            assert app.done("PATCH", "/api/v2/notifications/policy", {name: treatment})[name] == treatment
            assert done(people[0].get("/api/notifications/settings"))["policy"][mine] == treatment
    assert changed["for_private_mentions"] == "filter"
    app.done("PATCH", "/api/v2/notifications/policy", {"for_private_mentions": "filter"})
    for refused in ({"for_private_mentions": "accept"}, {"for_new_accounts": "x"}):
        assert app.refused("PATCH", "/api/v2/notifications/policy", refused)[0] == 422
    assert app.get("/api/v1/notifications/requests") == []
    assert app.get("/api/v1/notifications/requests/merged") == {"merged": True}


def test_blocked_accounts_are_not_heard_of(app: App, people: list[Person]) -> None:
    ann, _, cat, dan = people
    done(ann.post(f"/api/users/{cat.id}/block"))
    done(ann.post(f"/api/users/{dan.id}/mute"))
    assert told(app) == [("favourite", "bob"), ("follow", "bob")]
    assert app.get("/api/v2/notifications/unread_count") == {"count": 2}


def test_without_a_token_or_its_scope_nothing_is_told(network: InMemoryNetwork, app: App) -> None:
    assert App(network).refused("GET", "/api/v1/notifications") == (401, "The access token is invalid")
    other = limited(network, "ann", "read:statuses")
    for path in ("/api/v1/notifications", "/api/v2/notifications", "/api/v2/notifications/policy"):
        assert other.refused("GET", path) == (403, "This action is outside the authorized scopes")
    assert limited(network, "ann", "read").refused("POST", "/api/v1/notifications/clear")[0] == 403
