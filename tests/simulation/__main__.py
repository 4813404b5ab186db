"""`python -m tests.simulation`: run seeds, replay one, or hunt mutants (make simulate, make mutants)."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path


def main() -> int:
    """Do what the arguments say; 1 when an invariant was violated or a mutant was not found."""
    fix_hashes()
    parser = argparse.ArgumentParser(prog="tests.simulation")
    parser.add_argument("what", choices=("seeds", "mutants"))
    parser.add_argument("--seeds", type=int, default=60, help="how many")
    parser.add_argument("--operations", type=int, default=500, help="of each seed")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--seed", type=int, help="replay this one alone")
    parser.add_argument("--mutant", default="", help="hunt only those whose names contain this")
    parser.add_argument("--results", type=Path, help="keep what came of each seed there, and go on from what is there")
    parser.add_argument("--steps", type=Path, help="write every step of the replayed seed there")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    # Imported only now: Powertools reads its environment as it is imported.
    from tests.infra.templates import deployed
    from tests.simulation.campaign import run_mutants, run_seeds
    from tests.simulation.engine.definitions import definitions_of
    from tests.simulation.simulation import simulate, site_of

    stage = deployed("prod")
    site = site_of(stage, definitions_of(stage))
    seeds = range(arguments.first, arguments.first + arguments.seeds)
    if arguments.what == "mutants":
        verdicts = run_mutants(site, seeds, arguments.mutant)
        unfound = [each for each in verdicts if each.seed is None]
        broken = [each for each in unfound if each.violation]
        print(f"{len(verdicts)} mutants, {len(unfound) - len(broken)} survived, {len(broken)} broken")
        return 1 if unfound else 0
    if arguments.seed is not None:
        steps: list[str] = []
        result = simulate(site, arguments.seed, arguments.operations, note=steps.append)
        if arguments.steps is not None:
            arguments.steps.write_text("\n".join(steps), "utf-8")
        print(*result.violations, f"trace {result.trace}, {len(result.violations)} violations", sep="\n")
        return 1 if result.violations else 0
    summary = run_seeds(site, seeds, arguments.operations, arguments.results)
    print(*summary.lines(), sep="\n")
    return 1 if summary.failed else 0


def fix_hashes() -> None:
    """Start again with fixed hashes: the order of a set of texts is part of what a seed decides."""
    wanted = {"PYTHONHASHSEED": "0", "POWERTOOLS_LOG_LEVEL": "CRITICAL", "POWERTOOLS_SERVICE_NAME": "simulation"}
    if any(os.environ.get(name) != value for name, value in wanted.items()):
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, **wanted})


if __name__ == "__main__":
    sys.exit(main())
