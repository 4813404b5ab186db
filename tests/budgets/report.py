"""Collect what the budget tests measure; `BUDGETS_REPORT` names a file for the table of docs/budgets.md."""

from __future__ import annotations

import os
from pathlib import Path

from tests.integration.accounting import Calls


def report(name: str, calls: Calls) -> None:
    """Add a line to the report, if one is wanted: trips, calls, read units measured and billed, write units."""
    target = os.environ.get("BUDGETS_REPORT")
    if target:
        numbers = (calls.trips, len(calls.made), calls.reads, calls.billed_reads, calls.writes)
        with Path(target).open("a", encoding="utf-8") as lines:
            lines.write(f"| {name} | {' | '.join(f'{number:g}' for number in numbers)} |\n")
