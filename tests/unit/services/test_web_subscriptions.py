"""Where clients are told while they are closed: what is taken, kept and exported."""

from __future__ import annotations

import pytest

from linnet.domain.errors import Code
from linnet.domain.notifications import Kind
from linnet.domain.web_push import (
    MAX_SUBSCRIPTIONS,
    PushKeys,
    PushPolicy,
)
from linnet.ports.web_push import PrivateKeys, PublicKeys
from linnet.services.gather_web_subscriptions import GatherWebSubscriptions
from linnet.services.make_push_keys import MakePushKeys
from tests.fakes.web_push import FakeKeyStore
from tests.unit.services.notification_world import ANN, BOB
from tests.unit.services.refusals import refusal
from tests.unit.services.web_push_world import AUTH, POINT, WebPushWorld, asked


@pytest.fixture
def world() -> WebPushWorld:
    return WebPushWorld()


def test_a_session_reads_changes_and_ends_its_subscription(world: WebPushWorld) -> None:
    viewer = world.log_in("phone")
    assert refusal(Code.NOT_FOUND, world.keep.read, viewer).message == "subscription not found"
    made = world.keep.subscribe(viewer, "token", asked("phone", alerts=frozenset({Kind.LIKE})))
    assert world.keep.read(viewer) == made
    assert (made.sealed_token, made.token_sha256) == ("sealed token", viewer.token_sha256)
    changed = world.keep.change(viewer, None, PushPolicy.FOLLOWED)
    assert (changed.alerts, changed.policy) == (made.alerts, PushPolicy.FOLLOWED)
    changed = world.keep.change(viewer, frozenset({Kind.FOLLOW}), None)
    assert (changed.alerts, changed.policy) == (frozenset({Kind.FOLLOW}), PushPolicy.FOLLOWED)
    for _ in range(2):
        world.keep.unsubscribe(viewer)
    refusal(Code.NOT_FOUND, world.keep.change, viewer, None, PushPolicy.ALL)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "  ",
        "push.example/1",
        "http://push.example/1",
        "ftp://push.example/1",
        "https://localhost/1",
        "https://printer/1",
        "https://printer.local/1",
        "https://x.internal/1",
        "https://127.0.0.1/1",
        "https://10.0.0.1/1",
        "https://169.254.169.254/latest",
        "https://192.168.1.1:8443/",
        "https://100.64.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://user@push.example/",
        "https://push.example/#x",
        "https://push.example:0/",
        "https://push.example:99999/",
        "https://push.example/a b",
        "https://push.example/\n",
        "https://püsh.example/",
        "https:///x",
        "https://push.example/" + "x" * 2_048,
    ],
)
def test_nothing_is_sent_to_where_nobody_should(world: WebPushWorld, endpoint: str) -> None:
    error = refusal(Code.INVALID, world.keep.subscribe, world.log_in("phone"), "t", asked("x", endpoint=endpoint))
    assert error.field == "endpoint"
    assert world.subscriptions.stored == {}


@pytest.mark.parametrize(
    "endpoint", ["https://push.example/1?x=1", "https://8.8.8.8/x", "https://fcm.push.example:8443/a/b"]
)
def test_push_services_are_anywhere_on_the_internet(world: WebPushWorld, endpoint: str) -> None:
    assert world.subscribe("phone", endpoint=endpoint).endpoint == endpoint


@pytest.mark.parametrize(
    ("keys", "field"),
    [
        (PushKeys(b"\x04" + b"q" * 64, AUTH), "keys.p256dh"),
        (PushKeys(POINT, AUTH[:-1]), "keys.auth"),
        (PushKeys(POINT, b""), "keys.auth"),
    ],
)
def test_keys_that_are_none_are_refused(world: WebPushWorld, keys: PushKeys, field: str) -> None:
    error = refusal(Code.INVALID, world.keep.subscribe, world.log_in("phone"), "t", asked("x", keys=keys))
    assert error.field == field


def test_a_client_that_logs_in_anew_is_told_once(world: WebPushWorld) -> None:
    world.subscribe("old", endpoint="https://push.example/phone")
    world.subscribe("other")
    new = world.subscribe("new", endpoint="https://push.example/phone")
    assert new in world.subscriptions.of_user(ANN)
    world.like(BOB, world.post(ANN))
    world.work()
    assert sorted(world.pushed()) == [("other", "favourite"), ("phone", "favourite")]


def test_the_oldest_of_too_many_goes(world: WebPushWorld) -> None:
    made = [world.subscribe(f"phone{number}") for number in range(MAX_SUBSCRIPTIONS + 2)]
    left = sorted(world.subscriptions.of_user(ANN), key=lambda each: each.id)
    assert left == made[2:]


def test_exports_name_where_but_no_keys(world: WebPushWorld) -> None:
    made = world.subscribe("phone", alerts=frozenset({Kind.LIKE, Kind.FOLLOW}))
    page = GatherWebSubscriptions(world.subscriptions).page(ANN, None)
    assert page.position is None
    (record,) = page.records
    assert record == {
        "id": str(made.id),
        "subscribedAt": record["subscribedAt"],
        "endpoint": made.endpoint,
        "alerts": ["follow", "like"],
        "policy": "all",
    }
    assert GatherWebSubscriptions(world.subscriptions).page(BOB, None).records == []


class Maker:
    """Count what is made."""

    def __init__(self) -> None:
        self.made = 0

    def make(self) -> PrivateKeys:
        self.made += 1
        return PrivateKeys(bytes([self.made]), b"s")

    def public(self, keys: PrivateKeys) -> PublicKeys:
        return PublicKeys(f"public {keys.signing[0]}", "sealing")


def test_keys_are_made_once() -> None:
    store, maker = FakeKeyStore(), Maker()
    found = [MakePushKeys(store, maker).run() for _ in range(3)]
    assert (found, maker.made) == ([PublicKeys("public 1", "sealing")] * 3, 1)
    assert store.keys == PrivateKeys(b"\x01", b"s")
