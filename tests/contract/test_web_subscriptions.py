"""What every store of subscriptions of Web Push must do."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import pytest

from linnet.adapters.dynamodb.notification_rows import NotificationRow
from linnet.adapters.dynamodb.notifications import DynamoNotifications
from linnet.adapters.dynamodb.web_subscriptions import DynamoWebSubscriptions
from linnet.domain.notification_choices import Choices
from linnet.domain.notifications import Kind
from linnet.domain.web_push import PushKeys, PushPolicy, WebSubscription
from linnet.ports.notifications import Notifications
from linnet.ports.web_push import WebSubscriptions
from tests.contract.conftest import ENGINES, Reach, create_table
from tests.fakes.environment import FakeClock
from tests.fakes.notifications import FakeNotifications
from tests.fakes.web_push import FakeWebSubscriptions

ANN, BOB = 11, 12
FIRST = WebSubscription(
    id=1 << 60,
    user_id=ANN,
    token_sha256="a" * 64,
    sealed_token="sealed",
    endpoint="https://push.example/1",
    keys=PushKeys(bytes(range(65)), bytes(range(16))),
    standard=True,
    alerts=frozenset({Kind.LIKE, Kind.MENTION}),
    policy=PushPolicy.FOLLOWED,
    origin="https://linnet.example",
    native=False,
)
OTHER = replace(FIRST, id=(1 << 60) + 1, token_sha256="b" * 64, standard=False, alerts=frozenset(), native=True)


@dataclass(frozen=True)
class Stores:
    subscriptions: WebSubscriptions
    notifications: Notifications


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    if request.param == "fake":
        fake = FakeNotifications()
        return Stores(FakeWebSubscriptions(fake), fake)
    row = create_table(NotificationRow, reach(request.param))
    notifications = DynamoNotifications(row, FakeClock().sleep, random.Random(1).random)
    return Stores(DynamoWebSubscriptions(row), notifications)


def test_a_session_has_one_subscription(stores: Stores) -> None:
    store = stores.subscriptions
    for each in (FIRST, OTHER):
        store.put(each)
    assert [store.get(ANN, each.token_sha256) for each in (FIRST, OTHER)] == [FIRST, OTHER]
    assert list(store.of_user(ANN)) == [FIRST, OTHER]
    assert (store.get(BOB, FIRST.token_sha256), list(store.of_user(BOB))) == (None, [])
    later = replace(FIRST, id=FIRST.id + 5, endpoint="https://push.example/5")
    store.put(later)
    assert list(store.of_user(ANN)) == [later, OTHER]


def test_alerts_and_policy_of_the_very_subscription_change(stores: Stores) -> None:
    store = stores.subscriptions
    store.put(FIRST)
    changed = replace(FIRST, alerts=frozenset(Kind), policy=PushPolicy.ALL)
    assert store.change(changed)
    assert store.get(ANN, FIRST.token_sha256) == changed
    assert not store.change(replace(changed, id=5))
    assert not store.change(OTHER)
    assert list(store.of_user(ANN)) == [changed]


def test_only_the_very_subscription_is_removed(stores: Stores) -> None:
    store = stores.subscriptions
    store.put(FIRST)
    assert not store.remove(replace(FIRST, id=5))
    assert store.remove(FIRST)
    assert not store.remove(FIRST)
    assert list(store.of_user(ANN)) == []


def test_the_inbox_names_the_newest_until_nobody_is_left(stores: Stores) -> None:
    store, inbox = stores.subscriptions, stores.notifications.inbox
    assert inbox(ANN).web_push is None
    stores.notifications.choose(ANN, Choices(muted_words=("noise",)))
    store.put(FIRST)
    store.put(OTHER)
    assert (inbox(ANN).web_push, inbox(ANN).choices.muted_words) == (OTHER.id, ("noise",))
    # Another one came since somebody looked.
    store.forget_newest(ANN, FIRST.id)
    assert inbox(ANN).web_push == OTHER.id
    store.forget_newest(ANN, OTHER.id)
    assert (inbox(ANN).web_push, inbox(ANN).choices.muted_words) == (None, ("noise",))
    store.forget_newest(BOB, 5)
    assert inbox(BOB).web_push is None
