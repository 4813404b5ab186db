"""Keep drafts, have them published at a time, and change one's mind while that happens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from tests.simulation.fleet import SKEW_MS
from tests.simulation.journal import Deed, Outcome
from tests.simulation.people import Answer, Client
from tests.simulation.workload.action import Action

# By any clock at least five minutes ahead, and soon enough to happen while others act.
NEAREST_MS: Final = 300_000 + SKEW_MS + 30_000
FARTHEST_MS: Final = 40 * 60_000
NOT_FOUND: Final = 404
# What is sure about a draft: that it is kept until its time, or that its owner took it back or published it.
KEPT, CANCELLED, PUBLISHED = "kept", "cancelled", "published"


def schedule(client: Client) -> None:
    number = client.world.number()
    mark = f"draft-{number}-"
    at_ms = _some_time(client)
    body: dict[str, Any] = {"text": f"{mark} first", "scheduledAt": _moment(at_ms)}
    parent = client.world.some_tweet() if client.random.random() < 0.3 else None
    if parent is not None:
        body["inReplyTo"] = str(parent.id)
    deed = client.begin("schedule", actor=client.person.id, mark=mark, parent=None if parent is None else parent.id)
    answer = client.send("POST", "/api/scheduled-tweets", body, {"idempotency-key": f"draft-key-{number}"})
    if answer.ok:
        draft = int(answer.body["id"])
        deed.facts["id"] = draft
        client.journal.writes(deed, ("draft", draft), KEPT)
        client.journal.writes(deed, ("draft text", draft), body["text"])
        client.journal.writes(deed, ("draft time", draft), at_ms)
    client.journal.end(deed, answer.outcome)


def reschedule(client: Client) -> None:
    draft = _own(client)
    if draft is None:
        return
    at_ms = _some_time(client)
    deed = client.begin("reschedule")
    client.journal.writes(deed, ("draft time", draft), at_ms)
    body = {"scheduledAt": _moment(at_ms)}
    client.journal.end(deed, client.send("PATCH", f"/api/scheduled-tweets/{draft}", body).outcome)


def rewrite(client: Client) -> None:
    """Put another text in the place of a draft, and leave its time as the draft says that it is."""
    draft = _own(client)
    if draft is None:
        return
    path = f"/api/scheduled-tweets/{draft}"
    known = client.get(path)
    if not known.ok:
        return
    number, at = client.world.number(), known.body["scheduledAt"]
    text = f"{known.body['text'].partition(' ')[0]} rewritten-{number}-"
    deed = client.begin("rewrite")
    client.journal.writes(deed, ("draft text", draft), text)
    client.journal.writes(deed, ("draft time", draft), _unix_ms(at))
    # What it answered before it answers no longer: what is gone hinders it no more.
    client.journal.end(deed, client.send("PUT", path, {"text": text, "scheduledAt": at}).outcome)


def cancel(client: Client) -> None:
    draft = _own(client)
    if draft is None:
        return
    deed = client.begin("cancel", id=draft)
    client.journal.writes(deed, ("draft", draft), CANCELLED)
    answer = client.send("DELETE", f"/api/drafts/{draft}")
    _end(client, deed, answer)


def publish_now(client: Client) -> None:
    draft = _own(client)
    if draft is None:
        return
    deed = client.begin("publish draft", id=draft)
    client.journal.writes(deed, ("draft", draft), PUBLISHED)
    answer = client.send("POST", f"/api/drafts/{draft}/publish")
    _end(client, deed, answer)


def look(client: Client) -> None:
    """Page through one's drafts: whatever was kept for sure is among them until its time."""
    since = client.journal.now()
    items = client.pages("/api/drafts", client.random.choice((1, 3, 20)))
    if items is None:
        return
    shown = {int(item["id"]) for item in items}
    mine = {draft for draft in _drafts(client) if _earliest_ms(client, draft) > client.world.scheduler.now_ms()}
    for draft in mine - shown:
        if client.journal.surely(("draft", draft), KEPT, since, initial=None):
            client.world.violated(f"{client.person.name} misses the draft {draft}")
    for draft in shown:
        if client.journal.surely(("draft", draft), CANCELLED, since, initial=None):
            client.world.violated(f"{client.person.name} is shown the draft {draft}, which is cancelled")


def _end(client: Client, deed: Deed, answer: Answer) -> None:
    outcome = answer.outcome
    client.journal.end(deed, outcome)
    if outcome is Outcome.REFUSED and answer.status == NOT_FOUND:
        # Only what was published, or taken back before, can be gone.
        deed.facts["gone"] = True


def _own(client: Client) -> int | None:
    """Return a draft of the client's, rather a new one."""
    drafts = _drafts(client)
    return client.random.choice(drafts[-4:]) if drafts else None


def _drafts(client: Client) -> list[int]:
    deeds = client.journal.deeds_of("schedule")
    return [deed.facts["id"] for deed in deeds if "id" in deed.facts and deed.facts["actor"] == client.person.id]


def _earliest_ms(client: Client, draft: int) -> int:
    """Return when a clock that is ahead may publish a draft."""
    earliest_ms: int = min(client.journal.possible(("draft time", draft), None))
    return earliest_ms - SKEW_MS


def _some_time(client: Client) -> int:
    # Whole seconds, and seldom different ones: everybody likes the same times.
    ahead_ms = client.random.randint(NEAREST_MS, FARTHEST_MS)
    return (client.world.scheduler.now_ms() + ahead_ms) // 60_000 * 60_000


def _moment(unix_ms: int) -> str:
    return f"{datetime.fromtimestamp(unix_ms // 1000, tz=UTC):%Y-%m-%dT%H:%M:%S}Z"


def _unix_ms(moment: str) -> int:
    return round(datetime.fromisoformat(moment).timestamp() * 1000)


ACTIONS = (
    Action("schedule", 3, schedule),
    Action("reschedule", 0.7, reschedule),
    Action("rewrite draft", 0.7, rewrite),
    Action("cancel draft", 0.7, cancel),
    Action("publish draft", 0.7, publish_now),
    Action("look at drafts", 0.7, look),
)
