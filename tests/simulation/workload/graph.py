"""Follow, with a bell or without, ask, answer, block, mute, and take it back."""

from __future__ import annotations

from tests.simulation.journal import Deed
from tests.simulation.people import Client, Person
from tests.simulation.workload.action import Action

NONE, ASKED, FOLLOWING = "none", "asked", "following"
# Of whom only posts are muted.
POSTS = "posts"


def follow(client: Client) -> None:
    other = client.other()
    if other is not None:
        _follow(client, other)


def follow_the_famous(client: Client) -> None:
    """Crowd around the first account, so that it crosses the celebrity threshold again and again."""
    famous = client.world.people[0]
    if famous.id and famous is not client.person:
        _follow(client, famous)


def _follow(client: Client, other: Person) -> None:
    deed = client.begin("follow", actor=client.person.id, target=other.id)
    edge = ("follow", client.person.id, other.id)
    client.journal.writes(deed, edge, FOLLOWING, ASKED)
    answer = client.send("POST", f"/api/users/{other.id}/follow")
    if answer.ok:
        client.journal.settles(deed, edge, FOLLOWING if answer.body["following"] else ASKED)
    client.journal.end(deed, answer.outcome)


def unfollow(client: Client) -> None:
    other = client.other()
    if other is None:
        return
    deed = client.begin("unfollow")
    _ends_follow(client, deed, client.person.id, other.id)
    client.journal.end(deed, client.send("DELETE", f"/api/users/{other.id}/follow").outcome)


def turn_bell_on(client: Client) -> None:
    """Ask to be told of each new tweet of somebody, rather one who posts, whether they are followed yet or not."""
    authors = [each.author for each in client.world.tweets[-12:] if each.author is not client.person]
    other = client.random.choice(authors) if authors else client.other()
    if other is not None:
        _ring(client, other, True)


def turn_bell_off(client: Client) -> None:
    ids = {key[2] for key in client.journal.keys("bell") if key[1] == client.person.id}
    rung = [each for each in client.world.members if each.id in ids]
    if rung:
        _ring(client, client.random.choice(rung), False)


def _ring(client: Client, other: Person, wanted: bool) -> None:
    me = client.person.id
    deed = client.begin("bell", actor=me, target=other.id)
    edge, bell = ("follow", me, other.id), ("bell", me, other.id)
    client.journal.writes(deed, edge, FOLLOWING, ASKED)
    # A request has no bell.
    client.journal.writes(deed, bell, wanted, False)
    answer = client.send("POST", f"/api/users/{other.id}/follow", {"notify": wanted})
    if answer.ok:
        client.journal.settles(deed, edge, FOLLOWING if answer.body["following"] else ASKED)
        client.journal.settles(deed, bell, answer.body["notifying"])
    client.journal.end(deed, answer.outcome)
    if deed.done:
        client.world.new_bells.append(deed)


def _ends_follow(client: Client, deed: Deed, user: int, target: int) -> None:
    """Note that a deed ends a follow, and the bell with it."""
    client.journal.writes(deed, ("follow", user, target), NONE)
    client.journal.writes(deed, ("bell", user, target), False)


def remove_follower(client: Client) -> None:
    other = client.other()
    if other is None:
        return
    deed = client.begin("remove follower")
    _ends_follow(client, deed, other.id, client.person.id)
    client.journal.end(deed, client.send("DELETE", f"/api/users/me/followers/{other.id}").outcome)


def answer_requests(client: Client) -> None:
    """Accept or reject one of those who ask."""
    asked = client.get("/api/follow-requests?limit=20")
    if not asked.ok or not asked.body["items"]:
        return
    other = int(client.random.choice(asked.body["items"])["id"])
    accept = client.random.random() < 0.7
    deed = client.begin("accept" if accept else "reject", actor=other, target=client.person.id)
    client.journal.writes(deed, ("follow", other, client.person.id), FOLLOWING if accept else NONE)
    path = f"/api/follow-requests/{other}/{'accept' if accept else 'reject'}"
    client.journal.end(deed, client.send("POST", path).outcome)


def block(client: Client) -> None:
    other = client.other()
    if other is None:
        return
    deed = client.begin("block")
    me = client.person.id
    client.journal.writes(deed, ("blocking", me, other.id), True)
    _ends_follow(client, deed, me, other.id)
    _ends_follow(client, deed, other.id, me)
    client.journal.end(deed, client.send("POST", f"/api/users/{other.id}/block").outcome)


def unblock(client: Client) -> None:
    other = _marked(client, "blocking")
    if other is None:
        return
    deed = client.begin("unblock")
    client.journal.writes(deed, ("blocking", client.person.id, other.id), False)
    client.journal.end(deed, client.send("DELETE", f"/api/users/{other.id}/block").outcome)


def mute(client: Client) -> None:
    other = client.other()
    if other is None:
        return
    with_notifications = client.random.random() < 0.6
    deed = client.begin("mute")
    client.journal.writes(deed, ("muting", client.person.id, other.id), True if with_notifications else POSTS)
    body = {"notifications": with_notifications}
    client.journal.end(deed, client.send("POST", f"/api/users/{other.id}/mute", body).outcome)


def unmute(client: Client) -> None:
    other = _marked(client, "muting")
    if other is None:
        return
    deed = client.begin("unmute")
    client.journal.writes(deed, ("muting", client.person.id, other.id), False)
    client.journal.end(deed, client.send("DELETE", f"/api/users/{other.id}/mute").outcome)


def _marked(client: Client, facet: str) -> Person | None:
    """Return somebody whom the client blocked or muted at some time, else anybody."""
    ids = {key[2] for key in client.journal.keys(facet) if key[1] == client.person.id}
    marked = [each for each in client.world.members if each.id in ids]
    return client.random.choice(marked) if marked else client.other()


ACTIONS = (
    Action("follow", 8, follow),
    Action("follow the famous", 4, follow_the_famous),
    Action("unfollow", 4, unfollow, adds=False),
    Action("turn bell on", 4, turn_bell_on),
    Action("turn bell off", 1.5, turn_bell_off, adds=False),
    Action("remove follower", 1, remove_follower, adds=False),
    Action("answer requests", 4, answer_requests),
    Action("block", 1.5, block, adds=False),
    Action("unblock", 1.5, unblock, adds=False),
    Action("mute", 1, mute, adds=False),
    Action("unmute", 1, unmute, adds=False),
)
