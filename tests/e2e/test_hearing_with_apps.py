"""Apps hear of what others do, and of what they write."""

from __future__ import annotations

from tests.e2e.people import Town, eventually


def test_notifications_are_heard_one_by_one_and_in_groups_and_cleared(town: Town) -> None:
    ada, ben, cat = (town.newcomer(name) for name in ("ada", "ben", "cat"))
    tweet = ada.ask("POST", "/api/tweets", {"text": "hello"}, expect=201)["id"]
    for each in (ben, cat):
        each.ask("POST", f"/api/tweets/{tweet}/like", expect=200)
    heard = eventually(lambda: found if len(found := ada.get("/api/v1/notifications")) == 2 else None)
    assert {each["account"]["id"] for each in heard} == {ben.id, cat.id}
    (group,) = ada.get("/api/v2/notifications/")["notification_groups"]
    assert (group["type"], group["notifications_count"], group["status_id"]) == ("favourite", 2, tweet)
    assert ada.ask("POST", f"/api/v1/notifications/{heard[0]['id']}/dismiss") == {}
    assert [each["id"] for each in ada.get("/api/v1/notifications")] == [heard[1]["id"]]
    assert ada.ask("POST", "/api/v1/notifications/clear") == {}
    assert ada.get("/api/v1/notifications") == []


def test_a_conversation_is_listed_read_and_deleted(town: Town) -> None:
    ada, ben = town.newcomer("ada"), town.newcomer("ben")
    ada.follow(ben)
    ben.ask("POST", f"/api/messages/{ada.id}", {"text": "just you"}, expect=201)
    (shown,) = eventually(lambda: ada.get("/api/v1/conversations"))
    assert (shown["unread"], shown["last_status"]["visibility"]) == (True, "direct")
    assert ada.ask("POST", f"/api/v1/conversations/{shown['id']}/read")["unread"] is False
    assert ada.ask("DELETE", f"/api/v1/conversations/{shown['id']}") == {}
    assert ada.get("/api/v1/conversations") == []
