"""What a tag must do to trend, and what keeps it off the list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from linnet.domain.trends.scores import (
    FORMULAS,
    Formula,
    FormulaName,
    Peak,
    TagFacts,
    engagement,
    is_pushed,
    literal_score,
    robust_score,
    velocity,
)
from linnet.domain.trends.settings import HOUR_MS, MINUTE_MS, TrendSettings

SETTINGS = TrendSettings()
NOW_MS = 1_000 * HOUR_MS
FACTS = TagFacts("#tag", "#Tag", authors=40, posts=50, engagers=20, usual=2.0, newest_ms=NOW_MS)


def score(facts: TagFacts, best: Peak | None = None, now_ms: int = NOW_MS, formula: Formula = robust_score) -> float:
    peak = formula(facts, best, now_ms, SETTINGS)
    return 0.0 if peak is None else peak.decayed(now_ms, SETTINGS)


def test_velocity_is_the_distance_from_what_is_usual() -> None:
    # (40 - 2) / √(2 + 0.15 · 4 + 1)
    assert velocity(FACTS, SETTINGS) == pytest.approx(20.027, abs=0.001)
    assert velocity(replace(FACTS, authors=2), SETTINGS) == 0


def test_engagement_grows_with_the_logarithm_of_engagers_for_each_author() -> None:
    assert engagement(replace(FACTS, engagers=0), SETTINGS) == 1
    # One, and a quarter of the logarithm of 1.5.
    assert engagement(FACTS, SETTINGS) == pytest.approx(1.1014, abs=0.0001)
    assert engagement(replace(FACTS, engagers=40_000), SETTINGS) < 3


def test_the_score_is_velocity_times_engagement() -> None:
    assert score(FACTS) == pytest.approx(velocity(FACTS, SETTINGS) * engagement(FACTS, SETTINGS))


def test_fewer_than_eight_people_are_no_trend() -> None:
    assert score(replace(FACTS, authors=8, posts=8, usual=0.5)) > 0
    assert score(replace(FACTS, authors=7, posts=7, usual=0.5)) == 0


def test_what_is_as_busy_as_usual_is_no_trend() -> None:
    assert score(replace(FACTS, authors=400, posts=400, usual=300)) == 0
    assert score(replace(FACTS, authors=400, posts=400, usual=100)) > 0


@pytest.mark.parametrize(
    ("within", "beyond"),
    [
        ({"posts": 160}, {"posts": 161}),
        ({"top_author": 0.30}, {"top_author": 0.31}),
        ({"same_text": 0.50}, {"same_text": 0.51}),
        ({"sensitive": 0.50}, {"sensitive": 0.51}),
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_what_few_accounts_or_one_text_push_is_no_trend(within: dict[str, Any], beyond: dict[str, Any]) -> None:
    assert not is_pushed(replace(FACTS, **within), SETTINGS)
    assert is_pushed(replace(FACTS, **beyond), SETTINGS)
    assert score(replace(FACTS, **beyond)) == 0


def test_what_is_pushed_leaves_the_list_whatever_it_scored() -> None:
    assert score(replace(FACTS, same_text=1), best=Peak(1_000, NOW_MS)) == 0


def test_the_best_score_halves_every_hour() -> None:
    calm = replace(FACTS, usual=40)
    best = Peak(80, NOW_MS)
    assert [score(calm, best, NOW_MS + hours * HOUR_MS) for hours in (0, 1, 2, 3)] == [80, 40, 20, 10]
    # Less than what just enters is nothing any more.
    assert score(calm, best, NOW_MS + 5 * HOUR_MS) == 0


def test_a_fresh_burst_counts_where_it_is_above_what_is_left_of_the_old_one() -> None:
    fresh = score(FACTS)
    assert score(FACTS, Peak(3 * fresh, NOW_MS - HOUR_MS)) == pytest.approx(1.5 * fresh)
    assert score(FACTS, Peak(3 * fresh, NOW_MS - 2 * HOUR_MS)) == fresh


def test_a_trend_that_people_stopped_to_post_ends_at_once() -> None:
    assert score(replace(FACTS, authors=7), best=Peak(1_000, NOW_MS - MINUTE_MS)) == 0


def test_settings_of_a_thinner_sample_ask_for_less() -> None:
    thinned = SETTINGS.thinned(0.25)
    assert (thinned.min_authors, thinned.min_velocity) == (2, 1.5)


def test_the_literal_formula_multiplies_growth_engagements_and_age() -> None:
    facts = replace(FACTS, uses_before=7)
    assert score(facts, formula=literal_score) == pytest.approx(70 / 7 * 21)
    assert score(facts, now_ms=NOW_MS + HOUR_MS, formula=literal_score) == pytest.approx(70 / 7 * 21 / 2)
    assert score(replace(facts, posts=0, engagers=0), formula=literal_score) == 0


def test_the_literal_formula_has_no_guards() -> None:
    assert score(replace(FACTS, authors=1, posts=1, same_text=1), formula=literal_score) > 0


def test_every_formula_can_be_chosen_by_name() -> None:
    assert set(FORMULAS) == set(FormulaName)
