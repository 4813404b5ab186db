"""Apps for Mastodon hear of statuses, notifications and conversations, as their readers may see them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
import websockets.exceptions
from websockets import Subprotocol
from websockets.sync.client import ClientConnection, connect

from linnet.facades.mastodon.entities.conversations import Conversation
from linnet.facades.mastodon.entities.notifications import Notification
from linnet.facades.mastodon.entities.statuses import Status
from local.testing import Network
from tests.e2e.people import PASSWORD, PATIENCE_S, Client, Person, Town

Frame = dict[str, Any]


class Streams:
    """An open socket of an app; `events` are what came and was not taken yet."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.events: list[Frame] = []

    def subscribe(self, stream: str, **parameters: str) -> None:
        """Subscribe; nothing is answered, so wait as long as it takes at most."""
        self.connection.send(json.dumps({"type": "subscribe", "stream": stream, **parameters}))
        self.connection.send(json.dumps({"type": "subscribe", "stream": "no such stream"}))
        assert self._next(lambda frame: "error" in frame) == {"error": "Unknown stream type", "status": 400}

    def event(self, name: str, *stream: str) -> Any:
        """Return the entity, or the id, of the first event of this name on a stream."""

        def wanted(frame: Frame) -> bool:
            return frame.get("event") == name and frame["stream"] == list(stream)

        found = next((each for each in self.events if wanted(each)), None)
        if found is not None:
            self.events.remove(found)
        else:
            found = self._next(wanted)
        assert isinstance(found["payload"], str)
        return found["payload"] if name == "delete" else json.loads(found["payload"])

    def quiet(self, seconds: float = 1.5) -> list[tuple[str, ...]]:
        """Return what was not taken, once nothing has come for so long."""
        try:
            while True:
                self.events.append(json.loads(self.connection.recv(timeout=seconds)))
        except TimeoutError:
            return [(*each["stream"], each["event"]) for each in self.events]

    def is_closed_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        try:
            while True:
                self.connection.recv(timeout=max(0.01, deadline - time.monotonic()))
        except TimeoutError:
            return False
        except websockets.exceptions.ConnectionClosed:
            return True

    def _next(self, wanted: Any) -> Frame:
        while True:
            frame: Frame = json.loads(self.connection.recv(timeout=PATIENCE_S))
            if wanted(frame):
                return frame
            self.events.append(frame)


@contextmanager
def streaming(person: Person, token: str | None = None, **query: str) -> Iterator[Streams]:
    """Open the streams of a person, with a token in a header."""
    headers = {"Authorization": f"Bearer {token or person.token}"}
    with connect(address(person, **query), additional_headers=headers, open_timeout=30) as connection:
        yield Streams(connection)


def address(person: Person, **query: str) -> str:
    base = str(person.http.base_url).rstrip("/").replace("http", "ws", 1)
    return f"{base}/api/v1/streaming{'?' if query else ''}{urlencode(query)}"


def followed(town: Town, *names: str) -> list[Person]:
    """Return people of whom the second follows the first."""
    people = town.newcomers(*names)
    people[1].follow(people[0])
    people[0].is_pushed_to(people[1])
    people[1].home()
    return people


