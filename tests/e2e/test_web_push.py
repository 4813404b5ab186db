"""Clients that are closed are told, encrypted for them alone, by a push service that runs beside the network."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.people import Town, eventually
from tests.push_receiver import PushClient, PushReceiver, push_receiver

PATH = "/api/v1/push/subscription"


@pytest.fixture
def receiver() -> Iterator[PushReceiver]:
    with push_receiver() as running:
        yield running


def test_a_closed_app_is_told_until_it_logs_out(town: Town, http: httpx.Client, receiver: PushReceiver) -> None:
    ada, ben = town.newcomer("ada"), town.newcomer("ben")
    key = http.get("/api/v2/instance").json()["configuration"]["vapid"]["public_key"]
    old, new = PushClient(), PushClient()
    made = ada.ask("POST", PATH, old.body(receiver.endpoint("old"), "mention", "favourite", standard=False))
    assert (made["server_key"], made["standard"]) == (key, False)
    tweet = ada.ask("POST", "/api/tweets", {"text": "hello"}, expect=201)["id"]
    ben.ask("POST", f"/api/tweets/{tweet}/like", expect=200)
    (message,) = eventually(lambda: receiver.of("old"))
    told = old.read(message, key)
    assert (told["notification_type"], told["access_token"]) == ("favourite", ada.token)
    assert ada.get(f"/api/v1/notifications/{told['notification_id']}")["status"]["id"] == tweet

    # The same session again, with a newer client.
    ada.ask("POST", PATH, new.body(receiver.endpoint("new"), "mention"))
    ben.ask("POST", "/api/tweets", {"text": f"@{ada.username} are you there?"}, expect=201)
    (message,) = eventually(lambda: receiver.of("new"))
    told = new.read(message, key)
    assert told["body"] == f"@{ada.username} are you there?"
    assert len(receiver.of("old")) == 1

    ada.ask("POST", "/api/auth/logout", expect=204)
    ben.ask("POST", "/api/tweets", {"text": f"@{ada.username} good night"}, expect=201)
    # Somebody else is told of what happened later: nothing else is on its way.
    carl = town.newcomer("carl")
    carls = PushClient()
    carl.ask("POST", PATH, carls.body(receiver.endpoint("carl"), "mention"))
    ben.ask("POST", "/api/tweets", {"text": f"@{carl.username} hello"}, expect=201)
    assert eventually(lambda: receiver.of("carl"))
    assert len(receiver.of("new")) == 1


def test_a_client_that_is_gone_is_forgotten(town: Town, receiver: PushReceiver) -> None:
    ada, ben = town.newcomer("ada"), town.newcomer("ben")
    receiver.status = 410
    asked = {"endpoint": receiver.endpoint("gone"), "keys": PushClient().keys}
    assert ada.ask("PUT", "/api/push/subscription", asked)["policy"] == "all"
    ben.follow(ada)
    eventually(lambda: receiver.of("gone"))
    eventually(lambda: ada.send("GET", "/api/push/subscription").status_code == 404)
    assert len(receiver.of("gone")) == 1
