"""Both formulas on a small made-up network with real bursts: ours lists what it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from linnet.domain.trends.scores import FormulaName
from linnet.domain.trends.settings import HOUR_MS
from tests.unit.trends.bursts import Shape, Sort, network, read_series
from tests.unit.trends.comparison import compare, table

pytestmark = pytest.mark.slow

SMALL = Shape(warm_up=26, hours=8, people=5_000, bursts=24, evergreens=15, rings=8, noise=200, seed=2)


def test_the_robust_formula_lists_bursts_and_nothing_else(shared_data: Path) -> None:
    marks = compare(network(read_series(shared_data), SMALL))
    robust, literal = marks[FormulaName.ROBUST], marks[FormulaName.LITERAL]
    assert robust.precision > 2 * literal.precision
    assert robust.precision > 0.75
    assert robust.recall > literal.recall
    assert robust.share(Sort.EVERGREEN) < 0.02
    # A ring of a few accounts passes for people until each has posted more than four times.
    assert robust.share(Sort.SPAM) < 0.02
    assert robust.share(Sort.NOISE) == 0
    # The network is one that a formula can fail on.
    assert literal.share(Sort.EVERGREEN) + literal.share(Sort.SPAM) + literal.share(Sort.NOISE) > 0.2
    assert robust.lags_ms
    assert max(robust.lags_ms) <= HOUR_MS
    assert len(table({name: [each] for name, each in marks.items()}).splitlines()) == 2 + len(FormulaName)
