"""Read a follow graph and cut it to the size wanted."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

# Whether an edge of the file stands for a follow in each direction.
FILES = {"higgs": ("graph_higgs_core.csv.gz", False), "reed98": ("graph_reed98.csv.gz", True)}

Edge = tuple[int, int]


@dataclass(frozen=True)
class FollowGraph:
    """Who follows whom: (follower, followee) by index. Index 0 has the most followers."""

    size: int
    follows: tuple[Edge, ...]

    @cached_property
    def followers(self) -> dict[int, frozenset[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for follower, followee in self.follows:
            found[followee].add(follower)
        return {followee: frozenset(found[followee]) for followee in range(self.size)}


def read_edges(path: Path, both_ways: bool) -> list[Edge]:
    """Read the first two columns of a compressed CSV file with a header; `both_ways` for friendships."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        edges = [(int(row[0]), int(row[1])) for row in rows]
    return [*edges, *((b, a) for a, b in edges)] if both_ways else edges


def cut(edges: Iterable[Edge], size: int) -> FollowGraph:
    """Keep the accounts with the most ties, and the follows among them: a random sample would be nearly empty."""
    distinct = sorted({edge for edge in edges if edge[0] != edge[1]})
    ties = Counter(account for edge in distinct for account in edge)
    kept = set(sorted(ties, key=lambda account: (-ties[account], account))[:size])
    inner = [edge for edge in distinct if edge[0] in kept and edge[1] in kept]
    followers = Counter(followee for _, followee in inner)
    order = {account: index for index, account in enumerate(sorted(kept, key=lambda each: (-followers[each], each)))}
    return FollowGraph(len(kept), tuple(sorted((order[a], order[b]) for a, b in inner)))
