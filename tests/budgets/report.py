"""Collect what the budget tests measure; `BUDGETS_REPORT` names a file for the table of docs/budgets.md."""

from __future__ import annotations

import os
from pathlib import Path


def report(name: str, *, trips: int, reads: float, writes: float, calls: int | None = None) -> None:
    """Add a line to the report, if one is wanted."""
    target = os.environ.get("BUDGETS_REPORT")
    if target:
        with Path(target).open("a", encoding="utf-8") as lines:
            lines.write(f"| {name} | {trips} | {'–' if calls is None else calls} | {reads:g} | {writes:g} |\n")
