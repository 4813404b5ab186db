"""Count what is distinct in bounded memory: the smallest hashes that were seen (KMV, "k minimum values").

A sketch is the sorted tuple of the `SIZE` smallest hashes. The sketch of a union is the smallest of both sketches, so
merging is commutative, associative and idempotent: whatever is told twice, or in another order, counts the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

SIZE: Final = 32
HASH_BITS: Final = 32
_WORD: Final = (1 << 64) - 1

Sketch = tuple[int, ...]


def hash_of(number: int) -> int:
    """Return 32 evenly spread bits of an id (the finalizer of splitmix64)."""
    mixed = (number + 0x9E3779B97F4A7C15) & _WORD
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _WORD
    return (mixed ^ (mixed >> 31)) >> (64 - HASH_BITS)


def sketch_of(hashes: Iterable[int]) -> Sketch:
    """Return the sketch of all these hashes; those of several sketches make the sketch of their union."""
    return tuple(sorted(set(hashes))[:SIZE])


def distinct(sketch: Sketch) -> int:
    """Estimate how many there were: exact below `SIZE`, else with a standard error of 18 % (1/√(SIZE - 2))."""
    if len(sketch) < SIZE:
        return len(sketch)
    return round((SIZE - 1) * (1 << HASH_BITS) / (sketch[-1] + 1))


def shared(one: Sketch, other: Sketch) -> float:
    """Estimate which share of the smaller of two sets is in the other one too."""
    if not one or not other:
        return 0.0
    union = sketch_of((*one, *other))
    both = len({*one} & {*other} & {*union}) / len(union)
    sizes = distinct(one), distinct(other)
    # From the share of the union to the number of common ones, as far as an estimate may say so.
    return min(1.0, both * sum(sizes) / (1 + both) / min(sizes))
