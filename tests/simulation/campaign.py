"""Many seeds, or many mutants, on all cores; a seed does not depend on any other."""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from tests.simulation.mutants.catalogue import MUTANTS
from tests.simulation.simulation import Result, Site, simulate

# A run with faults may ask AWS for so many times what the same run without them does.
MAX_CALLS_RATIO: Final = 3.0
# Each so many seeds are run without faults too.
COMPARED_EVERY: Final = 10
# Whoever waits for an hour is told how far it is.
TOLD_EVERY: Final = 20
# A mutant that takes longer, in seconds of one core, has survived: its focus is wrong or something is not checked.
PATIENCE_S: Final = 240


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a seed, and of the same seed without faults where it was run; `seconds` are the processor's.

    `ratio` is how many times the calls to AWS of the run without faults were made.
    """

    result: Result
    ratio: float | None
    seconds: float

    def line(self) -> str:
        return json.dumps({"result": vars(self.result), "ratio": self.ratio, "seconds": self.seconds})

    @classmethod
    def of(cls, line: str) -> Outcome:
        """Read what `line` wrote."""
        written = json.loads(line)
        result = written.pop("result")
        injected, deeds = Counter(result.pop("injected")), Counter(result.pop("deeds"))
        return cls(Result(**result, injected=injected, deeds=deeds), **written)


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a range of seeds."""

    outcomes: list[Outcome]

    @property
    def results(self) -> list[Result]:
        return [each.result for each in self.outcomes]

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
        ratios = {each.result.seed: each.ratio for each in self.outcomes if each.ratio is not None}
        if ratios:
            most = max(ratios, key=lambda seed: ratios[seed])
            yield f"calls, faulty     at most {ratios[most]:.2f} times those without faults (seed {most})"
        yield "operations        " + ", ".join(f"{name} {number:,}" for name, number in sorted(deeds.items()))
        yield "faults            " + ", ".join(f"{name} {number:,}" for name, number in sorted(injected.items()))
        yield f"took              {sum(each.seconds for each in self.outcomes):,.0f} s of a processor"
        yield f"violated by       {len(self.failed)} seeds {[each.seed for each in self.failed][:20]}"


def run_seeds(site: Site, seeds: Sequence[int], operations: int, kept: Path | None = None) -> Summary:
    """Run seeds; each prints what it violated as soon as it has ended.

    What came of each is kept in a file, where one is given, and seeds that are in it are not run again: a campaign of
    hours can be interrupted.
    """
    outcomes = [each for each in _read(kept) if each.result.seed in seeds and each.result.operations == operations]
    known = {each.result.seed for each in outcomes}
    with _pool() as pool:
        for outcome in pool.imap_unordered(
            partial(_one, site, operations), [each for each in seeds if each not in known]
        ):
            outcomes.append(outcome)
            _tell(outcome.result)
            if kept is not None:
                with kept.open("a", encoding="utf-8") as file:
                    file.write(outcome.line() + "\n")
            if len(outcomes) % TOLD_EVERY == 0:
                print(f"{len(outcomes)} of {len(seeds)} seeds", flush=True)
    return Summary(sorted(outcomes, key=lambda each: each.result.seed))


def _tell(result: Result) -> None:
    for violation in result.violations[:5]:
        print(f"seed {result.seed}: {violation[:2000]}", flush=True)
    if result.violations:
        print(f"replay: make simulate SEED={result.seed} OPS={result.operations}", flush=True)


def _read(kept: Path | None) -> list[Outcome]:
    if kept is None or not kept.exists():
        return []
    return [Outcome.of(line) for line in kept.read_text("utf-8").splitlines()]


def _one(site: Site, operations: int, seed: int) -> Outcome:
    began = time.process_time()
    result = simulate(site, seed, operations)
    ratio = None
    if seed % COMPARED_EVERY == 0:
        calm = simulate(site, seed, operations, faults=False)
        ratio = result.calls / max(1, calm.calls)
        if ratio > MAX_CALLS_RATIO:
            result.violations.append(f"{result.calls} calls, and {calm.calls} without faults")
        result.violations += [f"without faults: {each}" for each in calm.violations]
    return Outcome(result, ratio, time.process_time() - began)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which seed found a mutant, and by what. `seconds` are the processor's.

    Without a seed it survived, or, where something is said, is broken itself: its runs tell nothing of the bug.
    """

    mutant: str
    seed: int | None
    violation: str
    seconds: float

    def line(self) -> str:
        unfound = "BROKEN" if self.violation else "SURVIVED"
        found = unfound if self.seed is None else f"seed {self.seed}"
        return f"{self.mutant:<46} {found:<10} {self.seconds:5.1f} s  {self.violation}"


def run_mutants(site: Site, seeds: Sequence[int], only: str = "") -> list[Verdict]:
    """Hunt the mutants whose names contain a text with the same seeds, until one finds it or the patience is over."""
    # A bug that asks for what its function may not do has to be found by what it does.
    site = replace(site, granted={})
    hunted = [number for number, mutant in enumerate(MUTANTS) if only in mutant.name]
    verdicts: list[Verdict] = []
    with _pool() as pool:
        for verdict in pool.imap(partial(hunt, site, seeds), hunted):
            verdicts.append(verdict)
            print(verdict.line(), flush=True)
    return verdicts


def hunt(site: Site, seeds: Sequence[int], number: int) -> Verdict:
    """Look for the mutant of a number."""
    mutant = MUTANTS[number]
    began = time.process_time()
    for seed in seeds:
        if time.process_time() - began > PATIENCE_S:
            break
        with mutant.applied() as broken:
            violations = simulate(site, seed, mutant.operations, focus=mutant.focus).violations
        if broken:
            return Verdict(mutant.name, None, broken[0], time.process_time() - began)
        # What is violated without the bug, too, has not found it.
        if violations and not simulate(site, seed, mutant.operations, focus=mutant.focus).violations:
            last_line = violations[0].strip().splitlines()[-1]
            return Verdict(mutant.name, seed, last_line[:110], time.process_time() - began)
    return Verdict(mutant.name, None, "", time.process_time() - began)


def _pool() -> multiprocessing.pool.Pool:
    # Forked: what the templates say is then there without being read again.
    return multiprocessing.get_context("fork").Pool(os.cpu_count(), _collect_seldom, maxtasksperchild=50)


def _collect_seldom() -> None:
    """Look for cycles now and then only: at the usual thresholds that takes an eighth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
