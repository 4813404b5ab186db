"""Sockets at rest: everything was told to those that could be told, and nothing of what has ended is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from linnet.domain.messages import is_group
from linnet.domain.sockets import MAX_CONNECTIONS
from tests.simulation.conversations import Talks
from tests.simulation.engine.sockets import LIFETIME_MS
from tests.simulation.fleet import SKEW_MS
from tests.simulation.gateway import Socket
from tests.simulation.invariants.frames import MOST_IN_WINDOW, PACED, WINDOW_MS, Heard
from tests.simulation.invariants.truth import Truth
from tests.simulation.people import World

# Marks of topics outlive connections twice; clocks are minutes apart.
LONGEST_ROW_MS = 2 * LIFETIME_MS + 600_000


def sockets_hear_every_message(world: World, _truth: Truth) -> None:
    """A socket that is open to the end has heard of every message since it subscribed, unless a post to it failed."""
    talks, now_ms = Talks(world.journal), world.scheduler.now_ms()
    for socket in world.gateway.all.values():
        since = _ready(socket)
        failed = socket.id in world.frames.failed
        old = socket.began.ms < now_ms - LIFETIME_MS + 600_000
        if since is None or failed or old or socket.device.endings or not world.gateway.is_open(socket):
            continue
        if _may_be_crowded_out(world, socket):
            continue
        me = socket.device.person.id
        heard = Counter(
            (each.frame["data"]["conversationId"], int(each.frame["id"]))
            for each in world.frames.heard[socket.id]
            if each.frame["type"] == "message" and "change" not in each.frame["data"]
        )
        for deed in world.journal.deeds_of("send"):
            place = (deed.facts["conversation"], deed.facts.get("id", 0))
            if deed.done and deed.began > since and _is_told(talks, place[0], me, deed.began):
                known = talks.met_always(me, deed.facts["actor"])
                if known and (heard[place] < 1 or (world.calm and heard[place] > 1)):
                    world.violated(f"{socket.id} of {me} heard {heard[place]} times of the message {place}")


def _may_be_crowded_out(world: World, socket: Socket) -> bool:
    """Tell whether its owner opened so many others that its row may be gone; not closed then, it is silent."""
    since_ms = socket.began.ms - 2 * SKEW_MS
    mine = [each for each in world.gateway.all.values() if each.device.person is socket.device.person]
    return sum(each.began.ms > since_ms for each in mine) > MAX_CONNECTIONS


def _is_told(talks: Talks, conversation: str, user: int, before: int) -> bool:
    """Tell whether somebody is surely a member and no stranger: who has written there has accepted."""
    if not talks.stayed(conversation, user):
        return False
    wrote = any(
        deed.facts["actor"] == user and deed.ended is not None and deed.ended < before
        for deed in talks.sent(conversation)
    )
    founded = talks.founded(conversation) if is_group(conversation) else None
    return wrote or (founded is not None and founded.facts["actor"] == user)


def events_come_in_order(world: World, _truth: Truth) -> None:
    """Messages sent since the subscription are told in their order; without faults nothing is told twice.

    What was sent before, or could not be posted, is the client's to fetch: a stream that is read again tells it late.
    """
    talks = Talks(world.journal)
    sent = {deed.facts["id"]: deed for deed in world.journal.deeds_of("send") if deed.done}
    for connection, heard in world.frames.heard.items():
        socket = world.gateway.all[connection]
        ready = _ready(socket)
        told = [
            (each.frame["data"]["conversationId"], int(each.frame["id"]))
            for each in heard
            if each.frame["type"] == "message" and "change" not in each.frame["data"]
        ]
        if world.calm and len(set(told)) < len(told):
            world.violated(f"{connection} was told of a message twice: {told}")
        if connection in world.frames.failed or ready is None:
            continue
        newest: dict[str, int] = {}
        for conversation, message in dict.fromkeys(told):
            deed = sent.get(message)
            if deed is None or deed.began < ready or not talks.met_always(socket.device.person.id, deed.facts["actor"]):
                continue
            if message < newest.get(conversation, 0):
                world.violated(f"{connection} hears of {message} behind {newest[conversation]} of {conversation}")
            newest[conversation] = message


def _ready(socket: Socket) -> int | None:
    """Return the moment from which a socket surely hears of messages."""
    ready = [each.ready.number for each in socket.interests if each.topic == "messages" and each.ready is not None]
    return min(ready, default=None)


def busy_topics_are_paced(world: World, _truth: Truth) -> None:
    """What changes a thousand times a second is told once a second."""
    if not world.steady:
        return
    for connection, heard in world.frames.heard.items():
        paced = [each for each in heard if each.frame["type"] in PACED]
        for topic in {each.frame["topic"] for each in paced}:
            most = _most_at_once([each for each in paced if each.frame["topic"] == topic])
            if most > MOST_IN_WINDOW:
                world.violated(f"{connection} is told {most} times of {topic} within {WINDOW_MS} ms")


def _most_at_once(heard: Sequence[Heard]) -> int:
    times = [each.at.ms for each in heard]
    return max(sum(first <= other < first + WINDOW_MS for other in times) for first in times)


def what_has_ended_is_closed(world: World, truth: Truth) -> None:
    """No socket of an ended session is open or stored; what was found gone is forgotten; every row will expire."""
    now_ms = world.scheduler.now_ms()
    # What has expired is left to the time to live.
    rows = [row for row in truth.tables["realtime"] if int(row["expires_ms"]) > now_ms]
    stored = {str(row["pk"])[2:] for row in rows if str(row["sk"]) == "C"}
    owned = {str(row["sk"]) for row in rows if str(row["pk"]).startswith("O#")}
    subscribed = {str(row["sk"]) for row in rows if str(row["pk"]).startswith("T#")}
    for socket in world.gateway.all.values():
        left = {"connection": socket.id in stored, "owner's": socket.id in owned, "topics": socket.id in subscribed}
        if socket.accepted is not None and socket.device.surely_ended() is not None and any(left.values()):
            world.violated(f"{socket.id} is stored, and its session has ended: {left}")
        # Where an erasure is faster than the stream that closes sockets, one stays open that nobody can tell anything.
        inert = socket.device.person.gone and not any(left.values())
        if _has_ended(socket) and world.gateway.is_open(socket) and not inert:
            world.violated(f"{socket.id} is open, and its session has ended: {left}")
        # A removal that breaks off is taken up by the next push that is for its owner; there need not be one.
        if any(left.values()) and world.frames.gone[socket.id] - world.broken_off:
            world.violated(f"{socket.id} was found gone, and is stored: {left}")
    for row in rows:
        if int(row["expires_ms"]) > now_ms + LONGEST_ROW_MS or "expires_at" not in row:
            world.violated(f"a row of sockets lives too long: {row}")


def _has_ended(socket: Socket) -> bool:
    """Tell whether the session ended behind the handshake; one that ends during it may leave a socket without a row."""
    ended, accepted = socket.device.surely_ended(), socket.accepted
    return ended is not None and accepted is not None and accepted.number < ended.began


CHECKS = (
    sockets_hear_every_message,
    events_come_in_order,
    busy_topics_are_paced,
    what_has_ended_is_closed,
)
