"""Percentiles are values that were measured, and the summary says what was not."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from local.replay.deliveries import Observed
from local.replay.summary import Summary, percentile

VALUES = st.lists(st.floats(0, 1e6), min_size=1, max_size=200)


@pytest.mark.parametrize(("rank", "value"), [(50, 50.0), (95, 95.0), (99, 99.0), (100, 100.0), (0, 1.0)])
def test_percentiles_of_one_to_a_hundred_are_themselves(rank: float, value: float) -> None:
    assert percentile([float(number) for number in range(100, 0, -1)], rank) == value


@given(VALUES, st.floats(0, 100))
def test_a_percentile_is_a_measured_value_with_that_share_at_or_below(values: list[float], rank: float) -> None:
    found = percentile(values, rank)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= rank * len(values) * (1 - 1e-9)


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 50)


def told(summary: Summary) -> str:
    console = Console(width=200)
    with console.capture() as capture:
        console.print(summary.table())
    return capture.get()


def test_a_run_without_work_says_so() -> None:
    text = told(Summary(earlier=1500))
    assert "nothing new" in text
    assert "1500 stood from before" in text
    assert "not measured" in text


def test_refusals_are_told_with_their_reasons() -> None:
    assert "3: 2 invalid, 1 follow blocked" in told(
        Summary(refused=Counter(invalid=2), refused_setup=Counter({"follow blocked": 1}))
    )


def test_observed_deliveries_are_told_beside_the_expected_ones() -> None:
    text = told(Summary(deliveries=900, observed=Observed(homes=12, expected=400, found=399)))
    assert "900 home entries expected" in text
    assert "399 of the 400 newest seen in 12 followers' homes" in text
    assert "the others had not come 60 s after the last post" in text


def test_deliveries_that_all_came_need_no_excuse() -> None:
    text = told(Summary(deliveries=900, observed=Observed(homes=12, expected=400, found=400)))
    assert "the others" not in text
