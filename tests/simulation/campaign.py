"""Many seeds, or many mutants, on all cores; a seed does not depend on any other."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from tests.simulation.mutants.catalogue import MUTANTS
from tests.simulation.simulation import Result, Site, simulate

# A run with faults may ask AWS for so many times what the same run without them does.
MAX_CALLS_RATIO: Final = 3.0
# Each so many seeds are run without faults too.
COMPARED_EVERY: Final = 10


@dataclass
class Summary:
    """What came of a range of seeds."""

    results: list[Result]
    ratios: dict[int, float]
    seconds: float

    @property
    def failed(self) -> list[Result]:
        return [each for each in self.results if each.violations]

    def lines(self) -> Iterator[str]:
        """Yield the summary, a line each."""
        injected: Counter[str] = sum((each.injected for each in self.results), Counter())
        deeds: Counter[str] = sum((each.deeds for each in self.results), Counter())
        seeds = [each.seed for each in self.results]
        operations = self.results[0].operations
        yield f"seeds             {min(seeds)} to {max(seeds)} ({len(seeds)}), {operations} operations each"
        yield f"calls to AWS      {sum(each.calls for each in self.results):,}"
        worst = max(self.results, key=lambda each: each.drain_s)
        yield f"worst drain       {worst.drain_s:,.0f} virtual seconds (seed {worst.seed})"
        if self.ratios:
            most = max(self.ratios, key=lambda seed: self.ratios[seed])
            yield f"calls, faulty     at most {self.ratios[most]:.2f} times those without faults (seed {most})"
        yield "operations        " + ", ".join(f"{name} {number:,}" for name, number in sorted(deeds.items()))
        yield "faults            " + ", ".join(f"{name} {number:,}" for name, number in sorted(injected.items()))
        yield f"took              {self.seconds:,.0f} s"
        yield f"violated by       {len(self.failed)} seeds {[each.seed for each in self.failed][:20]}"


def run_seeds(site: Site, seeds: Sequence[int], operations: int) -> Summary:
    """Run seeds; each prints what it violated as soon as it has ended."""
    began = time.monotonic()
    results: list[Result] = []
    ratios: dict[int, float] = {}
    with _pool() as pool:
        for result, ratio in pool.imap_unordered(partial(_one, site, operations), seeds):
            results.append(result)
            if ratio is not None:
                ratios[result.seed] = ratio
            for violation in result.violations[:5]:
                print(f"seed {result.seed}: {violation[:2000]}", flush=True)
            if result.violations:
                print(f"replay: make simulate SEED={result.seed} OPS={operations}", flush=True)
    return Summary(sorted(results, key=lambda each: each.seed), ratios, time.monotonic() - began)


def _one(site: Site, operations: int, seed: int) -> tuple[Result, float | None]:
    result = simulate(site, seed, operations)
    if seed % COMPARED_EVERY:
        return result, None
    calm = simulate(site, seed, operations, faults=False)
    ratio = result.calls / max(1, calm.calls)
    if ratio > MAX_CALLS_RATIO:
        result.violations.append(f"{result.calls} calls, and {calm.calls} without faults")
    result.violations += [f"without faults: {each}" for each in calm.violations]
    return result, ratio


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which seed found a mutant (None: it survived), and by what."""

    mutant: str
    seed: int | None
    violation: str
    seconds: float


def run_mutants(site: Site, seeds: Sequence[int], operations: int) -> list[Verdict]:
    """Hunt every mutant with the same seeds, until one finds it."""
    verdicts: list[Verdict] = []
    with _pool() as pool:
        numbers = range(len(MUTANTS))
        for verdict in pool.imap(partial(_hunt, site, seeds, operations), numbers):
            verdicts.append(verdict)
            found = "SURVIVED" if verdict.seed is None else f"seed {verdict.seed}"
            print(f"{verdict.mutant:<46} {found:<10} {verdict.seconds:5.0f} s  {verdict.violation}", flush=True)
    return verdicts


def _hunt(site: Site, seeds: Sequence[int], operations: int, number: int) -> Verdict:
    mutant = MUTANTS[number]
    began = time.monotonic()
    with mutant.applied():
        for seed in seeds:
            violations = simulate(site, seed, operations).violations
            if violations:
                last_line = violations[0].strip().splitlines()[-1]
                return Verdict(mutant.name, seed, last_line[:110], time.monotonic() - began)
    return Verdict(mutant.name, None, "", time.monotonic() - began)


def _pool() -> multiprocessing.pool.Pool:
    # Forked: what the templates say is then there without being read again.
    return multiprocessing.get_context("fork").Pool(os.cpu_count(), maxtasksperchild=50)
