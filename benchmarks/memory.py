"""What the processes of a network hold in memory."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Memory:
    """Processes and their resident memory; pages that they share are counted in each."""

    processes: int
    mebibytes: float


def resident(processes: Sequence[int]) -> Memory:
    """Return the sum over those that still run."""
    listed = subprocess.run(
        ["ps", "-o", "rss=", "-p", ",".join(map(str, processes))], capture_output=True, text=True, check=False
    )
    kibibytes = [int(line) for line in listed.stdout.split()]
    return Memory(len(kibibytes), sum(kibibytes) / 1024)
