"""What readers are shown of trends: the list and sample tweets that pass the rules, in one trip."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from linnet.adapters.cache import LruCache
from linnet.domain.trends.lists import Trend, TrendList
from linnet.domain.trends.scopes import WORLD
from linnet.domain.trends.scores import Peak
from linnet.domain.trends.settings import HOUR_MS, TrendSettings
from linnet.domain.tweets import Audience, Tweet
from linnet.domain.users import AccountStatus
from linnet.domain.views import Likely
from linnet.ports.trends import ListSamples
from linnet.services.gather_hidden_trends import GatherHiddenTrends
from linnet.services.read_trends import ReadTrends
from linnet.services.show_trends import ShowTrends
from tests.fakes.trends import FakeHiddenTrends, FakeTrendControls, FakeTrendLists
from tests.unit.services.timeline_world import ANN, BOB, CAT, World


class Site(World):
    """A list over tweets of Ann and Bob."""

    def __init__(self) -> None:
        super().__init__()
        self.trend_lists, self.controls, self.hidden = FakeTrendLists(), FakeTrendControls(), FakeHiddenTrends()
        read_trends = ReadTrends(
            self.trend_lists, self.controls, self.hidden, self.clock, self.parallel, TrendSettings()
        )
        self.memory = LruCache[str, ListSamples](self.clock, 9, HOUR_MS)
        self.show_trends = ShowTrends(read_trends, self.read, self.memory)

    def list_with(self, *samples: Tweet) -> None:
        now_ms = self.clock.now_ms()
        trend = Trend("#a", "#a", Peak(9, now_ms), 3, 3, 0.5, now_ms, sample_ids=tuple(each.id for each in samples))
        self.trend_lists.stored[WORLD] = TrendList(WORLD, now_ms, (trend,))

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


def test_the_list_is_one_trip_without_samples(site: Site) -> None:
    site.list_with(site.post(ANN))
    site.parallel.sizes.clear()
    site.samples(CAT, 0)
    assert len(site.parallel.sizes) == 1


@pytest.mark.parametrize("reader", [None, CAT])
def test_samples_that_were_shown_before_are_read_beside_the_list(site: Site, reader: int | None) -> None:
    site.list_with(site.post(BOB, quote=site.post(ANN)), site.post(ANN))
    site.samples(CAT)
    site.parallel.sizes.clear()
    assert len(site.samples(reader)) == 2
    # Inside of the one trip of four, hydration reads tweets, authors and flags, and the list its row and decisions.
    assert site.parallel.sizes == ([4, 2, 2] if reader is None else [4, 3, 3])


def test_a_sample_that_does_not_exist_is_looked_for_in_the_same_trip(site: Site) -> None:
    gone = site.post(ANN)
    site.list_with(gone)
    del site.tweets.posts[gone.id]
    assert site.samples() == []
    known = site.memory.get(WORLD)
    assert known is not None
    assert known.refers[gone.id] == Likely(frozenset({gone.id}))


def test_what_is_read_ahead_is_judged_as_everything_is(site: Site) -> None:
    shown, hidden = site.post(ANN), site.post(BOB)
    site.list_with(hidden, shown)
    assert len(site.samples()) == 2
    site.block(BOB, CAT)
    assert site.samples() == [shown.id]
    site.change_user(ANN, status=AccountStatus.SUSPENDED)
    assert site.samples() == []


def test_a_list_that_changed_is_shown_as_it_is(site: Site) -> None:
    first, second = site.post(ANN), site.post(BOB)
    site.list_with(first)
    site.samples()
    site.list_with(second)
    assert site.samples() == [second.id]
    known = site.memory.get(WORLD)
    assert known is not None
    assert set(known.refers) == {second.id}


def test_what_one_reader_hides_is_remembered_for_nobody(site: Site) -> None:
    sample = site.post(ANN)
    site.list_with(sample)
    site.hidden.hide(CAT, "#a", 9)
    found = site.show_trends.run(site.viewer(CAT), WORLD, 50, 3)
    assert (found.shown.trends, found.tweets) == ((), {})
    assert site.samples(BOB) == [sample.id]


def test_hidden_tags_are_part_of_the_archive() -> None:
    hidden = FakeHiddenTrends()
    hidden.hide(7, "#b", 9)
    hidden.hide(7, "#a", 9)
    page = GatherHiddenTrends(hidden).page(7, None)
    assert (page.records, page.position) == ([{"tag": "#a"}, {"tag": "#b"}], None)
