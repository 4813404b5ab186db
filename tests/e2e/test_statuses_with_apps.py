"""Statuses written and read by apps for Mastodon, over real HTTP, beside people of the native API."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from tests.e2e.people import Person, Town, eventually

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def sent(person: Person, method: str, path: str, expect: int = 200, /, **form: str) -> Any:
    """Send a form as apps do and return the answer."""
    answer = person.send(method, path, urlencode(form).encode(), FORM)
    assert answer.status_code == expect, answer.text
    return answer.json()


def test_a_status_lives_in_both_contracts(town: Town) -> None:
    ada, ben = town.newcomer("ada"), town.newcomer("ben")
    ben.follow(ada)
    asked = {"poll[options][]": "tea", "poll[expires_in]": "3600", "spoiler_text": "Breakfast"}
    body = urlencode({"status": f"What now, @{ben.username}? #breakfast", **asked}) + "&poll[options][]=coffee"
    posted = ada.send("POST", "/api/v1/statuses/", body.encode(), {**FORM, "Idempotency-Key": "tea or coffee"})
    assert posted.status_code == 200, posted.text
    status = posted.json()["id"]
    again = ada.send("POST", "/api/v1/statuses", body.encode(), {**FORM, "Idempotency-Key": "tea or coffee"})
    assert again.json()["id"] == status
    assert posted.headers["X-RateLimit-Reset"].endswith("Z")
    assert [option["text"] for option in ben.get(f"/api/tweets/{status}")["poll"]["options"]] == ["tea", "coffee"]
    eventually(lambda: status in [each["id"] for each in ben.get("/api/v1/timelines/home")])

    answer = ben.ask("POST", "/api/tweets", {"text": "Tea.", "inReplyTo": status}, expect=201)["id"]
    sent(ben, "POST", f"/api/v1/polls/{status}/votes", **{"choices[]": "0"})
    assert "before" in sent(ben, "POST", f"/api/v1/polls/{status}/votes", 422, **{"choices[]": "1"})["error"]
    eventually(
        lambda: [each["id"] for each in ada.get(f"/api/v1/statuses/{status}/context")["descendants"]] == [answer]
    )
    boost = sent(ben, "POST", f"/api/v1/statuses/{status}/reblog")
    assert (boost["reblog"]["id"], sent(ben, "POST", f"/api/v1/statuses/{status}/reblog")["id"]) == (
        status,
        boost["id"],
    )
    for act in ("favourite", "bookmark"):
        sent(ben, "POST", f"/api/v1/statuses/{boost['id']}/{act}")
    assert [each["id"] for each in ben.get("/api/v1/bookmarks")] == [status]
    assert [each["id"] for each in ben.get("/api/v1/favourites")] == [status]
    # Totals in a container's cache may be a minute old; who did it is not cached.
    eventually(lambda: [each["id"] for each in ada.get(f"/api/v1/statuses/{status}/favourited_by")] == [ben.id])
    eventually(lambda: [each["id"] for each in ada.get(f"/api/v1/statuses/{status}/reblogged_by")] == [ben.id])

    edited = sent(ada, "PUT", f"/api/v1/statuses/{status}", status="What then?")
    assert (edited["content"], edited["spoiler_text"]) == ("<p>What then?</p>", "Breakfast")
    ended = sent(ada, "DELETE", f"/api/v1/statuses/{status}")
    assert ended["text"] == "What then?"
    for path in (f"/api/v1/statuses/{status}", f"/api/v1/statuses/{boost['id']}", f"/api/tweets/{status}"):
        assert ben.send("GET", path).status_code == 404
