"""Web Push over a real connection: subscribed by an app, sent by the function, decrypted by the packages of others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from linnet.ports.web_push import WebPushJob
from tests.integration.facade.client import App, limited
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.person import Person, done
from tests.push_receiver import PushClient, PushReceiver, bytes_of, push_receiver, verified

PATH = "/api/v1/push/subscription"
EVENTS = Path(__file__).resolve().parents[2] / "events"
ORIGIN = "https://linnet.example"


@pytest.fixture
def network(aws_credentials: None) -> Iterator[InMemoryNetwork]:
    with in_memory_network(password_grant=True, plain_http=True) as network:
        yield network


@pytest.fixture
def ann(network: InMemoryNetwork) -> Person:
    return network.sign_up("ann")


@pytest.fixture
def bob(network: InMemoryNetwork) -> Person:
    return network.sign_up("bob")


@pytest.fixture
def receiver() -> Iterator[PushReceiver]:
    with push_receiver() as running:
        yield running


def work(network: InMemoryNetwork) -> list[WebPushJob]:
    """Let happen what follows, with one attempt at each push; return what is to come again."""
    network.settle()
    jobs = network.web_pushes.taken()
    if jobs:
        assert network.do_web_push(*jobs) == {"batchItemFailures": []}
    return network.web_pushes.taken()


@pytest.mark.parametrize("standard", [True, False])
def test_an_app_is_told_while_it_is_closed(
    network: InMemoryNetwork, ann: Person, bob: Person, receiver: PushReceiver, standard: bool
) -> None:
    client, app = PushClient(), limited(network, "ann", "read push")
    form = client.form(receiver.endpoint("phone"), "mention", standard=standard, policy="all")
    subscription = app.post(PATH, **form)
    bob.tweet("@ann are you there?")
    assert work(network) == []

    (message,) = receiver.messages
    told = client.read(message, subscription["server_key"])
    assert told["notification_id"] == app.get("/api/v1/notifications")[0]["id"]
    assert (told["notification_type"], told["title"], told["body"], told["access_token"]) == (
        "mention",
        "bob mentioned you",
        "@ann are you there?",
        app.token,
    )
    headers = {name.lower(): value for name, value in message.headers.items()}
    assert (headers["ttl"], headers["urgency"], headers["content-type"]) == (
        "172800",
        "normal",
        "application/octet-stream",
    )
    assert verified(headers, subscription["server_key"])["aud"] == receiver.url


def test_a_direct_message_is_pushed_as_a_mention_unless_it_is_unsent_meanwhile(
    network: InMemoryNetwork, ann: Person, bob: Person, receiver: PushReceiver
) -> None:
    ann.follow(bob)
    client, app = PushClient(), limited(network, "ann", "read push")
    form = client.form(receiver.endpoint("phone"), "mention", standard=True, policy="followed")
    subscription = app.post(PATH, **form)
    quiet = limited(network, "ann", "push")
    quiet.post(PATH, **client.form(receiver.endpoint("other"), "follow", standard=True))
    (sent,) = [done(bob.post(f"/api/messages/{ann.id}", {"text": "are you   there?"}))]
    assert work(network) == []

    (message,) = receiver.messages
    told = client.read(message, subscription["server_key"])
    (listed,) = app.get("/api/v1/notifications")
    assert (listed["id"], listed["status"]["id"]) == (told["notification_id"], sent["id"])
    assert (told["notification_type"], told["title"], told["body"]) == (
        "mention",
        "bob sent you a message",
        "are you there?",
    )
    network.clock.advance(1000)
    unsent = done(bob.post(f"/api/messages/{ann.id}", {"text": "never mind"}))
    network.settle()
    done(bob.delete(f"/api/conversations/{unsent['conversationId']}/messages/{unsent['id']}?scope=everyone"))
    assert work(network) == []
    assert len(receiver.messages) == 1


def test_the_contract_of_subscriptions(network: InMemoryNetwork, ann: Person, receiver: PushReceiver) -> None:
    app, client = App.of(ann), PushClient()
    assert app.refused("GET", PATH) == (404, "Record not found")
    assert app.refused("PUT", PATH, {"data[policy]": "all"}) == (404, "Record not found")
    assert app.done("DELETE", PATH) == {}
    key = app.post("/api/v1/apps", client_name="x", redirect_uris="urn:ietf:wg:oauth:2.0:oob")["vapid_key"]
    assert key == App(network).get("/api/v2/instance")["configuration"]["vapid"]["public_key"]
    assert len(bytes_of(key)) == 65

    made = app.post(PATH, **client.form(receiver.endpoint("a"), "mention", "favourite", "brand_new"))
    off = dict.fromkeys(("quote", "status", "reblog", "follow", "follow_request", "poll", "update"), False)
    assert made == {
        "id": made["id"],
        "endpoint": receiver.endpoint("a"),
        "standard": True,
        "alerts": {**off, "mention": True, "favourite": True},
        "policy": "all",
        "server_key": key,
    }
    assert app.get(PATH) == made
    changed = app.done("PUT", PATH, {"data[alerts][follow]": "1", "data[alerts][mention]": "0"})
    assert changed == {**made, "alerts": {**off, "mention": False, "favourite": False, "follow": True}}
    assert app.done("PUT", PATH, {"data[policy]": "followed"}) == {**changed, "policy": "followed"}

    body = {
        "subscription": {"endpoint": receiver.endpoint("b"), "keys": {**client.keys, "extra": 1}, "standard": False},
        "data": {"alerts": {"poll": True, "status": False}, "policy": "follower"},
    }
    replaced = app.done("POST", PATH, json.dumps(body).encode(), "application/json")
    assert (replaced["endpoint"], replaced["standard"], replaced["policy"]) == (
        receiver.endpoint("b"),
        False,
        "follower",
    )
    assert replaced["id"] != made["id"]
    assert [name for name, on in replaced["alerts"].items() if on] == ["poll"]
    # Another token has another one.
    assert limited(network, "ann", "push").refused("GET", PATH) == (404, "Record not found")
    for _ in range(2):
        assert app.done("DELETE", PATH) == {}
    assert app.refused("GET", PATH) == (404, "Record not found")


def test_both_contracts_show_one_subscription(network: InMemoryNetwork, ann: Person, receiver: PushReceiver) -> None:
    client, app = PushClient(), App.of(ann)
    assert ann.get("/api/push/subscription")[0] == 404
    key = done(ann.get("/api/push"))["serverKey"]
    asked = {"endpoint": receiver.endpoint("web"), "keys": client.keys, "alerts": ["like", "request_accepted"]}
    made = done(ann.put("/api/push/subscription", asked))
    assert (made["standard"], made["policy"], made["alerts"], made["serverKey"]) == (
        True,
        "all",
        ["like", "request_accepted"],
        key,
    )
    seen = app.get(PATH)
    assert (seen["id"], [name for name, on in seen["alerts"].items() if on]) == (made["id"], ["favourite"])
    app.done("PUT", PATH, {"data[alerts][reblog]": "true", "data[policy]": "none"})
    shown = done(ann.get("/api/push/subscription"))
    assert (shown["alerts"], shown["policy"]) == (["retweet"], "none")
    patched = done(ann.patch("/api/push/subscription", {"policy": "all", "alerts": ["follow"]}))
    assert (patched["alerts"], patched["policy"]) == (["follow"], "all")
    for _ in range(2):
        done(ann.delete("/api/push/subscription"), 204)
    assert app.refused("GET", PATH) == (404, "Record not found")
    assert ann.patch("/api/push/subscription", {"policy": "all"})[0] == 404


def test_a_native_client_is_told_in_its_words(
    network: InMemoryNetwork, ann: Person, bob: Person, receiver: PushReceiver
) -> None:
    client = PushClient()
    asked = {"endpoint": receiver.endpoint("web"), "keys": client.keys}
    key = done(ann.put("/api/push/subscription", asked))["serverKey"]
    tweet = ann.tweet("mine")
    done(bob.post(f"/api/tweets/{tweet}/like"))
    assert work(network) == []
    (message,) = receiver.of("web")
    told = client.read(message, key)
    assert (told["notification_type"], told["access_token"]) == ("like", ann.token)
    assert done(ann.get(f"/api/notifications/{told['notification_id']}"))["kind"] == "like"
    assert message.headers["Topic"]
    ann.follow(bob)
    done(bob.post(f"/api/messages/{ann.id}", {"text": "hello"}))
    assert work(network) == []
    told = client.read(receiver.of("web")[1], key)
    assert (told["notification_type"], told["title"], told["body"]) == ("message", "bob sent you a message", "hello")
    assert done(ann.get(f"/api/notifications/{told['notification_id']}"))["message"]["text"] == "hello"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"subscription[endpoint]": ""}, "Endpoint can't be blank"),
        ({"subscription[endpoint]": None}, "Subscription.endpoint can't be blank"),
        ({"subscription[endpoint]": "http://10.0.0.1/"}, "Endpoint is not a valid URL"),
        ({"subscription[endpoint]": "javascript:alert(1)"}, "Endpoint is not a valid URL"),
        ({"subscription[keys][p256dh]": None}, "Subscription.keys.p256dh can't be blank"),
        ({"subscription[keys][p256dh]": "AAAA"}, "Keys.p256dh is not a public key of the curve P-256"),
        ({"subscription[keys][p256dh]": "!" * 88}, "Keys.p256dh is invalid"),
        ({"subscription[keys][auth]": "AAAA"}, "Keys.auth must be 16 bytes"),
        ({"subscription[keys][auth]": "A"}, "Keys.auth is invalid"),
        ({"subscription[keys][auth]": "é" * 5}, "Keys.auth is invalid"),
        ({"subscription[keys][auth]": "A" * 5_000}, "Keys.auth is invalid"),
        ({"data[policy]": "everybody"}, "Data.policy is invalid"),
        ({"data[alerts]": "all"}, "Data.alerts is invalid"),
    ],
)
def test_what_cannot_be_pushed_to_is_refused(
    ann: Person, receiver: PushReceiver, changes: dict[str, str | None], refusal: str
) -> None:
    form = {**PushClient().form(receiver.endpoint("a")), **changes}
    sent = {name: value for name, value in form.items() if value is not None}
    app = App.of(ann)
    assert app.refused("POST", PATH, sent) == (422, f"Validation failed: {refusal}")
    assert app.refused("GET", PATH) == (404, "Record not found")


def test_the_scope_is_asked_for(network: InMemoryNetwork, ann: Person) -> None:
    app = limited(network, "ann", "read write follow")
    for method in ("GET", "POST", "PUT", "DELETE"):
        assert app.refused(method, PATH) == (403, "This action is outside the authorized scopes")
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        assert network.request(method, "/api/push/subscription", {}, token=app.token)[0] == 403


def test_a_client_that_is_gone_is_forgotten_and_one_that_is_busy_comes_again(
    network: InMemoryNetwork, ann: Person, bob: Person, receiver: PushReceiver
) -> None:
    client, app = PushClient(), App.of(ann)
    app.post(PATH, **client.form(receiver.endpoint("phone"), "mention"))
    receiver.status, receiver.answers = 429, {"Retry-After": "77"}
    bob.tweet("@ann one")
    (later,) = work(network)
    assert (later.attempts, later.delay_s) == (1, 77)
    receiver.status = 410
    network.do_web_push(later)
    assert len(receiver.messages) == 2
    assert app.refused("GET", PATH) == (404, "Record not found")
    bob.tweet("@ann two")
    assert work(network) == []
    assert len(receiver.messages) == 2


def test_who_logs_out_is_told_nothing_more(
    network: InMemoryNetwork, ann: Person, bob: Person, receiver: PushReceiver
) -> None:
    app = limited(network, "ann", "read push")
    app.post(PATH, **PushClient().form(receiver.endpoint("phone"), "mention"))
    sessions = done(ann.get("/api/auth/sessions"))["items"]
    (theirs,) = [each["id"] for each in sessions if each["app"] == "Limited"]
    done(ann.delete(f"/api/auth/sessions/{theirs}"), 204)
    network.settle()
    kept = [each for each in network.items("NOTIFICATIONS_TABLE") if str(each["sk"]).find("W#") >= 0]
    assert kept == []
    bob.tweet("@ann hello")
    assert work(network) == []
    assert receiver.messages == []


def test_messages_that_nothing_can_read_do_not_take_others_with_them(
    network: InMemoryNetwork, ann: Person, bob: Person, receiver: PushReceiver
) -> None:
    App.of(ann).post(PATH, **PushClient().form(receiver.endpoint("phone"), "mention"))
    bob.tweet("@ann hello")
    network.settle()
    (job,) = network.web_pushes.taken()
    event = json.loads((EVENTS / "queues/webpush_notification.json").read_text("utf-8"))
    (sample,) = event["Records"]
    body = json.dumps(
        {
            **json.loads(sample["body"]),
            "recipient_id": str(job.recipient_id),
            "notification_id": str(job.notification_id),
            "newest": str(job.newest),
        }
    )
    records = [
        {**sample, "messageId": "broken", "body": "{"},
        {**sample, "messageId": "future", "body": '{"version":2}'},
        {**sample, "messageId": "good", "body": body},
        # Of somebody who is not there.
        sample,
    ]
    answer = network.workers["webpush_queue"].lambda_handler({"Records": records}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "broken"}, {"itemIdentifier": "future"}]}
    assert len(receiver.messages) == 1
