"""What happens reaches the sockets that asked for it, and nobody else's."""

from __future__ import annotations

import random
import sys
import time
from contextlib import ExitStack
from typing import Any

import pytest
from websockets import Subprotocol
from websockets.exceptions import InvalidHandshake

from linnet.domain.ids import created_ms, id_at
from linnet.domain.sockets import MAX_CONNECTIONS
from local.operators import on_this_machine
from local.testing import Network
from tests.e2e.people import PATIENCE_S, Person, Town, at_once
from tests.e2e.sockets import Socket, open_socket


def refused(person: Person, query: str) -> bool:
    try:
        with open_socket(person, query):
            return False
    except InvalidHandshake:
        return True


def test_each_way_to_show_a_token_opens_a_socket_and_no_token_does_not(town: Town) -> None:
    ada = town.newcomer("ada")
    ticket = ada.ask("POST", "/api/realtime/ticket", expect=201)["ticket"]
    assert ada.token is not None

    with open_socket(ada) as socket:
        assert socket.ask("ping") == {"version": 1, "type": "pong", "id": "1"}
    with open_socket(ada, f"?ticket={ticket}") as socket:
        assert socket.ask("ping")["type"] == "pong"
    with open_socket(ada, f"?access_token={ada.token}") as socket:
        assert socket.ask("ping")["type"] == "pong"
    with open_socket(ada, subprotocols=[Subprotocol(ada.token)]) as socket:
        assert socket.connection.subprotocol == ada.token
        assert socket.ask("ping")["type"] == "pong"

    assert refused(ada, "")
    assert refused(ada, "?access_token=nonsense")
    # A ticket opens one socket.
    assert refused(ada, f"?ticket={ticket}")


def test_followers_hear_at_once_of_what_is_new_at_home(town: Town) -> None:
    ada, ben, eve = town.newcomers("ada", "ben", "eve")
    ben.follow(ada)
    ada.is_pushed_to(ben)
    ben.home()
    with open_socket(ben) as socket, open_socket(eve) as other:
        socket.subscribe("home")
        other.subscribe("home")

        started = time.monotonic()
        first = ada.post("hello")
        event = socket.event("home.new")
        sys.stderr.write(f"\npost → socket: {1000 * (time.monotonic() - started):.0f} ms\n")

        assert event["topic"] == "home"
        assert event["data"] == {"count": 1, "more": False, "newestId": first["id"]}
        several = [ada.post(f"number {number}") for number in range(5)]
        told = [socket.event("home.new")]
        # What is fanned out late comes after the newest.
        while sum(each["data"]["count"] for each in told) < len(several):
            told.append(socket.event("home.new"))
        # Coalesced: nothing is told twice, and nothing is left out.
        assert sum(each["data"]["count"] for each in told) == len(several)
        assert told[-1]["data"]["newestId"] == several[-1]["id"]
        assert socket.quiet() == []
        assert other.quiet() == []


