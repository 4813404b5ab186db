"""The part of the story in which people keep drafts and have tweets published later."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.infra.life_steps import HOUR_MS
from tests.infra.recorded_network import RecordedNetwork
from tests.integration.person import Person, done


def keep_drafts(network: RecordedNetwork, people: list[Person]) -> None:
    """Draft, schedule, move, cancel and publish; have published what was due, and be told of what could not be."""
    _, bea, cat, _, eve, *_ = people
    done(bea.post(f"/api/users/{cat.id}/follow"))
    network.settle()
    # What it answers is for followers only.
    done(cat.patch("/api/users/me", {"protected": True}))
    network.settle()
    draft = done(bea.post("/api/drafts", {"text": "some day"}))["id"]
    done(bea.put(f"/api/drafts/{draft}", {"text": "to @person2, today"}))
    done(bea.get(f"/api/drafts/{draft}"))
    done(bea.post(f"/api/drafts/{draft}/publish"))
    done(bea.get(f"/api/drafts/{draft}"), 404)
    parent, quoted = cat.tweet("answer me"), eve.tweet("quote me")
    for _ in range(2):
        answer = {"text": "an answer to @person2", "inReplyTo": parent, "quoteOf": quoted, "scheduledAt": at(network)}
        scheduled = done(bea.post("/api/scheduled-tweets", answer, Idempotency_Key="later"))["id"]
    done(bea.get(f"/api/scheduled-tweets/{scheduled}"))
    done(bea.put(f"/api/scheduled-tweets/{scheduled}", {**answer, "text": "a better answer"}))
    done(bea.patch(f"/api/scheduled-tweets/{scheduled}", {"scheduledAt": at(network, hours=48)}))
    done(bea.post("/api/scheduled-tweets", {**answer, "inReplyTo": "1"}, Idempotency_Key="refused"), 404)
    cancelled = done(bea.post("/api/scheduled-tweets", {"text": "or not", "scheduledAt": at(network)}))["id"]
    done(bea.delete(f"/api/scheduled-tweets/{cancelled}"))
    gone = cat.tweet("nobody can answer me")
    lost = {"text": "what?", "inReplyTo": gone, "scheduledAt": at(network, hours=48)}
    failed = done(bea.post("/api/drafts", lost))["id"]
    assert len(bea.pages("/api/scheduled-tweets", limit=1)) == len(bea.pages("/api/drafts", limit=1)) == 2
    done(cat.delete(f"/api/tweets/{gone}"))
    network.clock.advance(48 * HOUR_MS)
    assert network.publish_due() == {"published": 1, "failed": 1, "left": 0, "over": 0}
    network.settle(times=2)
    assert done(bea.get("/api/notifications?kinds=draft_failed"))["items"][0]["draftId"] == failed
    done(bea.delete(f"/api/drafts/{failed}"))
    done(cat.patch("/api/users/me", {"protected": False}))
    done(bea.delete(f"/api/users/{cat.id}/follow"))
    network.settle()


def at(network: RecordedNetwork, *, hours: int = 24) -> str:
    """Return a time as requests give it."""
    moment = datetime.fromtimestamp((network.clock.now_ms() + hours * HOUR_MS) / 1000, tz=UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"
