"""Whole runs: they hold what they should and repeat exactly."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.infra.templates import deployed
from tests.simulation.campaign import Summary
from tests.simulation.engine.definitions import definitions_of
from tests.simulation.simulation import Result, Site, simulate, site_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site() -> Site:
    stage = deployed("prod")
    return site_of(stage, definitions_of(stage))


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    # What functions log about injected faults is no news.
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_a_seed_repeats_step_by_step(site: Site) -> None:
    first, again, other = (simulate(site, seed, 40) for seed in (7, 7, 8))

    assert first.trace == again.trace != other.trace
    assert (first.calls, first.injected, first.violations) == (again.calls, again.injected, [])


def test_without_faults_nothing_is_injected_and_nothing_violated(site: Site) -> None:
    calm = simulate(site, 3, 40, faults=False)

    assert (calm.violations, calm.injected) == ([], {})


def test_a_summary_names_the_seeds_that_failed() -> None:
    bad = Result(seed=2, operations=20, violations=["something"], calls=5)

    text = "\n".join(Summary([Result(seed=1, operations=20), bad], {1: 1.5}, 2.0).lines())

    assert "violated by       1 seeds [2]" in text
    assert "at most 1.50 times" in text