def app_token(person: Person, network: Network, scopes: str) -> tuple[str, dict[str, str]]:
    """Let an app in with the password; return its token and what it knows of itself."""
    app = person.ask(
        "POST",
        "/api/v1/apps",
        {"client_name": "streams", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": scopes},
    )
    known = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    form = {**known, "grant_type": "password", "username": person.email, "password": PASSWORD, "scope": scopes}
    return str(person.ask("POST", "/oauth/token", form)["access_token"]), known


def test_each_way_to_show_a_token_opens_streams_and_no_token_does_not(town: Town) -> None:
    ada = town.newcomer("ada")
    assert ada.send("GET", "/api/v1/streaming/health").text == "OK"
    token = str(ada.token)
    with streaming(ada):
        pass
    with connect(address(ada, access_token=token), open_timeout=30):
        pass
    with connect(address(ada), subprotocols=[Subprotocol(token)], open_timeout=30) as connection:
        assert connection.subprotocol == token
    for query in ({}, {"access_token": "nonsense"}):
        with pytest.raises(websockets.exceptions.InvalidStatus) as refused, connect(address(ada, **query)):
            pass
        assert refused.value.response.status_code == 401
    answer = ada.send("GET", "/api/v1/streaming")
    assert (answer.status_code, "WebSocket" in answer.json()["error"]) == (426, True)


def test_on_one_machine_streams_come_as_events_of_an_answer_too(town: Town) -> None:
    ada = town.newcomer("ada")
    assert Client(ada.http).send("GET", "/api/v1/streaming/user").status_code == 401
    headers = {"Authorization": f"Bearer {ada.token}"}
    with ada.http.stream("GET", "/api/v1/streaming/user", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/event-stream"
        # A quiet stream says now and then that it is there.
        lines = (line for line in answer.iter_lines() if line != ":thump")
        assert next(lines) == ":)"
        posted = ada.ask("POST", "/api/v1/statuses", {"status": "two lines,\nbut one event"})
        assert next(lines) == "event: update"
        name, _, data = next(lines).partition(": ")
        assert (name, Status.model_validate_json(data).id) == ("data", posted["id"])
        assert next(lines) == ""


def test_home_brings_statuses_boosts_edits_and_deletions(town: Town) -> None:
    ada, ben, eve = followed(town, "ada", "ben", "eve")
    with streaming(ben, stream="user") as streams, streaming(ada, stream="user") as own, streaming(eve) as other:
        other.subscribe("user")
        posted = ada.ask("POST", "/api/v1/statuses", {"status": "hello #streams"})
        heard = Status.model_validate(streams.event("update", "user"))
        assert (heard.id, heard.account.username) == (posted["id"], ada.username)
        assert heard.url == posted["url"]
        # One's own comes to one's other devices.
        assert own.event("update", "user")["id"] == posted["id"]

        theirs = eve.post("boost me")
        other.event("update", "user")
        boost = ada.ask("POST", f"/api/v1/statuses/{theirs['id']}/reblog")
        heard = Status.model_validate(streams.event("update", "user"))
        assert heard.reblog is not None
        assert (heard.id, heard.reblog.id) == (boost["id"], theirs["id"])

        ada.ask("PUT", f"/api/v1/statuses/{posted['id']}", {"status": "hello again"})
        assert "hello again" in streams.event("status.update", "user")["content"]
        ada.ask("DELETE", f"/api/v1/statuses/{posted['id']}")
        assert streams.event("delete", "user") == posted["id"]
        assert own.event("delete", "user") == posted["id"]
        assert streams.quiet() == []
        # Whom nobody of these is followed by hears of the boost, which is about her own.
        assert set(other.quiet()) <= {("user", "notification")}


def test_notifications_and_conversations_come_as_they_are_listed(town: Town) -> None:
    ada, ben = followed(town, "ada", "ben")
    ada.follow(ben)
    posted = ada.post("like me")
    with streaming(ada) as streams:
        for stream in ("user", "user:notification", "direct"):
            streams.subscribe(stream)
        ben.ask("POST", f"/api/v1/statuses/{posted['id']}/favourite")
        heard = Notification.model_validate(streams.event("notification", "user"))
        assert heard.status is not None
        assert (heard.type, heard.account.id, heard.status.id) == ("favourite", ben.id, posted["id"])
        assert streams.event("notification", "user:notification")["id"] == heard.id
        assert ada.get(f"/api/v1/notifications/{heard.id}")["type"] == "favourite"

        ben.ask("POST", f"/api/messages/{ada.id}", {"text": "between us"}, expect=201)
        shown = Conversation.model_validate(streams.event("conversation", "direct"))
        assert shown.last_status is not None
        assert "between us" in shown.last_status.content
        assert shown.unread


def test_public_hashtag_and_list_streams_hold_what_belongs_to_them(town: Town) -> None:
    ada, ben, eve = followed(town, "ada", "ben", "eve")
    tag = f"streams{ada.id}"
    made = ben.ask("POST", "/api/v1/lists", {"title": "birds"})
    ben.ask("POST", f"/api/v1/lists/{made['id']}/accounts", {"account_ids": [ada.id]})
    eve.block(ben)
    with streaming(ben) as streams:
        streams.subscribe("public")
        streams.subscribe("public:remote")
        streams.subscribe("hashtag", tag=tag.upper())
        streams.subscribe("list", list=made["id"])
        eve.post(f"hidden from ben #{tag}")
        posted = ada.post(f"seen by ben #{tag}")
        assert streams.event("update", "hashtag", tag.upper())["id"] == posted["id"]
        assert streams.event("update", "list", made["id"])["id"] == posted["id"]
        while streams.event("update", "public")["id"] != posted["id"]:
            # Others post as well while this runs.
            pass
        streams.connection.send(json.dumps({"type": "unsubscribe", "stream": "public"}))
        ada.ask("DELETE", f"/api/v1/statuses/{posted['id']}")
        assert streams.event("delete", "hashtag", tag.upper()) == posted["id"]
        assert streams.event("delete", "list", made["id"]) == posted["id"]


def test_a_token_hears_what_its_scopes_allow_and_its_end_closes_the_socket(town: Town, network: Network) -> None:
    ada, ben = followed(town, "ada", "ben")
    token, known = app_token(ada, network, "read:notifications")
    with streaming(ada, token) as streams:
        streams.connection.send(json.dumps({"type": "subscribe", "stream": "user"}))
        refusal = json.loads(streams.connection.recv(timeout=PATIENCE_S))
        assert refusal == {"error": "Access token does not have the required scopes", "status": 401}
        streams.subscribe("user:notification")
        ben.ask("POST", f"/api/v1/statuses/{ada.post('like me')['id']}/favourite")
        assert streams.event("notification", "user:notification")["type"] == "favourite"
        ada.ask("POST", "/oauth/revoke", {**known, "token": token})
        assert streams.is_closed_within(PATIENCE_S)
    with pytest.raises(websockets.exceptions.InvalidStatus), streaming(ada, token):
        pass


def test_an_app_is_told_to_stream_where_it_knows_the_server(town: Town) -> None:
    ann = town.newcomer("ann")
    # As through a tunnel; what a client says of it by itself is not taken from it.
    forged = {"X-Forwarded-Host": "evil.example", "X-Linnet-Site": "guessed", "X-Linnet-Viewer": "192.0.2.1"}
    shown = ann.http.get("/api/v1/instance", headers={"Host": "social.example.org", **forged}).json()
    assert (shown["uri"], shown["urls"]["streaming_api"]) == ("social.example.org", "ws://social.example.org")
