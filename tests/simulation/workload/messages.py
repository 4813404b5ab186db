"""Write to one another, alone and in groups, answer requests, react, unsend."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from linnet.domain.messages import direct_id, is_group, members_of
from tests.simulation.conversations import WHISPER, Talks
from tests.simulation.invariants.talks import judge_sent
from tests.simulation.journal import Deed
from tests.simulation.people import Client, Person
from tests.simulation.workload.action import Action

REACTIONS: Final = ("🐦", "👍", "❤️")
LONG: Final = "x" * 9_900


def write(client: Client) -> None:
    """Write to an account, half of the time to the first: many strangers then write to one."""
    famous = client.world.people[0]
    other = famous if famous.id and client.random.random() < 0.5 else client.other()
    if other is not None and other is not client.person:
        send(client, f"/api/messages/{other.id}", direct_id(client.person.id, other.id))


def write_on(client: Client) -> None:
    conversation = some_talk(client)
    if conversation is not None:
        send(client, f"/api/conversations/{conversation}/messages", conversation)


def chat(client: Client) -> None:
    """Let all members of a conversation write at the same moment."""
    conversation = some_talk(client)
    if conversation is None:
        return
    talks, world = Talks(client.journal), client.world
    writers = [each for each in world.members if talks.may_be_in(conversation, each.id)][:4]
    path = f"/api/conversations/{conversation}/messages"
    tasks = [
        world.scheduler.spawn(f"chat {number}", partial(send, Client(world, each), path, conversation))
        for number, each in enumerate((*writers, *writers))
    ]
    world.scheduler.join(tasks)


def send(client: Client, path: str, conversation: str) -> Deed:
    """Send a message; with a key a client may try again, without one it must not."""
    number = client.world.number()
    mark = f"{WHISPER}{number}-"
    text = f"{mark} {LONG if client.random.random() < 0.02 else 'psst'}"
    body: dict[str, Any] = {"text": text}
    if client.random.random() < 0.1:
        body["mediaIds"] = [str(number)]
    key = f"key-{number}" if client.random.random() < 0.7 else None
    since = client.journal.now()
    deed = client.begin("send", actor=client.person.id, conversation=conversation, mark=mark, text=text)
    if key is not None:
        answer = client.send("POST", path, body, {"idempotency-key": key})
    else:
        answer = client.once("POST", path, body)
    if answer.ok:
        deed.facts["id"] = int(answer.body["id"])
    client.journal.end(deed, answer.outcome)
    if answer.ok:
        judge_sent(client, since, deed, answer.body)
    return deed


def create_group(client: Client) -> None:
    others = [each for each in client.world.members if each is not client.person]
    if not others:
        return
    chosen = client.random.sample(others, min(len(others), client.random.randint(1, 5)))
    number = client.world.number()
    body = {"userIds": [str(each.id) for each in chosen], "title": f"group-{number}-"}
    members = frozenset({client.person.id, *(each.id for each in chosen)})
    deed = client.begin("create group", actor=client.person.id, members=members, title=body["title"], conversation="")
    if client.random.random() < 0.7:
        answer = client.send("POST", "/api/conversations", body, {"idempotency-key": f"key-{number}"})
    else:
        answer = client.once("POST", "/api/conversations", body)
    if answer.ok:
        group = deed.facts["conversation"] = answer.body["id"]
        for member in members:
            client.journal.writes(deed, ("member", group, member), True)
        client.journal.writes(deed, ("title", group), body["title"])
    client.journal.end(deed, answer.outcome)


def add_members(client: Client) -> None:
    group = _some_group(client)
    if group is None:
        return
    chosen = client.random.sample(client.world.members, min(2, len(client.world.members)))
    users = {each.id for each in chosen}
    deed = client.begin("add members", conversation=group, users=users)
    for user in sorted(users):
        client.journal.writes(deed, ("member", group, user), True)
    body = {"userIds": [str(user) for user in sorted(users)]}
    client.journal.end(deed, client.send("POST", f"/api/conversations/{group}/members", body).outcome)


def leave(client: Client) -> None:
    """Leave a group, or try to put somebody else out."""
    group = _some_group(client)
    if group is None:
        return
    other: Person | None = client.person if client.random.random() < 0.6 else client.other()
    if other is None:
        return
    deed = client.begin("remove member", conversation=group, users={other.id})
    client.journal.writes(deed, ("member", group, other.id), False)
    client.journal.end(deed, client.send("DELETE", f"/api/conversations/{group}/members/{other.id}").outcome)


def rename(client: Client) -> None:
    group = _some_group(client)
    if group is None:
        return
    title = f"title-{client.world.number()}-"
    deed = client.begin("rename group", conversation=group)
    client.journal.writes(deed, ("title", group), title)
    client.journal.end(deed, client.send("PATCH", f"/api/conversations/{group}", {"title": title}).outcome)


def appoint(client: Client) -> None:
    group, other = _some_group(client), client.other()
    if group is None or other is None:
        return
    method = client.random.choice(("PUT", "DELETE"))
    deed = client.begin("appoint admin", conversation=group)
    client.journal.end(deed, client.send(method, f"/api/conversations/{group}/admins/{other.id}").outcome)


def answer_message_requests(client: Client) -> None:
    """Accept or refuse one of those who wrote without being followed."""
    asked = client.get("/api/conversations?box=requests&limit=20")
    if not asked.ok or not asked.body["items"]:
        return
    conversation = client.random.choice(asked.body["items"])["id"]
    accept = client.random.random() < 0.6
    me = client.person.id
    deed = client.begin(
        "accept message request" if accept else "refuse message request", conversation=conversation, users={me}
    )
    if is_group(conversation) and not accept:
        # A group is refused by leaving it; where it had been accepted meanwhile, nothing happens.
        client.journal.writes(deed, ("member", conversation, me), False, True)
    path = f"/api/conversations/{conversation}/{'accept' if accept else 'refuse'}"
    client.journal.end(deed, client.send("POST", path).outcome)


def choose_who_may_write(client: Client) -> None:
    setting = client.random.choice(("everyone", "everyone", "following", "nobody"))
    deed = client.begin("choose who may write")
    client.journal.writes(deed, ("messages from", client.person.id), setting)
    body = {"settings": {"messagesFrom": setting}}
    client.journal.end(deed, client.send("PATCH", "/api/users/me", body).outcome)


def react(client: Client) -> None:
    sent = some_message(client)
    if sent is None:
        return
    conversation, message = sent.facts["conversation"], sent.facts["id"]
    emoji = client.random.choice((None, *REACTIONS))
    deed = client.begin("react", conversation=conversation)
    client.journal.writes(deed, ("reaction", conversation, message, client.person.id), emoji)
    path = f"/api/conversations/{conversation}/messages/{message}/reaction"
    method, body = ("DELETE", None) if emoji is None else ("PUT", {"emoji": emoji})
    client.journal.end(deed, client.send(method, path, body).outcome)


def delete_for_me(client: Client) -> None:
    sent = some_message(client)
    if sent is None:
        return
    conversation, message = sent.facts["conversation"], sent.facts["id"]
    deed = client.begin("delete for me", conversation=conversation)
    client.journal.writes(deed, ("hidden", conversation, message, client.person.id), True)
    client.journal.end(deed, client.send("DELETE", f"/api/conversations/{conversation}/messages/{message}").outcome)


def unsend(client: Client) -> None:
    """Unsend a message; somebody else's is refused."""
    sent = some_message(client, own=client.random.random() < 0.9)
    if sent is None:
        return
    conversation, message = sent.facts["conversation"], sent.facts["id"]
    deed = client.begin("unsend", conversation=conversation, message=message)
    client.journal.writes(deed, ("unsent", conversation, message), True)
    path = f"/api/conversations/{conversation}/messages/{message}?scope=everyone"
    client.journal.end(deed, client.send("DELETE", path).outcome)
    if deed.done and sent.facts["actor"] != client.person.id:
        client.world.violated(f"{client.person.id} unsends {message} of {sent.facts['actor']}")


