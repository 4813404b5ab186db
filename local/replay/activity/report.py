"""Print what a comparison found."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from local.replay.activity.findings import NotificationFinding, TotalFinding
from local.replay.activity.run import Comparison


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print both tables and whether anything differs."""
    console.print(_totals(comparison.totals))
    console.print(_notifications(comparison.notifications))
    drained = comparison.drained_seconds
    agreed = "never agreed" if drained is None else f"agreed {drained:.1f} s after the homes were looked into"
    console.print(f"differences: {comparison.differences} ({agreed})", highlight=False)


def _totals(findings: Sequence[TotalFinding]) -> Table:
    table = _table("total", "of", "edges", "shown", "listed", "differing")
    for each in findings:
        listed = "" if each.listed is None else each.listed
        table.add_row(each.name, *map(str, (each.things, each.edges, each.shown, listed, each.differing)))
    return table


def _notifications(findings: Sequence[NotificationFinding]) -> Table:
    table = _table("account", "edges", "listed", "wrong", "events", "coalesced", "untold", "twice", "unknown")
    for each in findings:
        numbers = (
            *(each.edges, each.listed, each.wrong, each.events),
            *(each.coalesced, each.untold, each.twice, each.unknown),
        )
        table.add_row(f"{each.account}{' (socket closed)' if each.closed else ''}", *map(str, numbers))
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table
