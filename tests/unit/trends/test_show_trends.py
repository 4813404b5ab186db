"""What readers are shown of trends: the list in one trip, and sample tweets that pass the rules."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from linnet.domain.trends.lists import Trend, TrendList
from linnet.domain.trends.scopes import WORLD
from linnet.domain.trends.scores import Peak
from linnet.domain.trends.settings import TrendSettings
from linnet.domain.tweets import Audience, Tweet
from linnet.domain.users import AccountStatus
from linnet.services.gather_hidden_trends import GatherHiddenTrends
from linnet.services.read_trends import ReadTrends
from linnet.services.show_trends import ShowTrends
from tests.fakes.trends import FakeHiddenTrends, FakeTrendControls, FakeTrendLists
from tests.unit.services.timeline_world import ANN, BOB, CAT, World


class Site(World):
    """A list over tweets of Ann and Bob."""

    def __init__(self) -> None:
        super().__init__()
        self.lists, self.controls, self.hidden = FakeTrendLists(), FakeTrendControls(), FakeHiddenTrends()
        read_trends = ReadTrends(self.lists, self.controls, self.hidden, self.clock, self.parallel, TrendSettings())
        self.show_trends = ShowTrends(read_trends, self.read)

    def list_with(self, *samples: Tweet) -> None:
        now_ms = self.clock.now_ms()
        trend = Trend("#a", "#a", Peak(9, now_ms), 3, 3, 0.5, now_ms, sample_ids=tuple(each.id for each in samples))
        self.lists.stored[WORLD] = TrendList(WORLD, now_ms, (trend,))

    def samples(self, reader: int | None = CAT, most: int = 3) -> Sequence[int]:
        viewer = None if reader is None else self.viewer(reader)
        found = self.show_trends.run(viewer, WORLD, 50, most)
        assert [each.trend.tag for each in found.shown.trends] == ["#a"]
        return sorted(found.tweets)


@pytest.fixture
def site() -> Site:
    return Site()


def test_samples_are_shown_as_many_as_asked_for(site: Site) -> None:
    newest, other = site.post(ANN), site.post(BOB)
    site.list_with(newest, other)
    assert site.samples() == sorted([newest.id, other.id])
    assert site.samples(None, 1) == [newest.id]
    assert site.samples(most=0) == []


def test_samples_pass_the_rules_of_public_places(site: Site) -> None:
    shown, hidden = site.post(ANN), site.post(BOB)
    site.list_with(hidden, shown)
    for reader in (None, CAT):
        assert len(site.samples(reader)) == 2
    site.block(BOB, CAT)
    assert site.samples(CAT) == [shown.id]
    assert len(site.samples(None)) == 2
    site.change_user(BOB, protected=True)
    assert site.samples(None) == [shown.id]
    # Who follows a protected account reads it at home; a list of trends is everybody's.
    site.follow(CAT, BOB)
    site.change_user(BOB, protected=False, status=AccountStatus.SUSPENDED)
    assert site.samples(None) == [shown.id]


def test_what_was_deleted_or_narrowed_is_no_sample_any_more(site: Site) -> None:
    shown, deleted, narrowed = site.post(ANN), site.post(ANN), site.post(BOB)
    site.list_with(deleted, narrowed, shown)
    site.delete(deleted)
    site.edit(narrowed, audience=Audience.FOLLOWERS)
    assert site.samples() == [shown.id]


def test_the_list_is_one_trip_and_samples_are_another(site: Site) -> None:
    site.list_with(site.post(ANN))
    site.samples(CAT, 0)
    trips = len(site.parallel.sizes)
    site.samples(CAT, 0)
    assert len(site.parallel.sizes) - trips == 1


def test_hidden_tags_are_part_of_the_archive() -> None:
    hidden = FakeHiddenTrends()
    hidden.hide(7, "#b", 9)
    hidden.hide(7, "#a", 9)
    page = GatherHiddenTrends(hidden).page(7, None)
    assert (page.records, page.position) == ([{"tag": "#a"}, {"tag": "#b"}], None)