def type_something(client: Client) -> None:
    conversation = some_talk(client)
    if conversation is not None:
        client.send("POST", f"/api/conversations/{conversation}/typing")


def some_talk(client: Client) -> str | None:
    """Return a conversation that the client may be in, rather a new one."""
    talks = Talks(client.journal)
    mine = [each for each in talks.known if talks.may_be_in(each, client.person.id)]
    return client.random.choice(mine[-4:] if client.random.random() < 0.7 else mine) if mine else None


def some_message(client: Client, *, own: bool = False) -> Deed | None:
    """Return a message of a conversation that the client may be in, rather a new one."""
    conversation = some_talk(client)
    if conversation is None:
        return None
    sent = Talks(client.journal).sent(conversation)
    sent = [each for each in sent if each.facts["actor"] == client.person.id] if own else sent
    return client.random.choice(sent[-5:]) if sent else None


def _some_group(client: Client) -> str | None:
    """Return a group that the client may be in, rather one that it founded: most of what is done needs an admin."""
    talks, me = Talks(client.journal), client.person.id
    mine = [each for each in talks.known if is_group(each) and talks.may_be_in(each, me)]
    founded = [each for each in mine if (deed := talks.founded(each)) is not None and deed.facts["actor"] == me]
    return client.random.choice(founded or mine) if mine else None


def pry(client: Client) -> None:
    """Try everything with a conversation of others: it does not exist."""
    talks, me = Talks(client.journal), client.person.id
    others = [each for each in talks.known if not could_be_in(client, each)]
    if not others:
        return
    conversation = client.random.choice(others)
    place = f"/api/conversations/{conversation}"
    message = client.random.choice(talks.sent(conversation) or [None])
    answers = [client.get(place), client.get(f"{place}/messages")]
    if message is not None:
        path = f"{place}/messages/{message.facts['id']}"
        answers.append(client.send("PUT", f"{path}/reaction", {"emoji": REACTIONS[0]}))
        answers.append(client.send("DELETE", path))
        answers.append(client.send("POST", f"{place}/read", {"upTo": str(message.facts["id"])}))
    wrote = send(client, f"{place}/messages", conversation)
    if (wrote.done or any(answer.ok for answer in answers)) and not could_be_in(client, conversation):
        client.world.violated(f"{me} gets into the conversation {conversation} of others: {answers}")


def could_be_in(client: Client, conversation: str) -> bool:
    """Tell whether anything that was ever tried may have let the client in."""
    me = client.person.id
    if not is_group(conversation):
        return me in members_of(conversation)
    return ("member", conversation, me) in client.journal.keys("member")


ACTIONS = (
    Action("write", 5, write),
    Action("write on", 6, write_on),
    Action("chat", 1.5, chat),
    Action("create group", 1.5, create_group),
    Action("add members", 1, add_members),
    Action("leave", 1, leave),
    Action("rename", 0.7, rename),
    Action("appoint", 0.5, appoint),
    Action("answer message requests", 2, answer_message_requests),
    Action("choose who may write", 0.7, choose_who_may_write),
    Action("react", 2, react),
    Action("delete for me", 1, delete_for_me),
    Action("unsend", 1.5, unsend),
    Action("type", 0.5, type_something),
    Action("pry", 1, pry),
)
