"""A scheduled tweet: found by the network's own clock, published once, and on its followers' timelines."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from local.testing import Network
from tests.e2e.people import Person, Town, eventually
from tests.e2e.tables import let_draft_be_due

# The clock looks once a minute.
PATIENCE_S = 90


def in_an_hour() -> str:
    return f"{datetime.fromtimestamp(time.time() + 3600, tz=UTC):%Y-%m-%dT%H:%M:%S}Z"


def drafts(person: Person) -> list[Any]:
    items: list[Any] = person.get("/api/drafts")["items"]
    return items


def test_scheduled_tweets_are_published_by_the_clock_or_kept_with_a_reason(town: Town, network: Network) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ben.follow(ada)
    root = ben.post("answer me")
    plain, answer, cancelled = (
        ada.ask("POST", "/api/scheduled-tweets", {"text": text, "scheduledAt": in_an_hour(), **more}, expect=201)
        for text, more in (("good morning", {}), ("an answer", {"inReplyTo": root["id"]}), ("or not", {}))
    )
    ada.ask("DELETE", f"/api/scheduled-tweets/{cancelled['id']}", expect=204)
    ben.ask("DELETE", f"/api/tweets/{root['id']}", expect=204)
    assert [each["id"] for each in drafts(ada)] == [answer["id"], plain["id"]]
    for each in (plain, answer):
        let_draft_be_due(network, ada.id, each["id"], due_ms=int(time.time() * 1000) - 1000)

    def settled() -> bool:
        return [each["state"] for each in drafts(ada)] == ["failed"]

    assert eventually(settled, PATIENCE_S)
    assert eventually(lambda: [each["text"] for each in ben.get("/api/timelines/home")["items"]] == ["good morning"])
    assert [each["text"] for each in ada.get(f"/api/users/{ada.id}/tweets")["items"]] == ["good morning"]

    def told() -> list[str]:
        return [each["draftId"] for each in ada.get("/api/notifications?kinds=draft_failed")["items"]]

    assert eventually(told) == [answer["id"]]
