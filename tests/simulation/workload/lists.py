"""Make, change and remove lists, let followed accounts join and leave, and read what lists hold."""

from __future__ import annotations

from typing import Any, Final

from tests.simulation.invariants.reads import judge_tweets, judge_users
from tests.simulation.journal import Outcome
from tests.simulation.memberships import may_have_ended
from tests.simulation.people import Client
from tests.simulation.workload.action import Action

NOT_FOUND: Final = 404
POLICIES: Final = ("followed", "list", "none")
MOST_LISTS: Final = 4


def create_list(client: Client) -> None:
    me, journal = client.person.id, client.journal
    if len(_lists(client)) >= MOST_LISTS:
        return
    title, exclusive = f"list-{client.world.number()}", client.random.random() < 0.4
    deed = client.begin("create list", actor=me, title=title)
    body = {"title": title, "exclusive": exclusive, "repliesPolicy": client.random.choice(POLICIES)}
    # Two lists may have one title: a repetition would make another.
    answer = client.once("POST", "/api/lists", body)
    if answer.ok:
        journal.writes(deed, ("list", me, answer.body["id"]), True)
        journal.writes(deed, ("exclusive", me, answer.body["id"]), exclusive)
    journal.end(deed, answer.outcome)


def change_list(client: Client) -> None:
    chosen = _list(client)
    if chosen is None:
        return
    exclusive = client.random.random() < 0.5
    deed = client.begin("change list", actor=client.person.id)
    client.journal.writes(deed, ("exclusive", client.person.id, chosen), exclusive)
    body = {"exclusive": exclusive, "repliesPolicy": client.random.choice(POLICIES)}
    client.journal.end(deed, client.send("PATCH", f"/api/lists/{chosen}", body).outcome)


def delete_list(client: Client) -> None:
    chosen = _list(client)
    if chosen is None:
        return
    deed = client.begin("delete list", actor=client.person.id)
    client.journal.writes(deed, ("list", client.person.id, chosen), False)
    answer = client.send("DELETE", f"/api/lists/{chosen}")
    # A repetition of what was done does not find it.
    client.journal.end(deed, Outcome.DONE if answer.status == NOT_FOUND else answer.outcome)


def join(client: Client) -> None:
    """Add somebody whom one may follow, half of the time two at once, to a new list where there is none."""
    me = client.person.id
    followed = [
        whom
        for who, whom in client.journal.pairs("follow")
        if who == me and "following" in client.journal.possible(("follow", who, whom), "none")
    ]
    if not followed:
        return
    if not _lists(client):
        create_list(client)
    chosen = _list(client)
    if chosen is None:
        return
    members = sorted(set(client.random.choices(followed, k=client.random.choice((1, 2)))))
    deed = client.begin("join list", actor=me)
    for each in members:
        client.journal.writes(deed, ("listed", me, chosen, each), True)
    body = {"userIds": [str(each) for each in members]}
    client.journal.end(deed, client.send("POST", f"/api/lists/{chosen}/members", body).outcome)


def leave(client: Client) -> None:
    joined = [key for key in client.journal.keys("listed") if key[1] == client.person.id]
    if not joined:
        return
    key = client.random.choice(joined)
    deed = client.begin("leave list", actor=client.person.id)
    client.journal.writes(deed, key, False)
    answer = client.send("DELETE", f"/api/lists/{key[2]}/members?ids={key[3]}")
    client.journal.end(deed, Outcome.DONE if answer.status == NOT_FOUND else answer.outcome)


def read_list(client: Client) -> None:
    chosen = _list(client)
    if chosen is None:
        return
    since = client.journal.now()
    items = client.pages(f"/api/timelines/lists/{chosen}", client.random.choice((3, 20)))
    if items is not None:
        judge_tweets(client, since, items, list_id=chosen)


def list_members(client: Client) -> None:
    """Look who is in a list: whoever joined or left shows from the next read on."""
    me, chosen = client.person.id, _list(client)
    if chosen is None:
        return
    since = client.journal.now()
    items = client.pages(f"/api/lists/{chosen}/members", client.random.choice((1, 20)))
    if items is None:
        return
    judge_users(client, since, items, whole=False)
    _judge_members(client, chosen, {int(each["id"]) for each in items}, since)
    for each in items:
        if "following" not in client.journal.possible(("follow", me, int(each["id"])), "none", since):
            client.world.violated(f"{each['id']} is in the list {chosen} of {me}, who does not follow them")


def _judge_members(client: Client, chosen: str, shown: set[int], since: Any) -> None:
    me, journal = client.person.id, client.journal
    for each in shown:
        if journal.surely(("listed", me, chosen, each), False, since):
            client.world.violated(f"{each} is shown in the list {chosen} of {me} and is no member")
    for key in journal.keys("listed"):
        if key[1:3] != (me, chosen) or key[3] in shown:
            continue
        away = journal.possible(("away", key[3]), False, since, client.world.cache_lag_ms)
        stays = journal.surely(key, True, since) and not may_have_ended(journal, key, since)
        if stays and away == {False}:
            client.world.violated(f"{key[3]} is a member of the list {chosen} of {me} and is not shown")


def pry_into_lists(client: Client) -> None:
    """Ask for a list of somebody else's."""
    others = [key[2] for key in client.journal.keys("list") if key[1] != client.person.id]
    if not others:
        return
    path = client.random.choice(("/api/lists/{}", "/api/lists/{}/members", "/api/timelines/lists/{}"))
    answer = client.get(path.format(client.random.choice(others)))
    if answer.ok:
        client.world.violated(f"{client.person.id} reads a list of another: {answer.body}")


def _lists(client: Client) -> list[str]:
    """Return the lists that the client made and has not been told to be gone."""
    me, now = client.person.id, client.journal.now()
    return [
        each
        for owner, each in client.journal.named("list")
        if owner == me and not client.journal.surely(("list", me, each), False, now, initial=False)
    ]


def _list(client: Client) -> str | None:
    kept = _lists(client)
    return client.random.choice(kept) if kept else None


ACTIONS = (
    Action("create list", 1, create_list),
    Action("change list", 1, change_list, adds=False),
    Action("delete list", 0.4, delete_list, adds=False),
    Action("join list", 7, join),
    Action("leave list", 2, leave, adds=False),
    Action("read list", 4, read_list),
    Action("list members", 1.5, list_members),
    Action("pry into lists", 0.3, pry_into_lists),
)
