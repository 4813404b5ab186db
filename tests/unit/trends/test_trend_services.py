"""Trends from events to what a reader sees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.search.suggestions import UsedTag
from linnet.domain.trends.hours import HourCount
from linnet.domain.trends.scopes import WORLD, all_scopes, language_scope
from linnet.domain.trends.settings import DAY_MS, HOUR_MS, MINUTE_MS, WINDOW_MS, TrendSettings
from linnet.domain.users import Viewer
from linnet.services.control_trends import MAX_PINNED, ControlAction
from linnet.services.hide_trend import MAX_HIDDEN
from tests.unit.trends.trend_world import MIDNIGHT_MS, World, crowd, like, post, tags

NOON_MS = MIDNIGHT_MS + 12 * HOUR_MS
VIEWER = 9
READER = Viewer(VIEWER, session_id=1)


def world_with(*crowds: tuple[str, int], at_ms: int = NOON_MS) -> World:
    """Let crowds of these sizes post in the half hour before `at_ms`, and compute."""
    world = World()
    world.move_to(at_ms)
    for number, (tag, people) in enumerate(crowds):
        world.take(crowd(tag, people, at_ms - HOUR_MS // 2, first=1_000 * number))
    world.move_to(at_ms + world.settings.settle_ms)
    world.compute()
    return world


def test_what_many_people_post_trends_the_more_the_higher() -> None:
    assert tags(world_with(("#few", 7), ("#some", 10), ("#many", 30)).compute()) == ["#many", "#some"]


def test_a_trend_says_what_it_is_and_why() -> None:
    world = world_with(("#Café", 30))
    shown = world.read().trends[0]
    assert (shown.rank, shown.rank_change) == (1, None)
    trend = shown.trend
    assert (trend.tag, trend.name, trend.kind, trend.count, trend.authors) == ("#cafe", "#Café", "hashtag", 30, 30)
    assert trend.why == "new, 30 people"
    assert trend.since_ms == NOON_MS
    assert len(trend.hours) == 24
    assert trend.hours[-1] == 30
    assert len(trend.sample_ids) == 3


def test_why_compares_with_a_usual_hour() -> None:
    trend = world_with(("#a", 30)).compute().trends[0]
    assert replace(trend, usual=2.5).why == "12 × usual, 30 people"
    assert replace(trend, usual=30).why == "30 people"
    assert replace(trend, usual=30, authors=1).why == "1 person"


def test_what_is_always_there_does_not_trend_and_what_it_had_is_shown_when_it_does() -> None:
    world = World()
    steady = [event for hour in range(30) for event in crowd("#daily", 10, MIDNIGHT_MS + hour * HOUR_MS)]
    burst = crowd("#daily", 30, MIDNIGHT_MS + 30 * HOUR_MS, first=500)
    lists = world.replay([*steady, *burst])
    # At first nobody knows what is usual.
    assert [tags(each) for each in lists if HOUR_MS * 4 < each.run_ms - MIDNIGHT_MS < HOUR_MS * 29] == [[]] * 299
    last = lists[-1].trends[0]
    assert last.hours[:23] == (10,) * 23
    assert last.usual == 10
    assert last.why == "3 × usual, 30 people"


def test_the_same_hour_of_the_days_before_is_usual_too() -> None:
    world = World()
    daily = [event for day in range(3) for event in crowd("#lunch", 40, MIDNIGHT_MS + day * DAY_MS + 12 * HOUR_MS)]
    others = [event for hour in range(72) for event in crowd("#other", 1, MIDNIGHT_MS + hour * HOUR_MS)]
    lists = world.replay([*daily, *others])
    days = {each.run_ms // DAY_MS for each in lists if "#lunch" in tags(each)}
    assert days == {MIDNIGHT_MS // DAY_MS}


def test_ranks_change_and_since_stays_from_run_to_run() -> None:
    world = world_with(("#a", 30), ("#b", 20))
    world.move_to(NOON_MS + WINDOW_MS)
    world.take(crowd("#b", 40, NOON_MS, first=5_000))
    world.move_to(NOON_MS + WINDOW_MS + MINUTE_MS)
    world.compute()
    first, second = world.read().trends
    assert (first.trend.tag, first.rank_change, first.trend.since_ms) == ("#b", 1, NOON_MS)
    assert (second.trend.tag, second.rank_change) == ("#a", -1)


def test_a_tag_that_was_away_begins_anew() -> None:
    world = world_with(("#a", 30))
    later = NOON_MS + world.settings.list_lives_ms + WINDOW_MS
    world.move_to(later)
    world.take(crowd("#a", 30, later - 10 * MINUTE_MS, first=5_000))
    world.move_to(later + MINUTE_MS)
    trend = world.compute().trends[0]
    assert (trend.since_ms, trend.rank_before) == (later, None)


def test_phrases_trend_unless_a_tag_or_a_better_phrase_says_the_same() -> None:
    world = World()
    start = NOON_MS - HOUR_MS
    events = [post(person, start + person, "tim cook", "cook speaks", "#Other") for person in range(20)]
    events += [post(100 + person, start + person, "#AlibabaIPO") for person in range(20)]
    events += [post(200 + person, start + person, "alibaba ipo") for person in range(20)]
    events += [post(300 + person, start + person, "black friday") for person in range(20)]
    world.move_to(NOON_MS)
    world.take(events)
    world.move_to(NOON_MS + MINUTE_MS)
    assert set(tags(world.compute())) == {"#other", "#alibabaipo", "black friday"}


def test_words_that_stand_beside_everything_make_no_phrase() -> None:
    start = NOON_MS - HOUR_MS
    events = [post(10 * word + person, start + word, f"great word{word}") for word in range(12) for person in range(9)]
    world = World()
    world.move_to(NOON_MS)
    world.take(events)
    world.move_to(NOON_MS + MINUTE_MS)
    # Each is all that its second word is used for, hence the half; no more than twelfths of the first.
    world.compute_trends = replace(world.compute_trends, settings=replace(world.settings, min_collocation=0.6))
    assert tags(world.compute()) == []


def test_a_language_has_a_list_of_its_own() -> None:
    world = World()
    start = NOON_MS - HOUR_MS
    world.move_to(NOON_MS)
    world.take(
        [post(person, start, "#hola", language="es") for person in range(20)]
        + [post(50 + person, start, "#tlh", language="tlh") for person in range(20)]
    )
    world.move_to(NOON_MS + MINUTE_MS)
    assert tags(world.compute(language_scope("es"))) == ["#hola"]
    assert tags(world.compute()) == ["#hola", "#tlh"]


def test_a_batch_that_comes_again_writes_over_itself() -> None:
    world = world_with(("#a", 9))
    before = {key: dict(parts) for key, parts in world.windows.stored.items()}
    world.move_to(NOON_MS)
    world.take(crowd("#a", 9, NOON_MS - HOUR_MS // 2, first=0), batch="batch-1")
    assert world.windows.stored == before


def test_batches_that_overlap_count_what_they_share_once() -> None:
    world = world_with(("#a", 9))
    world.move_to(NOON_MS)
    world.take(crowd("#a", 9, NOON_MS - HOUR_MS // 2, first=0), batch="cut otherwise")
    world.move_to(NOON_MS + MINUTE_MS)
    assert world.compute().trends[0].count == 9


def test_events_count_in_the_window_of_their_own_time_or_as_late_or_early() -> None:
    world = World()
    world.move_to(NOON_MS)
    settings = world.settings
    counted = world.take(
        [
            post(1, NOON_MS - HOUR_MS - 1, "#too_late"),
            post(2, NOON_MS - HOUR_MS, "#late"),
            post(3, NOON_MS - 1, "#now"),
            post(4, NOON_MS + settings.early_before_ms, "#ahead"),
            post(5, NOON_MS + settings.early_before_ms + 1, "#too_early"),
        ]
    )
    assert (counted.parts, counted.late, counted.early) == (3, 1, 1)
    assert set(world.windows.stored) == {
        (WORLD, NOON_MS - HOUR_MS),
        (WORLD, NOON_MS - WINDOW_MS),
        (WORLD, NOON_MS + WINDOW_MS),
    }


def test_a_late_event_counts_in_the_next_run() -> None:
    world = world_with(("#a", 7))
    assert world.compute().trends == ()
    world.take([post(50, NOON_MS - 30 * MINUTE_MS, "#a")])
    world.move_to(NOON_MS + WINDOW_MS + MINUTE_MS)
    assert tags(world.compute()) == ["#a"]


def test_a_run_that_was_made_or_overtaken_changes_nothing() -> None:
    world = world_with(("#a", 20))
    found = world.compute()
    assert world.compute_trends.run(WORLD) is False
    assert world.lists.replace(replace(found, trends=())) is False
    assert world.lists.replace(replace(found, run_ms=found.run_ms - WINDOW_MS, trends=())) is False
    assert world.compute() == found


def test_one_late_run_does_not_empty_the_page_and_two_do() -> None:
    world = world_with(("#a", 20))

    def seen(after_ms: int) -> tuple[int, bool]:
        world.move_to(NOON_MS + after_ms)
        shown = world.read()
        return len(shown.trends), shown.stale

    assert seen(7 * MINUTE_MS) == (1, False)
    assert seen(11 * MINUTE_MS) == (1, True)
    assert seen(15 * MINUTE_MS) == (1, True)
    assert seen(15 * MINUTE_MS + 1) == (0, True)


def test_an_hour_is_counted_once_when_it_is_over_for_an_hour() -> None:
    world = World()
    world.replay([event for hour in range(4) for event in crowd("#a", 9, MIDNIGHT_MS + hour * HOUR_MS)])
    counted = [hour for hour, counts in world.hours.stored[WORLD].items() if counts.tags]
    assert sorted(counted) == [MIDNIGHT_MS, MIDNIGHT_MS + HOUR_MS]


def test_a_day_is_what_its_hours_counted_and_again_changes_nothing() -> None:
    world = World()
    events = [event for hour in range(27) for event in crowd("#a", 2, MIDNIGHT_MS + hour * HOUR_MS)]
    world.replay([*events, *crowd("#b", 3, MIDNIGHT_MS + HOUR_MS, first=50)])
    days = world.days.stored[WORLD]
    first = days[MIDNIGHT_MS].tags
    # Who posts in each hour counts in each.
    assert (first["#a"], first["#b"]) == (HourCount(48, 48), HourCount(3, 3))
    assert 0 < days[MIDNIGHT_MS + DAY_MS].tags["#a"].authors < 8
    world.hours.stored[WORLD].pop(MIDNIGHT_MS + HOUR_MS)
    world.compute_trends.past(WORLD, world.settings.window_of(world.clock.now_ms()))
    assert days[MIDNIGHT_MS].tags == first
    assert set(world.days.stored) == {WORLD}


def test_hours_that_a_pause_left_out_are_made_up_for_a_few_in_each_run() -> None:
    world = World()
    world.move_to(NOON_MS)
    before = len(world.parallel.sizes)
    world.compute()
    assert len(world.hours.stored[WORLD]) == world.settings.rollups_a_run
    # Each is one trip for twelve windows, as is the last hour.
    assert world.parallel.sizes[before:] == [12] * (world.settings.rollups_a_run + 1)


def test_what_a_reader_hides_is_hidden_for_them_alone() -> None:
    world = world_with(("#a", 30), ("#b", 20))
    world.hide_trend.run(READER, "A")
    assert [each.trend.tag for each in world.read(VIEWER).trends] == ["#b"]
    assert world.read(VIEWER).trends[0].rank == 1
    assert len(world.read().trends) == len(world.read(VIEWER + 1).trends) == 2
    world.hide_trend.undo(READER, "#A")
    assert len(world.read(VIEWER).trends) == 2


def test_nobody_hides_without_end_or_nothing() -> None:
    world = World()
    for number in range(MAX_HIDDEN):
        world.hide_trend.run(READER, f"tag{number}")
    world.hide_trend.run(READER, "tag1")
    with pytest.raises(DomainError) as refused:
        world.hide_trend.run(READER, "more")
    assert refused.value.code is Code.LIMIT_REACHED
    with pytest.raises(DomainError) as no_name:
        world.hide_trend.run(READER, " ")
    assert no_name.value.code is Code.INVALID


def test_a_blocked_tag_is_gone_at_once_and_stays_away() -> None:
    world = world_with(("#a", 30), ("#b", 20))
    world.control_trends.run(ControlAction.BLOCK, "#A")
    assert [each.trend.tag for each in world.read().trends] == ["#b"]
    world.move_to(NOON_MS + WINDOW_MS + MINUTE_MS)
    assert tags(world.compute()) == ["#b"]
    world.control_trends.run(ControlAction.CLEAR, "a")
    world.move_to(NOON_MS + 2 * WINDOW_MS + MINUTE_MS)
    assert tags(world.compute()) == ["#a", "#b"]


def test_a_pinned_tag_stands_on_top_whatever_it_does() -> None:
    world = world_with(("#a", 30))
    world.control_trends.run(ControlAction.BLOCK, "#vote")
    world.control_trends.run(ControlAction.PIN, "#vote")
    world.move_to(NOON_MS + WINDOW_MS + MINUTE_MS)
    found = world.compute()
    assert tags(found) == ["#vote", "#a"]
    assert [trend.pinned for trend in found.trends] == [True, False]


def test_pins_are_few() -> None:
    world = World()
    for number in range(MAX_PINNED):
        world.control_trends.run(ControlAction.PIN, f"tag{number}")
    with pytest.raises(DomainError) as refused:
        world.control_trends.run(ControlAction.PIN, "more")
    assert refused.value.code is Code.LIMIT_REACHED


def test_a_scope_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        World().read(scope="mars")
    assert (refused.value.code, refused.value.field) == (Code.INVALID, "scope")


def test_a_scope_without_a_list_is_empty_and_stale() -> None:
    for scope in all_scopes(TrendSettings()):
        shown = World().read(scope=scope)
        assert (shown.computed_ms, shown.stale, shown.trends) == (None, True, ())


def test_reading_takes_one_trip() -> None:
    world = world_with(("#a", 30))
    before = len(world.parallel.sizes)
    world.read(VIEWER)
    assert world.parallel.sizes[before:] == [3]


def test_samples_are_of_different_people_in_different_words_and_for_everybody() -> None:
    start = NOON_MS - HOUR_MS
    world = World()
    world.move_to(NOON_MS)
    events = [post(person, start + person, "#a") for person in range(10)]
    events[9] = replace(events[9], sensitive=True)
    events[8] = replace(events[8], text_hash=events[7].text_hash)
    events.append(replace(post(6, start + 50, "#a"), actor_id=7))
    world.take(events)
    world.move_to(NOON_MS + MINUTE_MS)
    newest = [events[10].post_id, events[8].post_id, events[6].post_id]
    assert list(world.compute().trends[0].sample_ids) == newest


def test_likes_lift_a_trend_but_make_none() -> None:
    world = world_with(("#liked", 10), ("#plain", 11))
    assert tags(world.compute()) == ["#plain", "#liked"]
    world.take([like(9_000 + actor, NOON_MS - 1, "#liked", "#bought") for actor in range(300)])
    world.move_to(NOON_MS + WINDOW_MS + MINUTE_MS)
    assert tags(world.compute()) == ["#liked", "#plain"]


def test_hashtags_of_two_people_or_more_are_in_use_whether_or_not_they_trend() -> None:
    world = world_with(("#Café", 30), ("#cats", 2), ("#alone", 1), ("$CASH", 9))

    assert list(world.tags_in_use.of("c")) == [UsedTag("café", 30), UsedTag("cats", 2)]
    assert list(world.tags_in_use.of("a")) == []


def test_blocked_hashtags_are_not_proposed() -> None:
    world = World()
    world.control_trends.run(ControlAction.BLOCK, "#spam")
    world.move_to(NOON_MS)
    world.take(crowd("#spam", 9, NOON_MS - HOUR_MS // 2))
    world.move_to(NOON_MS + world.settings.settle_ms)
    world.compute()

    assert list(world.tags_in_use.of("s")) == []
