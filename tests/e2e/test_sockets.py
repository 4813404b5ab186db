"""What happens reaches the sockets that asked for it, and nobody else's."""

from __future__ import annotations

import sys
import time

import pytest
from websockets import Subprotocol
from websockets.exceptions import InvalidHandshake

from tests.e2e.people import Person, Town, eventually
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
    eventually(lambda: ben.counts(ada)["followers"] == 1)
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
        while told[-1]["data"]["newestId"] != several[-1]["id"]:
            told.append(socket.event("home.new"))
        # Coalesced: nothing is told twice, and nothing is left out.
        assert sum(each["data"]["count"] for each in told) == len(several)
        assert other.quiet() == []


def test_what_was_missed_while_away_is_read_once(town: Town) -> None:
    ada, ben = town.newcomers("ada", "ben")
    ben.follow(ada)
    eventually(lambda: ben.counts(ada)["followers"] == 1)
    ben.home()
    with open_socket(ben) as socket:
        socket.subscribe("home")
        seen = [ada.post("while connected")["id"]]
        assert socket.event("home.new")["data"]["newestId"] == seen[-1]
    missed = [ada.post(f"missed {number}")["id"] for number in range(3)]
    ben.sees_at_home(missed[-1])

    with open_socket(ben) as socket:
        # Subscribe first, read then: what happens in between is told, what happened before is read.
        socket.subscribe("home")
        caught_up = [each["id"] for each in ben.get(f"/api/timelines/home?since={seen[-1]}&limit=100")["items"]]
        after = ada.post("back again")["id"]
        assert socket.event("home.new")["data"]["newestId"] == after

    assert caught_up == missed[::-1]
    newest = [each["id"] for each in ben.get(f"/api/timelines/home?since={missed[-1]}&limit=100")["items"]]
    assert newest == [after]


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
        assert socket.event("feed.new", topic="public")["data"]["newestId"] >= tweet["id"]
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
        assert socket.is_closed_within(20)


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

        assert socket.is_closed_within(5)
        assert _lives(own)
        assert refused(other, f"?access_token={other.token}")


def _lives(socket: Socket) -> bool:
    return socket.ask("ping")["type"] == "pong"
