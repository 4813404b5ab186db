"""Read conversations while they go on: lists, pages, onwards from what one has, and how far others have read."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from tests.simulation.conversations import Following
from tests.simulation.invariants.talks import judge_conversation, judge_messages
from tests.simulation.people import Client
from tests.simulation.workload.action import Action
from tests.simulation.workload.messages import some_talk


def list_conversations(client: Client) -> None:
    since, box = client.journal.now(), client.random.choice(("inbox", "requests"))
    items = client.pages(f"/api/conversations?box={box}", client.random.choice((2, 20)))
    for item in items or ():
        judge_conversation(client, since, item)
        if item["request"] is not (box == "requests"):
            client.world.violated(f"{client.person.id} has {item['id']} among its {box}")


def one_conversation(client: Client) -> None:
    conversation, since = some_talk(client), client.journal.now()
    answer = client.get(f"/api/conversations/{conversation}") if conversation is not None else None
    if answer is not None and answer.ok:
        judge_conversation(client, since, answer.body)


def read_messages(client: Client) -> None:
    """Read the newest page, or everything page by page, which need not be one moment's."""
    conversation, since = some_talk(client), client.journal.now()
    if conversation is None:
        return
    path = f"/api/conversations/{conversation}/messages"
    if client.random.random() < 0.5:
        items = client.pages(path, client.random.choice((2, 7)))
        least = 0
    else:
        answer = client.get(f"{path}?limit=5")
        items = answer.body["items"] if answer.ok else None
        least = int(items[-1]["id"]) - 1 if items and answer.body["nextToken"] is not None else 0
        if items == [] and answer.body["nextToken"] is not None:
            return
    if items is not None:
        _in_order(client, conversation, [-int(item["id"]) for item in items])
        judge_messages(client, since, conversation, items, after=least, before=None)


def keep_up(client: Client) -> None:
    """Read what is newer than what the client has, as one does that comes back."""
    conversation = some_talk(client)
    if conversation is None:
        return
    known = client.world.followings.get((client.person.id, conversation))
    path = f"/api/conversations/{conversation}/messages"
    if known is None:
        answer = client.get(f"{path}?limit=1")
        if answer.ok and (answer.body["items"] or answer.body["nextToken"] is None):
            newest = int(answer.body["items"][0]["id"]) if answer.body["items"] else 0
            client.world.followings.setdefault((client.person.id, conversation), Following(newest, newest))
        return
    if known.busy:
        return
    known.busy = True
    since = client.journal.now()
    items = client.pages(f"{path}?direction=newer&since={known.newest}", client.random.choice((2, 20)))
    known.busy = False
    if items is None:
        return
    ids = [int(item["id"]) for item in items]
    _in_order(client, conversation, [known.newest, *ids])
    judge_messages(client, since, conversation, items, after=known.newest, before=None)
    known.seen.update(ids)
    known.newest = max([known.newest, *ids])


def mark_read(client: Client) -> None:
    """Mark on two devices at once, each up to what it has: the marker stands at the newer one."""
    conversation = some_talk(client)
    if conversation is None:
        return
    place = f"/api/conversations/{conversation}"
    newest = client.get(f"{place}/messages?limit=5")
    if not newest.ok or not newest.body["items"]:
        return

    def mark(item: dict[str, Any]) -> Callable[[], None]:
        up_to = int(item["id"])

        def call() -> None:
            deed = client.begin("mark read", actor=client.person.id, conversation=conversation, up_to=up_to)
            client.journal.end(deed, client.send("POST", f"{place}/read", {"upTo": str(up_to)}).outcome)

        return call

    chosen = [client.random.choice(newest.body["items"]) for _ in range(2)]
    scheduler = client.world.scheduler
    scheduler.join([scheduler.spawn(f"mark {number}", mark(item)) for number, item in enumerate(chosen)])


def _in_order(client: Client, conversation: str, rising: list[int]) -> None:
    if any(first >= second for first, second in itertools.pairwise(rising)):
        client.world.violated(f"{client.person.id} reads {conversation} out of order: {rising}")


ACTIONS = (
    Action("list conversations", 3, list_conversations),
    Action("one conversation", 2, one_conversation),
    Action("read messages", 4, read_messages),
    Action("keep up", 4, keep_up),
    Action("mark read", 3, mark_read),
)
