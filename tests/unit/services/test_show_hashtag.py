"""What a reader is told of a hashtag."""

from __future__ import annotations

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.trends.hours import HourCount, HourCounts
from linnet.domain.trends.lists import Trend, TrendList
from linnet.domain.trends.scopes import WORLD
from linnet.domain.trends.scores import Peak
from linnet.domain.trends.settings import DAY_MS, TrendSettings
from linnet.services.follow_hashtag import FollowHashtag
from linnet.services.read_tag_days import DAYS, HashtagDay
from linnet.services.show_hashtag import ShowHashtag, ShownHashtag
from tests.fakes.trends import FakeHours, FakeTrendControls, FakeTrendLists
from tests.unit.services.timeline_world import ANN, BOB, World


class Site(World):
    """Hashtags over what trends counted."""

    def __init__(self) -> None:
        super().__init__()
        self.trend_lists, self.controls, self.days = FakeTrendLists(), FakeTrendControls(), FakeHours()
        self.settings = TrendSettings()
        self.follow_hashtag = FollowHashtag(self.accounts)
        self.show_hashtag = ShowHashtag(
            self.accounts, self.trend_lists, self.controls, self.days, self.clock, self.parallel, self.settings
        )
        self.day_ms = self.settings.day_of(self.clock.now_ms())

    def show(self, written: str, reader: int | None = ANN) -> ShownHashtag:
        return self.show_hashtag.run(None if reader is None else self.viewer(reader), written)

    def let_trend(self, *tags: str) -> None:
        now_ms = self.clock.now_ms()
        trends = tuple(Trend(tag, tag.upper(), Peak(9, now_ms), 12, 9, 0.5, now_ms) for tag in tags)
        self.trend_lists.stored[WORLD] = TrendList(WORLD, now_ms, trends)


@pytest.fixture
def site() -> Site:
    return Site()


def test_a_hashtag_is_known_by_all_its_spellings_and_followed_by_whom_it_is(site: Site) -> None:
    site.follow_hashtag.run(site.viewer(ANN), "birds")
    for written in ("birds", "#Birds", "＃ＢＩＲＤＳ"):
        assert (site.show(written).tag, site.show(written).following) == ("birds", True)
    assert site.show("birds", BOB).following is False
    assert site.show("birds", None).following is None
    site.follow_hashtag.undo(site.viewer(ANN), "birds")
    assert site.show("birds").following is False


def test_its_days_are_those_that_were_counted_today_first(site: Site) -> None:
    site.days.put(WORLD, site.day_ms, HourCounts({"#cafe": HourCount(3, 5)}))
    site.days.put(WORLD, site.day_ms - 6 * DAY_MS, HourCounts({"#cafe": HourCount(2, 2), "#tea": HourCount(9, 9)}))
    site.days.put(WORLD, site.day_ms - 7 * DAY_MS, HourCounts({"#cafe": HourCount(8, 8)}))
    shown = site.show("Café")
    assert shown.days[0] == HashtagDay(site.day_ms, uses=5, people=3)
    assert shown.days[-1] == HashtagDay(site.day_ms - 6 * DAY_MS, uses=2, people=2)
    assert [day.uses for day in shown.days[1:-1]] == [0] * (DAYS - 2)
    assert shown.tag == "café"


def test_a_hashtag_that_trends_has_its_place_and_its_spelling(site: Site) -> None:
    site.let_trend("two words", "#birds")
    shown = site.show("birds")
    assert (shown.name, shown.rank) == ("BIRDS", 2)
    assert shown.trend is not None
    assert site.show("cats").trend is None


def test_what_operators_block_or_is_over_trends_no_more(site: Site) -> None:
    site.let_trend("#birds", "#cats")
    site.controls.block("#birds", 9)
    assert (site.show("birds").trend, site.show("birds").rank) == (None, None)
    assert site.show("cats").rank == 1
    site.clock.advance(site.settings.list_lives_ms + 1)
    assert site.show("cats").trend is None


def test_a_hashtag_is_one_trip(site: Site) -> None:
    for reader, calls in ((None, 3), (ANN, 4)):
        site.parallel.sizes.clear()
        site.show("birds", reader)
        assert site.parallel.sizes == [calls]


@pytest.mark.parametrize("written", ["", "#", "1", "a b", "#" * 400])
def test_what_is_no_hashtag_is_not_found(site: Site, written: str) -> None:
    with pytest.raises(DomainError) as refused:
        site.show(written)
    assert refused.value.code is Code.NOT_FOUND
