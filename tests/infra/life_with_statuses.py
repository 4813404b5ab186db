"""Statuses posted, read, liked and deleted through the client API of Mastodon."""

from __future__ import annotations

from typing import Any

from linnet.facades.moments import moment
from tests.infra.recorded_network import RecordedNetwork
from tests.integration.facade.client import App
from tests.integration.person import Person

POLL = {"poll[options][0]": "yes", "poll[options][1]": "no"}


def use_statuses(network: RecordedNetwork, author: Person, reader: Person) -> None:
    """Go through every operation of statuses, most of them twice."""
    ann, bob = App.of(author), App.of(reader)
    first = post(network, ann, status="one #birds @person2", **POLL)
    for _ in range(2):
        ann.call("POST", "/api/v1/statuses", {"status": "once"}, Idempotency_Key="by an app")
        network.clock.advance(1)
    answer = post(network, bob, status="an answer", in_reply_to_id=first)
    write_directly(network, ann, bob)
    quote = post(network, bob, status="look", quoted_status_id=first)
    ann.done("PUT", f"/api/v1/statuses/{first}/interaction_policy", {"quote_approval_policy": "followers"})
    ann.post(f"/api/v1/statuses/{first}/quotes/{quote}/revoke")
    ann.done("PUT", f"/api/v1/statuses/{first}", {"status": "two @person2"})
    boost = str(bob.post(f"/api/v1/statuses/{first}/reblog")["id"])
    for act in ("favourite", "bookmark", "reblog", "mute"):
        for _ in range(2):
            bob.post(f"/api/v1/statuses/{first}/{act}")
            network.clock.advance(1)
    # By the id of the boost, too.
    bob.post(f"/api/v1/statuses/{boost}/favourite")
    ann.post(f"/api/v1/statuses/{first}/pin")
    bob.post(f"/api/v1/polls/{first}/votes", **{"choices[]": "1"})
    bob.refused("POST", f"/api/v1/polls/{first}/votes", {"choices[]": "0"})
    network.settle()
    read_statuses(bob, first, answer)
    App(network).get(f"/api/oembed?url=https://linnet.example/@person1/{first}")
    bob.get(f"/api/v1/accounts/{author.id}/statuses")
    schedule_statuses(network, ann)
    for act in ("unfavourite", "unbookmark", "unreblog", "unmute"):
        for _ in range(2):
            bob.post(f"/api/v1/statuses/{first}/{act}")
    ann.post(f"/api/v1/statuses/{first}/unpin")
    hidden = post(network, ann, status="for followers", visibility="private")
    network.call_facade("GET", f"/api/v1/statuses/{hidden}", authorization=f"Bearer {reader.token}")
    late = {"status": "said twice", "in_reply_to_id": answer}
    for _ in range(2):
        # The second time there is nothing any more to answer.
        ann.call("POST", "/api/v1/statuses", late, Idempotency_Key="answered")
        bob.call("DELETE", f"/api/v1/statuses/{answer}")
        network.clock.advance(1)
    ann.done("DELETE", f"/api/v1/statuses/{first}")
    network.settle()


def write_directly(network: RecordedNetwork, ann: App, bob: App) -> None:
    """Write to one and to several, answer, react, unsend."""
    direct = {"visibility": "direct"}
    sent = post(network, ann, status="@person2 psst", **direct)
    post(network, bob, status="yes?", in_reply_to_id=sent)
    for key in ("a", "a", "b"):
        ann.call("POST", "/api/v1/statuses", {"status": "@person2 @person3 hello", **direct}, Idempotency_Key=key)
        network.clock.advance(1)
    for part in ("", "/context"):
        bob.get(f"/api/v1/statuses/{sent}{part}")
    for act in ("favourite", "unfavourite"):
        bob.post(f"/api/v1/statuses/{sent}/{act}")
        network.clock.advance(1)
    ann.done("DELETE", f"/api/v1/statuses/{sent}")
    network.settle()


def schedule_statuses(network: RecordedNetwork, app: App) -> None:
    now_ms, path = network.clock.now_ms(), "/api/v1/scheduled_statuses"
    planned = app.post("/api/v1/statuses", status="later", scheduled_at=moment(now_ms + 6 * 60_000))["id"]
    app.get(path)
    app.get(f"{path}/{planned}")
    app.done("PUT", f"{path}/{planned}", {"scheduled_at": moment(now_ms + 60 * 60_000)})
    app.done("DELETE", f"{path}/{planned}")


def post(network: RecordedNetwork, app: App, **form: str) -> str:
    made: dict[str, Any] = app.post("/api/v1/statuses", **form)
    network.clock.advance(1)
    network.settle()
    return str(made["id"])


def read_statuses(app: App, first: str, answer: str) -> None:
    app.get(f"/api/v1/statuses?id[]={first}&id[]={answer}")
    for status in (first, answer):
        for part in ("", "/context", "/source", "/history", "/card", "/favourited_by", "/reblogged_by", "/quotes"):
            app.get(f"/api/v1/statuses/{status}{part}")
    app.get(f"/api/v1/polls/{first}")
    for path in ("bookmarks", "favourites"):
        app.get(f"/api/v1/{path}")
