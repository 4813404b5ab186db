"""Direct messages among the notifications of apps: mentions whose status is the message, natively only if asked for."""

from __future__ import annotations

from typing import Final

import pytest

from tests.integration.facade.client import App
from tests.integration.facade.direct import friends, native, write
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done

LISTED: Final = "/api/v1/notifications"
GROUPED: Final = "/api/v2/notifications"


@pytest.fixture
def people(network: InMemoryNetwork) -> list[Person]:
    """None of their messages is a request, and they are told of nothing else."""
    found = friends(network)
    for one in found:
        App.of(one).post(f"{LISTED}/clear")
    return found


def told(reader: Person, more: str = "") -> list[tuple[str, str, str]]:
    """Return type, sender and status of each notification."""
    return [
        (each["type"], each["account"]["username"], each["status"]["id"])
        for each in App.of(reader).get(f"{LISTED}{more}")
    ]


@pytest.mark.parametrize("natively", [False, True])
def test_a_message_is_a_mention_whichever_contract_sent_it(people: list[Person], natively: bool) -> None:
    ann, bob, cat = people
    sent = native(ann, bob, "hi") if natively else write(ann, "@bob hi")

    app = App.of(bob)
    (shown,) = app.get(LISTED)
    assert (shown["type"], shown["account"]["id"]) == ("mention", str(ann.id))
    assert shown["status"] == app.get(f"/api/v1/statuses/{sent['id']}")
    assert (shown["status"]["visibility"], shown["group_key"]) == ("direct", f"ungrouped-{shown['id']}")
    assert app.get(f"{LISTED}/{shown['id']}") == shown
    for path in (LISTED, GROUPED):
        assert app.get(f"{path}/unread_count") == {"count": 1}
    assert app.get(LISTED + "?types[]=mention") == [shown]
    assert app.get(f"{LISTED}?account_id={ann.id}") == [shown]
    assert app.get(LISTED + "?exclude_types[]=mention") == app.get(LISTED + "?types[]=follow") == []
    assert told(ann) == told(cat) == []


def test_a_group_is_told_each_message_ungrouped(people: list[Person]) -> None:
    ann, bob, cat = people
    sent = [write(ann, "@bob @cat where?"), write(ann, "@bob @cat when?")]

    for reader in (bob, cat):
        assert told(reader) == [("mention", "ann", each["id"]) for each in reversed(sent)]
        found = App.of(reader).get(GROUPED)
        assert [each["status_id"] for each in found["notification_groups"]] == [each["id"] for each in reversed(sent)]
        assert [each["notifications_count"] for each in found["notification_groups"]] == [1, 1]
        assert [each["id"] for each in found["statuses"]] == [each["id"] for each in reversed(sent)]
        (one,) = App.of(reader).get(f"{GROUPED}/{found['notification_groups'][0]['group_key']}")["statuses"]
        assert one["id"] == sent[1]["id"]


def test_natively_messages_have_their_inbox_and_are_notifications_to_who_asks(people: list[Person]) -> None:
    ann, bob, _ = people
    sent = write(ann, "@bob hi")

    assert done(bob.get("/api/notifications"))["items"] == []
    assert done(bob.get("/api/notifications?grouped=false"))["items"] == []
    assert done(bob.get("/api/notifications/unread-count"))["count"] == 0
    (asked,) = done(bob.get("/api/notifications?kinds=message,mention"))["items"]
    (seen,) = App.of(bob).get(LISTED)
    (message,) = done(bob.get(f"/api/conversations/{asked['message']['conversationId']}/messages"))["items"]
    assert (asked["id"], asked["kind"], asked["tweet"], asked["unread"]) == (seen["id"], "message", None, True)
    assert asked["message"] == message
    assert message["id"] == sent["id"]
    assert done(bob.get(f"/api/notifications/{asked['id']}")) == asked
    done(bob.post("/api/notifications/read", {}))
    assert App.of(bob).get(f"{LISTED}/unread_count") == {"count": 0}


def test_turned_off_natively_there_is_none(people: list[Person]) -> None:
    ann, bob, _ = people
    assert done(bob.get("/api/notifications/settings"))["kinds"]["message"] is True
    changed = done(bob.patch("/api/notifications/settings", {"kinds": {"message": False}}))
    assert changed["kinds"]["message"] is False
    write(ann, "@bob hi")
    assert told(bob) == []
    (talk,) = done(bob.get("/api/conversations"))["items"]
    assert talk["unread"]


def test_a_request_is_no_notification_until_it_is_accepted(network: InMemoryNetwork, people: list[Person]) -> None:
    _, bob, _ = people
    dan = network.sign_up("dan")
    write(dan, "@bob you do not know me")
    assert told(bob) == []
    (talk,) = done(bob.get("/api/conversations?box=requests"))["items"]
    done(bob.post(f"/api/conversations/{talk['id']}/accept"))
    network.settle()
    assert told(bob) == []
    later = write(dan, "@bob now you do")
    assert told(bob) == [("mention", "dan", later["id"])]


def test_what_is_unsent_blocked_muted_dismissed_or_cleared_is_told_no_more(people: list[Person]) -> None:
    ann, bob, cat = people
    app = App.of(bob)
    first, second, third = write(ann, "@bob 1"), write(ann, "@bob 2"), write(cat, "@bob 3")
    App.of(ann).done("DELETE", f"/api/v1/statuses/{first['id']}")
    ann.network.settle()
    assert told(bob) == [("mention", "cat", third["id"]), ("mention", "ann", second["id"])]
    assert app.get(f"{LISTED}/unread_count") == {"count": 2}
    app.post(f"/api/v1/accounts/{ann.id}/mute")
    assert told(bob) == [("mention", "cat", third["id"])]
    app.post(f"/api/v1/accounts/{ann.id}/unmute")
    done(ann.post(f"/api/users/{bob.id}/block"))
    assert told(bob) == [("mention", "cat", third["id"])]
    done(ann.delete(f"/api/users/{bob.id}/block"))
    app.post(f"{LISTED}/{app.get(LISTED)[1]['id']}/dismiss")
    assert told(bob) == [("mention", "cat", third["id"])]
    app.post(f"{LISTED}/clear")
    assert told(bob) == []
    again = write(cat, "@bob 4")
    assert told(bob) == [("mention", "cat", again["id"])]


def test_messages_stand_among_other_notifications_in_order(people: list[Person]) -> None:
    ann, bob, cat = people
    sent = []
    for number in range(3):
        sent.append(write(ann, f"@bob {number}")["id"])
        ann.network.clock.advance(1000)
        sent.append(cat.tweet(f"@bob {number}"))
        ann.network.settle()
    assert [each for *_, each in told(bob)] == sent[::-1]
    page, seen = App.of(bob).get(f"{LISTED}?limit=2"), []
    while page:
        seen += [each["status"]["id"] for each in page]
        page = App.of(bob).get(f"{LISTED}?limit=2&max_id={page[-1]['id']}")
    assert seen == sent[::-1]
