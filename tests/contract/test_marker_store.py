"""What every store of read markers must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from linnet.adapters.dynamodb.markers import DynamoMarkers
from linnet.adapters.dynamodb.notification_rows import NotificationRow
from linnet.adapters.dynamodb.notifications import DynamoNotifications
from linnet.domain.ids import id_at
from linnet.domain.markers import Marker, Markers
from linnet.ports.identity import VersionConflict
from linnet.ports.markers import MarkerStore
from linnet.ports.notifications import Notifications
from tests.contract.conftest import ENGINES, Reach, create_table
from tests.fakes.environment import START_MS, FakeClock
from tests.fakes.notifications import FakeNotifications

ANN, BOB = 11, 12
HOME, READ = Marker(7, 1, START_MS), Marker(9, 1, START_MS)


@dataclass(frozen=True)
class Stores:
    markers: MarkerStore
    notifications: Notifications


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    if request.param == "fake":
        fake = FakeNotifications()
        return Stores(fake, fake)
    row = create_table(NotificationRow, reach(request.param))
    return Stores(DynamoMarkers(row), DynamoNotifications(row, FakeClock().sleep, random.Random(1).random))


def test_what_was_never_marked_has_no_marker(stores: Stores) -> None:
    assert stores.markers.markers(ANN) == Markers()
    stores.markers.move(ANN, Markers(), Markers(home=HOME))
    assert stores.markers.markers(ANN) == Markers(home=HOME)
    assert stores.markers.markers(BOB) == Markers()


def test_both_move_together_home_also_back(stores: Stores) -> None:
    first = Markers(HOME, READ)
    stores.markers.move(ANN, Markers(), first)
    second = Markers(Marker(5, 2, START_MS + 1), READ)
    stores.markers.move(ANN, first, second)
    assert stores.markers.markers(ANN) == second


def test_who_comes_late_moves_nothing(stores: Stores) -> None:
    stores.markers.move(ANN, Markers(), Markers(home=HOME))
    with pytest.raises(VersionConflict):
        stores.markers.move(ANN, Markers(), Markers(Marker(8, 1, START_MS), READ))
    assert stores.markers.markers(ANN) == Markers(home=HOME)


def test_the_marker_of_notifications_is_the_one_they_count_from(stores: Stores) -> None:
    stores.notifications.mark_read(ANN, 8, START_MS + 5)
    old = stores.markers.markers(ANN)
    assert old == Markers(notifications=Marker(8, 1, START_MS + 5))
    stores.markers.move(ANN, old, Markers(notifications=Marker(9, 2, START_MS + 6)))
    assert stores.notifications.inbox(ANN).read_upto == 9
    stores.notifications.mark_read(ANN, 3, START_MS + 7)
    assert stores.markers.markers(ANN) == Markers(notifications=Marker(9, 2, START_MS + 6))
    with pytest.raises(VersionConflict):
        stores.markers.move(ANN, old, Markers(notifications=Marker(10, 2, START_MS + 8)))


def test_dismissing_all_moves_the_marker_too(stores: Stores) -> None:
    upto = id_at(START_MS)
    stores.notifications.clear(ANN, upto)
    assert stores.markers.markers(ANN).notifications == Marker(upto, 1, START_MS)


def test_a_marker_from_before_versions_can_be_moved(reach: Reach) -> None:
    row = create_table(NotificationRow, reach("moto"))
    DynamoNotifications(row, FakeClock().sleep, random.Random(1).random).mark_read(ANN, id_at(START_MS), START_MS)
    (stored,) = row.scan()
    stored.update(actions=[row.read_version.remove(), row.read_moved_at.remove()])
    old = DynamoMarkers(row).markers(ANN)
    assert old == Markers(notifications=Marker(id_at(START_MS), 0, START_MS))
    new = Markers(notifications=Marker(id_at(START_MS) + 1, 1, START_MS))
    DynamoMarkers(row).move(ANN, old, new)
    assert DynamoMarkers(row).markers(ANN) == new
