"""Whole runs: they hold what they should and repeat exactly."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.infra.templates import deployed
from tests.simulation import campaign
from tests.simulation.campaign import Outcome, Summary
from tests.simulation.engine.definitions import definitions_of
from tests.simulation.focus import Focus
from tests.simulation.operator import Operator
from tests.simulation.simulation import Result, Site, simulate, site_of

pytestmark = pytest.mark.slow

POISONED: Final = Focus(rates={"poison": 0.5}, think_s=0.5)
# What `python -m tests.simulation` does, without reading the templates again.
RUN_A_SEED: Final = """
import logging, pickle, sys
from pathlib import Path
from tests.simulation.__main__ import fix_hashes
fix_hashes()
logging.disable(logging.CRITICAL)
from tests.simulation.simulation import simulate
print(simulate(pickle.loads(Path(sys.argv[1]).read_bytes()), 7, 40).trace)
"""


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


def test_a_seed_repeats_in_other_processes_whatever_their_hashes(site: Site, tmp_path: Path) -> None:
    stored = tmp_path / "site"
    stored.write_bytes(pickle.dumps(site))

    traces = {
        subprocess.run(
            [sys.executable, "-c", RUN_A_SEED, str(stored)],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for hash_seed in ("1", "2")
    }

    assert len(traces) == 1
    assert traces.pop().strip()


def test_without_faults_nothing_is_injected_and_nothing_violated(site: Site) -> None:
    calm = simulate(site, 3, 40, faults=False)

    assert (calm.violations, calm.injected) == ([], {})


def test_a_redrive_after_the_fix_empties_the_failure_stores(site: Site) -> None:
    mended = simulate(site, 1, 60, focus=POISONED)

    assert mended.injected["poison"] > 0
    assert mended.violations == []


def test_a_redrive_without_the_fix_is_seen(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Operator, "mend", lambda _self: None)

    broken = simulate(site, 1, 60, focus=POISONED)

    assert any("re-drive" in each for each in broken.violations)


def test_what_is_violated_without_a_bug_has_not_found_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaign, "simulate", lambda *_, **__: Result(seed=1, operations=1, violations=["always"]))

    verdict = campaign.hunt(site, range(1, 4), 0)

    assert verdict.seed is None
    assert "SURVIVED" in verdict.line()


def test_a_summary_names_the_seeds_that_failed() -> None:
    bad = Result(seed=2, operations=20, violations=["something"], calls=5)

    good = Outcome(Result(seed=1, operations=20), 1.5, 2.0)
    text = "\n".join(Summary([good, Outcome(bad, None, 1.0)]).lines())

    assert "violated by       1 seeds [2]" in text
    assert "at most 1.50 times" in text
    assert "3 s of a processor" in text


def test_an_interrupted_campaign_goes_on_with_the_seeds_that_were_not_run(site: Site, tmp_path: Path) -> None:
    kept = tmp_path / "results"
    first = campaign.run_seeds(site, range(1, 3), 20, kept)
    earlier = kept.read_text("utf-8")

    both = campaign.run_seeds(site, range(1, 4), 20, kept)

    assert kept.read_text("utf-8").startswith(earlier)
    assert len(kept.read_text("utf-8").splitlines()) == 3
    assert [each.seed for each in both.results] == [1, 2, 3]
    assert both.outcomes[:2] == first.outcomes


def test_what_other_campaigns_kept_is_none_of_this_one(site: Site, tmp_path: Path) -> None:
    kept = tmp_path / "results"
    campaign.run_seeds(site, range(1, 3), 20, kept)

    assert [each.seed for each in campaign.run_seeds(site, range(2, 3), 10, kept).results] == [2]
    assert len(kept.read_text("utf-8").splitlines()) == 3
