"""From the stream of the identity table to the notice that an account finds when it is back."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from functions.identity_stream import handler
from linnet.adapters.dynamodb.identity_changes import decode_moderated
from linnet.domain.changes import PoisonRecord
from linnet.domain.notification_choices import Choices
from linnet.domain.notification_policy import Policy, Treatment
from linnet.domain.notifications import Kind, Measure
from linnet.facades.native.present_notifications import notification
from linnet.runtime.wiring.identity_stream import IdentityStream
from linnet.services.announce_documents import AnnounceDocuments
from linnet.services.choose_notifications import ChoicesChange, ChooseNotifications
from tests.conftest import REPOSITORY
from tests.fakes.environment import SequentialParallel
from tests.fakes.indexing import FakeIndexJobs
from tests.fakes.mail import FakeMailJobs
from tests.fakes.notifications import FakeNotificationJobs
from tests.fakes.timelines import FakeFailureStore
from tests.unit.services.notification_world import ANN, BOB, World, viewer
from tests.unit.services.socket_world import SocketWorld

SUSPENSION = json.loads((REPOSITORY / "events" / "streams" / "identity_suspension.json").read_text("utf-8"))


class Site:
    """The handler, and what its jobs lead to."""

    def __init__(self) -> None:
        self.world = World()
        self.jobs = FakeNotificationJobs()
        world = SocketWorld()
        self.services = IdentityStream(
            world.end_sockets,
            world.end_web_subscriptions,
            self.jobs,
            AnnounceDocuments(FakeIndexJobs()),
            FakeMailJobs(),
            FakeFailureStore(),
            SequentialParallel(),
            "report",
        )

    def deliver(self, event: dict[str, Any]) -> None:
        assert handler.apply(self.services, event) == {"batchItemFailures": []}

    def told(self) -> list[tuple[Kind, Measure | None]]:
        """Do the jobs, each twice, and return what Ann reads."""
        self.world.look(*self.jobs.sent, *self.jobs.sent)
        return [(each.kind, each.measure) for each in self.world.shown(ANN)]


@pytest.fixture
def site() -> Site:
    return Site()


def changed(**images: dict[str, str]) -> dict[str, Any]:
    event = copy.deepcopy(SUSPENSION)
    stream = event["Records"][0]["dynamodb"]
    for name, attributes in images.items():
        for attribute, text in attributes.items():
            kind = "N" if text.isdecimal() else "S"
            stream[name][attribute] = {kind: text}
    return dict(event)


LIFTED = changed(OldImage={"status": "suspended", "version": "2"}, NewImage={"status": "active", "version": "3"})


def test_a_suspension_is_told_once_however_often_the_record_comes(site: Site) -> None:
    site.deliver(SUSPENSION)
    site.deliver(SUSPENSION)
    assert site.told() == [(Kind.MODERATION, Measure.SUSPENDED)]
    assert site.world.shown(BOB) == []
    assert site.world.unread(ANN) == 1


def test_its_end_is_told_too_and_another_suspension_is_another_notice(site: Site) -> None:
    site.deliver(SUSPENSION)
    site.deliver(LIFTED)
    site.deliver(changed(OldImage={"version": "3"}, NewImage={"version": "4"}))
    assert sorted(measure for _, measure in site.told() if measure) == [
        Measure.SUSPENDED,
        Measure.SUSPENDED,
        Measure.SUSPENSION_LIFTED,
    ]


def test_a_read_notice_stays_read_when_its_job_comes_again(site: Site) -> None:
    site.deliver(SUSPENSION)
    site.told()
    site.world.read.mark_read(viewer(ANN), None)
    assert site.told() == [(Kind.MODERATION, Measure.SUSPENDED)]
    assert site.world.unread(ANN) == 0


def test_it_cannot_be_turned_off(site: Site) -> None:
    choose = ChooseNotifications(site.world.store)
    choices = choose.change(viewer(ANN), ChoicesChange(kinds={Kind.MODERATION: False}, not_following=Treatment.DROP))
    assert choices == Choices(policy=Policy(not_following=Treatment.DROP))
    site.deliver(SUSPENSION)
    assert site.told() == [(Kind.MODERATION, Measure.SUSPENDED)]


def test_it_is_presented_without_accounts_and_with_the_measure(site: Site) -> None:
    site.deliver(SUSPENSION)
    site.told()
    (shown,) = site.world.shown(ANN)
    seen = notification(shown).model_dump(by_alias=True)
    assert (seen["kind"], seen["measure"], seen["actors"], seen["actorCount"]) == ("moderation", "suspended", [], 0)


@pytest.mark.parametrize(
    "event",
    [
        changed(NewImage={"status": "active"}),
        changed(NewImage={"status": "deactivated"}),
        changed(OldImage={"status": "suspended"}),
    ],
)
def test_any_other_change_is_no_notice(site: Site, event: dict[str, Any]) -> None:
    site.deliver(event)
    assert site.jobs.sent == []


def test_a_new_account_and_an_erased_one_are_no_notice() -> None:
    (record,) = SUSPENSION["Records"]
    for missing in ("OldImage", "NewImage"):
        stream = {name: image for name, image in record["dynamodb"].items() if name != missing}
        assert decode_moderated({**record, "dynamodb": stream}) is None


def test_a_row_that_cannot_be_read_is_poison() -> None:
    (record,) = changed(NewImage={"version": "two"})["Records"]
    with pytest.raises(PoisonRecord):
        decode_moderated(record)
