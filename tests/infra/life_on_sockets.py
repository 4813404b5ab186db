"""The part of the story in which people watch what happens over open sockets."""

from __future__ import annotations

import json

from tests.infra.recorded_network import RecordedNetwork
from tests.integration.person import PASSWORD, Person, done


def watch_by_socket(network: RecordedNetwork, people: list[Person]) -> None:
    _, bea, cat, *_ = people
    done(cat.post(f"/api/users/{bea.id}/follow"), 201, 409)
    network.settle()
    ticket = done(cat.post("/api/realtime/ticket"))["ticket"]
    assert network.socket("$connect", "by_ticket", queryStringParameters={"ticket": ticket}) == 200
    assert network.socket("$connect", "nobody") == 401
    for number in range(12):
        network.socket("$connect", f"many{number}", cat)
        network.clock.advance(1)
    watched = bea.tweet("watched #birds")
    network.settle()
    topics = ["home", "notifications", "messages", f"tweet:{watched}", "public", "hashtag:birds"]
    assert network.socket("$connect", "gone", cat) == 200
    for name in ("many11", "gone"):
        network.socket("$default", name, body=json.dumps({"type": "subscribe", "topics": topics}))
    network.socket("$default", "many11", body=json.dumps({"type": "unsubscribe", "topics": ["messages"]}))
    network.sockets.gone.add("gone")
    for _ in range(25):
        network.socket("$default", "many10", body="{")
        network.socket("$default", "unknown", body="{}")
    bea.tweet("another #birds")
    done(cat.post(f"/api/tweets/{watched}/retweet"))
    done(bea.put(f"/api/tweets/{watched}", {"text": "watched and edited"}))
    network.settle()
    done(bea.delete(f"/api/tweets/{watched}"))
    network.settle()
    told = {frame["type"] for frame in network.sockets.frames["many11"]}
    assert told == {
        "subscribed",
        "home.new",
        "feed.new",
        "notification",
        "tweet.counts",
        "tweet.edited",
        "tweet.deleted",
    }
    network.socket("$disconnect", "many11")
    credentials = {"login": "person2", "password": PASSWORD}
    again = Person(network, cat.id, done(network.request("POST", "/api/auth/login", credentials))["token"])
    network.socket("$connect", "ended", again)
    done(again.post("/api/auth/logout"))
    network.settle()
    assert "ended" in network.sockets.closed
