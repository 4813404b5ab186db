"""What an account does not want to see or hear of, or may not: it is read with every page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from linnet.domain.filters import NO_FILTERS, Filters
from linnet.domain.graph import Relationship


@dataclass(frozen=True, slots=True, eq=False)
class Exclusions(Mapping[int, Relationship]):
    """Every pair of an account that hides something, by target id; beside them its filters and the threads it muted."""

    pairs: Mapping[int, Relationship] = field(default_factory=dict)
    filters: Filters = NO_FILTERS
    muted_threads: frozenset[int] = frozenset()

    def __getitem__(self, target_id: int) -> Relationship:
        return self.pairs[target_id]

    def __iter__(self) -> Iterator[int]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)
