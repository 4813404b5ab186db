"""Read who retweeted, mentioned and answered whom, and take the busiest stretch of it."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

FILE = "activity_higgs_core.csv.gz"


class ActKind(StrEnum):
    """Say what was done, as the data set spells it."""

    RETWEET = "RT"
    MENTION = "MT"
    REPLY = "RE"


@dataclass(frozen=True, slots=True)
class Act:
    """One account did something to another; `seconds` is Unix time."""

    seconds: int
    actor: int
    target: int
    kind: ActKind


def read_acts(path: Path) -> list[Act]:
    """Read a compressed CSV file with a header, oldest first. Raise ValueError for a row that is no act."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        acts = [Act(int(seconds), int(actor), int(target), ActKind(kind)) for seconds, actor, target, kind in rows]
    return sorted(acts, key=lambda act: act.seconds)


def rush(acts: Sequence[Act], accounts: int, count: int) -> list[Act]:
    """Return the `count` successive acts that took the least time, among the accounts with the most ties."""
    ties = Counter(account for act in acts for account in (act.actor, act.target))
    kept = set(sorted(ties, key=lambda account: (-ties[account], account))[:accounts])
    inner = [act for act in acts if act.actor in kept and act.target in kept and act.actor != act.target]
    last = max(0, len(inner) - count)
    first = min(
        range(last + 1),
        key=lambda start: inner[min(start + count, len(inner)) - 1].seconds - inner[start].seconds if inner else 0,
    )
    return inner[first : first + count]
