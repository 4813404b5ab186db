"""Write and read messages as apps for Mastodon do: to whom the text names, and by their ids alone."""

from __future__ import annotations

from linnet.domain.messages import direct_id, is_group, members_of
from tests.simulation.conversations import WHISPER, Talks
from tests.simulation.invariants.talks import judge_sent
from tests.simulation.people import STATUSES, Client, Person
from tests.simulation.workload.action import Action
from tests.simulation.workload.messages import could_be_in, some_message


def write_directly(client: Client) -> None:
    """Write to one account, sometimes in answer to what it wrote before."""
    other = client.other()
    if other is None:
        return
    conversation = direct_id(client.person.id, other.id)
    mark, text, headers = _said(client, [other])
    body = {"status": text, "visibility": "direct"}
    said = Talks(client.journal).sent(conversation)
    if said and client.random.random() < 0.3:
        body["in_reply_to_id"] = str(client.random.choice(said).facts["id"])
    since = client.journal.now()
    deed = client.begin("send", actor=client.person.id, conversation=conversation, mark=mark, text=text)
    ask = client.send if headers else client.once
    answer = ask("POST", STATUSES, body, headers)
    if answer.ok:
        deed.facts["id"] = int(answer.body["id"])
    client.journal.end(deed, answer.outcome)
    if answer.ok:
        named = {each["id"] for each in answer.body["mentions"]}
        if not named <= {str(other.id)}:
            client.world.violated(f"{mark} was for {other.id} and is said to go to {named}")
        judge_sent(client, since, deed, {"conversationId": conversation, "text": text})


def write_to_several(client: Client) -> None:
    """Write to a few accounts, which is one group whoever does so."""
    others = [each for each in client.world.members[:5] if each is not client.person]
    if len(others) < 2:
        return
    chosen = client.random.sample(others, 2)
    mark, text, headers = _said(client, chosen)
    members = frozenset({client.person.id, *(each.id for each in chosen)})
    deed = client.begin("send to several", actor=client.person.id, members=members, mark=mark, text=text)
    ask = client.send if headers else client.once
    answer = ask("POST", STATUSES, {"status": text, "visibility": "direct"}, headers)
    if answer.ok:
        deed.facts["id"] = int(answer.body["id"])
        named = {int(each["id"]) for each in answer.body["mentions"]}
        if not named <= members:
            client.world.violated(f"{mark} was for {members} and is said to go to {named}")
    client.journal.end(deed, answer.outcome)


def find_message(client: Client) -> None:
    """Read a message by its id alone: the reader's, or one of others, which does not exist then."""
    talks, me, since = Talks(client.journal), client.person.id, client.journal.now()
    sent = some_message(client)
    if client.random.random() < 0.3:
        theirs = [each for each in client.journal.deeds_of("send") if each.done]
        sent = client.random.choice(theirs) if theirs else None
    if sent is None:
        return
    conversation, message = sent.facts["conversation"], sent.facts["id"]
    answer = client.get(f"{STATUSES}/{message}")
    if answer.ok:
        if not could_be_in(client, conversation):
            client.world.violated(f"{me} finds {message} of {conversation}, which is of others")
        if sent.facts["mark"] not in answer.body["content"]:
            client.world.violated(f"{me} reads {message} as {answer.body['content'][:40]!r}")
        return
    gone = True in client.journal.possible(("unsent", conversation, message), False, since)
    hidden = ("hidden", conversation, message, me) in client.journal.keys("hidden")
    early = sent.ended is None or sent.ended >= since.number
    # Of two, a conversation is there for one while the other is.
    others = {sent.facts["actor"], *(() if is_group(conversation) else members_of(conversation))} - {me}
    there = talks.stayed(conversation, me) and all(talks.met_always(me, each) for each in others)
    if answer.status == 404 and there and not (gone or hidden or early):
        client.world.violated(f"{me} does not find {message} of {conversation}")


def _said(client: Client, named: list[Person]) -> tuple[str, str, dict[str, str]]:
    """Return the mark of a message, its text, and the header that lets a client try again."""
    number = client.world.number()
    mark = f"{WHISPER}{number}-"
    text = " ".join((mark, *(f"@{each.name}" for each in named), "psst"))
    return mark, text, {"idempotency-key": f"key-{number}"} if client.random.random() < 0.7 else {}


ACTIONS = (
    Action("write directly", 3, write_directly),
    Action("write to several", 2, write_to_several),
    Action("find message", 2, find_message),
)