def test_what_was_missed_while_away_is_read_once(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ben.follow(ada)
    ada.is_pushed_to(ben)
    ben.home()
    with open_socket(ben) as socket:
        socket.subscribe("home")
        seen = [ada.post("while connected")["id"]]
        assert socket.event("home.new")["data"]["newestId"] == seen[-1]
    missed = [ada.post(f"missed {number}")["id"] for number in range(3)]
    for each in missed:
        ben.sees_at_home(each)

    with open_socket(ben) as socket:
        # Subscribe first, read then: what happens in between is told, what happened before is read.
        socket.subscribe("home")
        caught_up = [each["id"] for each in ben.get(f"/api/timelines/home?since={seen[-1]}&limit=100")["items"]]
        after = ada.post("back again")["id"]
        while socket.event("home.new")["data"]["newestId"] != after:
            # What was missed may be told only now.
            pass

    assert caught_up == missed[::-1]
    newest = [each["id"] for each in ben.get(f"/api/timelines/home?since={missed[-1]}&limit=100")["items"]]
    assert newest == [after]


class Client:
    """What docs/realtime.md tells a client to do: read whenever told or connected, from a minute before the newest."""

    def __init__(self, person: Person, *, path: str, topic: str) -> None:
        self.person = person
        self.path = path
        self.topic = topic
        self.known: list[str] = []

    def read(self) -> None:
        newest = max(map(int, self.known), default=0)
        since = id_at(created_ms(newest) - 60_000) if newest else 0
        fresh = self.person.ids(f"{self.path}{'&' if '?' in self.path else '?'}since={since}")
        self.known += [each for each in reversed(fresh) if each not in self.known]

    def listen(self, seconds: float, enough: int | None = None) -> None:
        """Be connected for so long, or until so much is known."""
        with open_socket(self.person) as socket:
            socket.subscribe(self.topic)
            self.read()
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline and len(self.known) != enough:
                if socket.quiet(0.1):
                    socket.events.clear()
                    self.read()


@pytest.mark.parametrize(
    ("topic", "path"), [("home", "/api/timelines/home"), ("notifications", "/api/notifications?grouped=false")]
)
def test_a_client_that_comes_and_goes_misses_nothing_and_doubles_nothing(town: Town, topic: str, path: str) -> None:
    ben, *authors = town.newcomers("ben", "ada", "cat", "dan")
    for author in authors:
        ben.follow(author)
        author.is_pushed_to(ben)
    ben.home()
    client, chance, posted = Client(ben, path=path, topic=topic), random.Random(topic), []

    def post(author: Person) -> list[str]:
        sent = []
        for number in range(6):
            time.sleep(chance.uniform(0.0, 0.6))
            sent.append(author.post(f"@{ben.username} number {number}")["id"])
        return sent

    def come_and_go() -> list[str]:
        for _ in range(5):
            client.listen(chance.uniform(0.2, 1.0))
            time.sleep(chance.uniform(0.0, 0.4))
        return []

    for sent in at_once([come_and_go, *(lambda author=author: post(author) for author in authors)]):
        posted += sent
    # Connected once and for all: what has not arrived yet must be told.
    client.listen(PATIENCE_S, enough=len(posted))

    items = _items(ben, path)
    shown = {each["id"]: each["tweet"]["id"] if topic == "notifications" else each["id"] for each in items}
    assert sorted(shown.values()) == sorted(posted)
    assert sorted(shown[each] for each in client.known) == sorted(posted)


def _items(person: Person, path: str) -> list[dict[str, Any]]:
    return [item for page in person.pages(path, 100) for item in page]


def test_who_watches_a_tweet_sees_it_counted_edited_and_deleted(town: Town) -> None:
    ada, ben, cat = town.newcomers("ada", "ben", "cat")
    tweet = ada.post("look at this")
    with open_socket(ben) as socket:
        socket.subscribe(f"tweet:{tweet['id']}")

        cat.retweet(tweet["id"])
        counts = socket.event("tweet.counts")
        assert counts["id"] == tweet["id"]
        assert counts["data"]["retweets"] == 1
        ada.ask("PUT", f"/api/tweets/{tweet['id']}", {"text": "look at that"})
        assert socket.event("tweet.edited")["id"] == tweet["id"]
        ada.ask("DELETE", f"/api/tweets/{tweet['id']}", expect=204)
        assert socket.event("tweet.deleted")["topic"] == f"tweet:{tweet['id']}"

        assert socket.ask("subscribe", f"tweet:{tweet['id']}")["error"]["code"] == "not_found"


def test_public_tweets_reach_their_hashtag_and_blocks_hold_there_too(town: Town) -> None:
    ada, ben, cat = town.newcomers("ada", "ben", "cat")
    cat.block(ada)
    with open_socket(ben) as socket, open_socket(cat) as blocked:
        for each in (socket, blocked):
            each.subscribe("public", "hashtag:#Kingfishers")

        tweet = ada.post("a rare sight #kingfishers")

        event = socket.event("feed.new", topic="hashtag:kingfishers")
        assert event["data"] == {"newestId": tweet["id"]}
        while int(socket.event("feed.new", topic="public")["data"]["newestId"]) < int(tweet["id"]):
            # What others posted before may be told only now.
            pass
        assert [each for each in blocked.quiet() if each["topic"] == "hashtag:kingfishers"] == []


def test_a_block_ends_what_a_watcher_is_told(town: Town) -> None:
    ada, ben, cat = town.newcomers("ada", "ben", "cat")
    tweet = ada.post("not for everybody")
    with open_socket(ben) as socket, open_socket(cat) as other:
        for each in (socket, other):
            each.subscribe(f"tweet:{tweet['id']}")
        ada.block(ben)
        cat.retweet(tweet["id"])

        assert other.event("tweet.counts")["data"]["retweets"] == 1
        assert socket.quiet() == []


def test_frames_that_mean_nothing_are_answered_and_the_socket_stays(town: Town) -> None:
    ada = town.newcomer("ada")
    with open_socket(ada) as socket:
        assert socket.say("not json")["error"]["code"] == "bad_request"
        assert socket.say('"text"')["error"]["code"] == "bad_request"
        assert socket.say('{"type": "dance"}')["error"]["code"] == "invalid"
        assert socket.say(" " * 33_000)["error"]["code"] == "too_large"
        assert socket.ask("subscribe", "home:1")["error"]["code"] == "invalid"
        assert socket.ask("ping")["type"] == "pong"


def test_a_socket_that_is_abused_is_closed(town: Town) -> None:
    with open_socket(town.newcomer("ada")) as socket:
        for _ in range(30):
            socket.connection.send("{")
        assert socket.is_closed_within(PATIENCE_S)


def test_a_suspension_closes_every_socket_and_none_comes_back(town: Town, network: Network) -> None:
    ada = town.newcomer("ada")
    ticket = ada.ask("POST", "/api/realtime/ticket", expect=201)["ticket"]
    with open_socket(ada) as socket, open_socket(ada) as another:
        socket.subscribe("notifications")
        on_this_machine(network.cloud_url).order("suspend", f"@{ada.username}")

        assert socket.is_closed_within(PATIENCE_S)
        assert another.is_closed_within(PATIENCE_S)
    assert refused(ada, f"?access_token={ada.token}")
    assert refused(ada, f"?ticket={ticket}")


def test_the_eleventh_socket_closes_the_oldest(town: Town) -> None:
    ada = town.newcomer("ada")
    with ExitStack() as stack:
        sockets = [stack.enter_context(open_socket(ada)) for _ in range(MAX_CONNECTIONS + 1)]
        assert sockets[0].is_closed_within(PATIENCE_S)
        assert all(_lives(each) for each in sockets[1:])


def test_no_log_has_what_a_socket_was_opened_with(town: Town, network: Network) -> None:
    ada = town.newcomer("ada")
    assert ada.token is not None
    ticket = ada.ask("POST", "/api/realtime/ticket", expect=201)["ticket"]
    for query in (f"?access_token={ada.token}", f"?ticket={ticket}"):
        with open_socket(ada, query) as socket:
            assert _lives(socket)
    with open_socket(ada, subprotocols=[Subprotocol(ada.token)]) as socket:
        # Refused frames are where a careless log would show what came in.
        socket.say(f'{{"type": "{ada.token}"}}')

    logs = [network.output_file, *(network.folder / "logs").iterdir()]
    assert any(log.stat().st_size for log in logs)
    for secret in (ada.token, ticket):
        assert [log.name for log in logs if secret in log.read_text("utf-8")] == []


@pytest.mark.parametrize("way", ["log-out", "removal", "password"])
def test_a_session_that_ends_closes_its_sockets(town: Town, way: str) -> None:
    ada = town.newcomer("ada")
    other = town.log_in(ada)
    with open_socket(other) as socket, open_socket(ada) as own:
        socket.subscribe("notifications")
        own.subscribe("notifications")
        if way == "log-out":
            other.ask("POST", "/api/auth/logout", expect=204)
        elif way == "removal":
            (session,) = [each for each in ada.get("/api/auth/sessions")["items"] if not each["current"]]
            ada.ask("DELETE", f"/api/auth/sessions/{session['id']}", expect=204)
        else:
            change = {"currentPassword": "a long walk along the canal", "newPassword": "a longer walk in the hills"}
            ada.ask("POST", "/api/auth/password", change, expect=204)

        assert socket.is_closed_within(PATIENCE_S)
        assert _lives(own)
        assert refused(other, f"?access_token={other.token}")


def _lives(socket: Socket) -> bool:
    return bool(socket.ask("ping")["type"] == "pong")
