"""Read notifications, mark them as read, choose what to be told of, and silence conversations."""

from __future__ import annotations

from typing import Final

from tests.simulation.invariants.notices import judge_marker, judge_notifications
from tests.simulation.people import Client
from tests.simulation.workload.action import Action

KINDS: Final = (
    "like",
    "retweet",
    "reply",
    "mention",
    "quote",
    "follow",
    "follow_request",
    "request_accepted",
    "edit",
    "poll_ended",
    "tweet",
)
WORDS: Final = ((), (), ("tag1",), ("nobody says this",))
TREATMENTS: Final = ("accept", "accept", "filter", "filter", "drop")
# Of so many accounts one is choosy. The others must hear of everything.
CHOOSY: Final = 3


def read(client: Client) -> None:
    since = client.journal.now()
    grouped = client.random.choice(("true", "false"))
    path = f"/api/notifications?grouped={grouped}&limit={client.random.choice((2, 20))}"
    answer = client.get(path)
    if answer.ok:
        judge_notifications(client, since, answer.body["items"])


def read_all(client: Client) -> None:
    since = client.journal.now()
    items = client.pages("/api/notifications?grouped=false", client.random.choice((2, 20)))
    if items is not None:
        judge_notifications(client, since, items)


def count_unread(client: Client) -> None:
    since = client.journal.now()
    answer = client.get("/api/notifications/unread-count")
    if answer.ok:
        judge_marker(client, since, answer.body["readUpTo"])


def mark_read(client: Client) -> None:
    """Mark everything as read, or up to one of those at hand, which may lie below the marker."""
    body = {}
    if client.random.random() < 0.6:
        page = client.get("/api/notifications?limit=10")
        if not page.ok or not page.body["items"]:
            return
        body = {"upTo": client.random.choice(page.body["items"])["id"]}
    since = client.journal.now()
    deed = client.begin("mark notifications read", person=client.person.id)
    answer = client.send("POST", "/api/notifications/read", body)
    if answer.ok:
        judge_marker(client, since, answer.body["readUpTo"])
        deed.facts["upto"] = int(answer.body["readUpTo"])
    client.journal.end(deed, answer.outcome)


def choose(client: Client) -> None:
    """Say of everything whether it is wanted: of two changes at once the later one holds as a whole."""
    person, random = client.person, client.random
    if person.number % CHOOSY:
        return
    off = frozenset(random.sample(KINDS, random.choice((0, 0, 1, 3))))
    strangers, words = random.choice(TREATMENTS), random.choice(WORDS)
    deed = client.begin("choose", person=person.id)
    client.journal.writes(deed, ("choices", person.id), (off, strangers == "drop", words))
    body = {
        "kinds": {kind: kind not in off for kind in KINDS},
        "policy": {"notFollowing": strangers, "newAccounts": random.choice(TREATMENTS)},
        "mutedWords": list(words),
    }
    client.journal.end(deed, client.send("PATCH", "/api/notifications/settings", body).outcome)


def answer_request(client: Client) -> None:
    """Accept or dismiss what was set aside of somebody."""
    if client.person.number % CHOOSY:
        return
    page = client.get("/api/notifications/requests?limit=10")
    if not page.ok or not page.body["items"]:
        return
    sender = client.random.choice(page.body["items"])["account"]["id"]
    answer = client.random.choice(("accept", "dismiss"))
    deed = client.begin("answer request", person=client.person.id)
    sent = client.send("POST", f"/api/notifications/requests/{answer}", {"accountIds": [sender]})
    client.journal.end(deed, sent.outcome)


def mute_thread(client: Client) -> None:
    _silence(client, True)


def unmute_thread(client: Client) -> None:
    _silence(client, False)


def _silence(client: Client, silent: bool) -> None:
    tweet = client.world.some_tweet()
    if tweet is None:
        return
    deed = client.begin("mute thread" if silent else "unmute thread", person=client.person.id)
    client.journal.writes(deed, ("thread", client.person.id, tweet.conversation_id), silent)
    method = "POST" if silent else "DELETE"
    client.journal.end(deed, client.send(method, f"/api/tweets/{tweet.id}/mute-thread").outcome)


ACTIONS = (
    Action("read notifications", 5, read),
    Action("read all notifications", 1.5, read_all),
    Action("count unread", 2, count_unread),
    Action("mark notifications read", 3, mark_read),
    Action("choose notifications", 2, choose),
    Action("answer request", 3, answer_request),
    Action("mute thread", 0.7, mute_thread, adds=False),
    Action("unmute thread", 0.5, unmute_thread, adds=False),
)
