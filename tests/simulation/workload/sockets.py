"""Open sockets, subscribe, lose them and come back; end sessions while they are open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.simulation.gateway import Device, Interest, Socket
from tests.simulation.journal import Outcome
from tests.simulation.people import Client, Person
from tests.simulation.workload.action import Action

OWN_TOPICS: Final = ("home", "notifications", "messages")
NONSENSE: Final = ("{not json", "[]", '{"type": "riddle"}', '{"type": "subscribe", "topics": ["riddle"]}', "x" * 40_000)
UNAUTHENTICATED: Final = 401


def connect(client: Client) -> None:
    """Open a socket and subscribe to what is one's own."""
    device = _some_device(client) or log_in(client)
    if device is not None:
        _open(client, device)


def _open(client: Client, device: Device) -> Socket | None:
    since = client.journal.now()
    given = _credentials(client, device)
    if given is None:
        return None
    headers, query = given
    socket, status = client.world.gateway.connect(device, headers, query)
    ended = device.surely_ended()
    if status == 200 and ended is not None and ended.ended is not None and ended.ended < since.number:
        client.world.violated(f"{socket.id} of {device.person.id} comes back with a session that has ended")
    if "ticket" in query and status == 200 and client.random.random() < 0.3:
        _, again = client.world.gateway.connect(device, headers, query)
        if again == 200:
            client.world.violated(f"a ticket of {device.person.id} opens two sockets")
    if status != 200:
        return None
    _subscribe(client, socket, list(OWN_TOPICS))
    return socket


def _credentials(client: Client, device: Device) -> tuple[Mapping[str, str], Mapping[str, str]] | None:
    way = client.random.choice(("header", "protocol", "query", "ticket", "ticket"))
    match way:
        case "header":
            return {"Authorization": f"Bearer {device.token}"}, {}
        case "protocol":
            return {"Sec-WebSocket-Protocol": device.token}, {}
        case "query":
            return {}, {"access_token": device.token}
    answer = _as(client, device).send("POST", "/api/realtime/ticket")
    return ({}, {"ticket": answer.body["ticket"]}) if answer.ok else None


def subscribe(client: Client) -> None:
    """Subscribe to tweets on the screen and to feeds."""
    socket = _some_socket(client)
    if socket is None:
        return
    tweets = [f"tweet:{tweet.id}" for tweet in (client.world.some_tweet(), client.world.some_tweet()) if tweet]
    others = [*OWN_TOPICS, "public", "hashtag:tag1", *tweets]
    _subscribe(client, socket, client.random.sample(others, min(2, len(others))))


def _subscribe(client: Client, socket: Socket, topics: list[str]) -> None:
    began = client.journal.now()
    interests = [Interest(topic, began, contested=socket.dropping[topic] > 0) for topic in dict.fromkeys(topics)]
    socket.interests += interests
    frame = {"type": "subscribe", "id": str(client.world.number()), "topics": [each.topic for each in interests]}
    answer = client.world.gateway.say(socket, frame)
    ready = client.journal.now()
    for each in interests:
        each.settled = True
        if answer is not None and answer["type"] == "subscribed" and not each.contested:
            each.ready = ready


def unsubscribe(client: Client) -> None:
    socket = _some_socket(client)
    if socket is None or not socket.interests:
        return
    topic = client.random.choice(socket.interests).topic
    frame = {"type": "unsubscribe", "id": str(client.world.number()), "topics": [topic]}
    named = [each for each in socket.interests if each.topic == topic and each.ended is None]
    standing = [each for each in named if each.settled]
    for each in named:
        # From now on it may be over.
        each.ready, each.contested = None, not each.settled
    socket.dropping[topic] += 1
    answer = client.world.gateway.say(socket, frame)
    socket.dropping[topic] -= 1
    if answer is not None and answer["type"] == "subscribed":
        ended = client.journal.now()
        for each in standing:
            each.ended = ended


def disconnect(client: Client) -> None:
    """Say goodbye, or just be gone."""
    socket = _some_socket(client)
    if socket is not None:
        client.world.gateway.leave(socket, goodbye=client.random.random() < 0.5)


def babble(client: Client) -> None:
    """Send what nobody understands: the socket stays."""
    socket = _some_socket(client)
    if socket is not None:
        client.world.gateway.say(socket, client.random.choice(NONSENSE))


def log_in(client: Client) -> Device | None:
    """Begin another session."""
    visitor = Client(client.world, Person(client.person.number))
    body = {"login": client.person.name, "password": client.person.password}
    # A log-in brings an account back that was given up meanwhile.
    deed = client.begin("log in")
    client.journal.writes(deed, ("away", client.person.id), False)
    answer = visitor.send("POST", "/api/auth/login", body)
    client.journal.end(deed, answer.outcome)
    if not answer.ok:
        return None
    device = Device(client.person, answer.body["token"])
    client.world.devices.append(device)
    return device


def log_out(client: Client) -> None:
    """End a session, half of the time while it opens a socket."""
    socket = _some_socket(client)
    device = _some_device(client) if socket is None else socket.device
    if device is None:
        return
    if client.random.random() < 0.5:
        _end(client, device)
    else:
        _at_once(client, lambda: _end(client, device), lambda: _open(client, device))


def _end(client: Client, device: Device) -> None:
    deed = client.begin("log out")
    device.endings.append(deed)
    answer = _as(client, device).send("POST", "/api/auth/logout")
    # Who is told on a second try that nobody knows the session has ended it by the first.
    ended = answer.status == UNAUTHENTICATED
    client.journal.end(deed, Outcome.DONE if ended else answer.outcome)


def change_password(client: Client) -> None:
    """End all sessions but the one that asks."""
    person = client.person
    if person.changing or person.left:
        return
    person.changing = True
    new = f"a new pass phrase {client.world.number()}"
    deed = client.begin("change password")
    devices = [each for each in client.world.devices if each.person is person]
    for device in devices:
        device.endings.append(deed)
    body = {"currentPassword": person.password, "newPassword": new}
    # Asked once: a repetition would find another password.
    answer = client.once("POST", "/api/auth/password", body)
    client.journal.end(deed, answer.outcome)
    if answer.outcome is Outcome.UNKNOWN:
        # Nobody knows the password any more; the sessions that there are go on.
        return
    if answer.ok:
        person.password = new
    person.changing = False


def _at_once(client: Client, *calls: Callable[[], Any]) -> None:
    scheduler = client.world.scheduler
    scheduler.join([scheduler.spawn(f"at once {number}", call) for number, call in enumerate(calls)])


def _as(client: Client, device: Device) -> Client:
    return Client(client.world, Person(client.person.number, client.person.id, device.token))


def _some_device(client: Client) -> Device | None:
    """Return a session of the client, now and then one that has ended."""
    mine = [each for each in client.world.devices if each.person is client.person]
    standing = [each for each in mine if not each.endings]
    return client.random.choice(standing if standing and client.random.random() < 0.8 else mine) if mine else None


def _some_socket(client: Client) -> Socket | None:
    gateway = client.world.gateway
    mine = [each for each in gateway.all.values() if each.device.person is client.person and gateway.is_open(each)]
    return client.random.choice(mine) if mine else None


ACTIONS = (
    Action("connect", 14, connect),
    Action("subscribe", 7, subscribe),
    Action("unsubscribe", 1, unsubscribe),
    Action("disconnect", 1.5, disconnect),
    Action("babble", 0.5, babble),
    Action("log out", 4, log_out),
    Action("change password", 0.7, change_password),
)
