"""When celebrity treatment begins and ends, and what follows from that."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from linnet.domain.counting import Total
from linnet.ports.counters import Totals
from linnet.services.review_celebrity import ReviewCelebrity
from tests.fakes.graph import FakeCelebrities
from tests.unit.services.graph_world import ANN, BOB, CAT, DAN, Site, jobs_of


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.mark.parametrize(
    ("followers", "pulled", "ordered"),
    [
        (9, False, None),
        (10, False, True),
        (500, False, True),
        (10, True, None),
        (8, True, None),
        (7, True, False),
        (7, False, None),
    ],
)
def test_celebrity_treatment_begins_and_ends_at_different_numbers(
    followers: int, pulled: bool, ordered: bool | None
) -> None:
    celebrities = FakeCelebrities()
    ReviewCelebrity(celebrities, on=10, off=8).run(ANN, Totals({Total.FOLLOWERS: followers}, pulled))
    assert celebrities.orders == ([] if ordered is None else [(ANN, ordered)])


@pytest.mark.parametrize(("followers", "pulled"), [(500, False), (7, True)])
def test_nothing_is_ordered_for_an_account_that_is_being_erased(followers: int, pulled: bool) -> None:
    celebrities = FakeCelebrities()
    ReviewCelebrity(celebrities, on=10, off=8).run(ANN, Totals({Total.FOLLOWERS: followers}, pulled, erasing=True))
    assert celebrities.orders == []


def test_an_order_sets_the_flag_and_tells_every_follower(site: Site) -> None:
    for user_id in (BOB, CAT, DAN):
        site.follow(user_id, ANN)
    site.settle()
    site.jobs.sent.clear()
    site.celebrities.order(ANN, True)
    site.turn.run(ANN)
    assert site.identity.users[ANN].pulled
    told = [each.user_id for job in jobs_of(site) if job.part for each in site.index.in_range(ANN, job.part)]
    assert sorted(told) == [BOB, CAT, DAN]
    site.celebrities.order(ANN, False)
    site.turn.run(ANN)
    assert not site.identity.users[ANN].pulled
    assert {job.kind for job in jobs_of(site)} == {"pull_off"}


def test_an_order_whose_jobs_were_lost_sends_them_when_it_comes_again(site: Site) -> None:
    site.follow(BOB, ANN)
    site.settle()
    site.celebrities.order(ANN, True)
    with patch.object(site.jobs, "send", side_effect=ConnectionError), pytest.raises(ConnectionError):
        site.turn.run(ANN)
    site.jobs.sent.clear()
    site.turn.run(ANN)
    assert [job.kind for job in jobs_of(site)] == ["pull_on"]


def test_a_late_record_of_an_order_does_what_was_ordered_last(site: Site) -> None:
    site.celebrities.order(ANN, True)
    site.celebrities.order(ANN, False)
    site.turn.run(ANN)
    assert not site.identity.users[ANN].pulled
