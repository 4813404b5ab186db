"""The part of the story in which people watch what happens over open sockets."""

from __future__ import annotations

import json

from linnet.facades.mastodon.entities.conversations import Conversation
from linnet.facades.mastodon.entities.notifications import Notification
from linnet.facades.mastodon.entities.shape import Entity
from linnet.facades.mastodon.entities.statuses import Status
from tests.infra.recorded_network import RecordedNetwork
from tests.integration.facade.client import App
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
    network.socket("$default", "ended", body=json.dumps({"type": "subscribe", "topics": ["home", "messages"]}))
    done(again.post("/api/auth/logout"))
    network.settle()
    assert "ended" in network.sockets.closed


# What an app sends with its handshake once whatever stands before the sockets has said what it speaks.
HANDSHAKE = {"X-Linnet-Dialect": "mastodon", "Host": "linnet.example"}
ENTITIES: dict[str, type[Entity]] = {
    "update": Status,
    "status.update": Status,
    "notification": Notification,
    "conversation": Conversation,
}


def stream_with_apps(network: RecordedNetwork, people: list[Person]) -> None:
    """Subscribe to streams, and hear of statuses, notifications and conversations on them."""
    _, bea, cat, *_ = people
    app = App.of(cat)
    # Posts are pushed to those who were here of late.
    app.get("/api/v1/timelines/home")
    network.settle()
    held = app.done("POST", "/api/v1/lists", {"title": "streamed"})
    app.done("POST", f"/api/v1/lists/{held['id']}/accounts", {"account_ids[]": str(bea.id)})
    handshake = {**HANDSHAKE, "Authorization": f"Bearer {cat.token}"}
    assert network.socket("$connect", "app", headers=handshake, queryStringParameters={"stream": "user"}) == 200
    assert network.socket("$connect", "stranger", headers=HANDSHAKE) == 401
    frames = [
        {"stream": "direct"},
        {"stream": "public"},
        {"stream": "hashtag", "tag": "streamed"},
        {"stream": "list", "list": held["id"]},
        {"stream": "user:notification"},
    ]
    for frame in frames:
        network.socket("$default", "app", body=json.dumps({"type": "subscribe", **frame}))
    network.socket("$default", "app", body=json.dumps({"type": "unsubscribe", **frames[-1]}))
    network.socket("$default", "app", body=json.dumps({"type": "subscribe", "stream": "weather"}))
    bea.tweet("two that are told at once")
    watched = bea.tweet("streamed #streamed")
    network.settle()
    done(bea.put(f"/api/tweets/{watched}", {"text": "streamed and edited #streamed"}))
    done(bea.post(f"/api/tweets/{bea.tweet('@' + app.get('/api/v1/accounts/verify_credentials')['acct'])}/like"))
    done(bea.post(f"/api/messages/{cat.id}", {"text": "streamed"}))
    network.settle()
    done(bea.delete(f"/api/tweets/{watched}"))
    app.post("/api/v2/filters", **{"title": "Streamed", "context[]": "home"})
    network.settle()
    told = network.sockets.frames["app"]
    events = [frame for frame in told if "event" in frame]
    for frame in events:
        if frame["event"] in ENTITIES:
            ENTITIES[frame["event"]].model_validate_json(frame["payload"])
    streams = {(frame["stream"][0], frame["event"]) for frame in events}
    statuses = {"update", "status.update", "delete"}
    assert streams >= {(name, event) for name in ("user", "public", "hashtag", "list") for event in statuses}
    assert streams >= {("user", "notification"), ("user", "conversation"), ("direct", "conversation")}
    assert ("user", "filters_changed") in streams
    assert [frame for frame in told if "error" in frame] == [{"error": "Unknown stream type", "status": 400}]
    network.socket("$disconnect", "app")
    for path, status in (("/health", 200), ("", 426), ("/user", 426), ("/public/local", 426)):
        assert network.call_facade("GET", f"/api/v1/streaming{path}")["statusCode"] == status
