"""Which words pass for a misspelling of another: few edits, the first letter right, as engines of search have it."""

from __future__ import annotations

from typing import Final

ONE_EDIT_FROM: Final = 4
TWO_EDITS_FROM: Final = 8
# Nobody types a longer one; the cost rises with the product of the lengths.
LONGEST: Final = 64


def edits_allowed(length: int) -> int:
    """Return how many edits a word of this length may have."""
    if length < ONE_EDIT_FROM:
        return 0
    return 1 if length < TWO_EDITS_FROM else 2


def is_misspelt(word: str, typed: str) -> bool:
    """Tell whether somebody may have typed this for a word: letters left out, put in, changed or exchanged."""
    allowed = edits_allowed(len(typed))
    if not allowed or max(len(word), len(typed)) > LONGEST or word[:1] != typed[:1]:
        return False
    return abs(len(word) - len(typed)) <= allowed and _distance(word, typed) <= allowed


def _distance(first: str, second: str) -> int:
    """Return the number of edits, where exchanging two neighbours is one (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for index, letter in enumerate(first, start=1):
        before, last, row = row, before, [index]
        for place, other in enumerate(second, start=1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != other))
            if last and place > 1 and letter == second[place - 2] and first[index - 2] == other:
                cost = min(cost, last[place - 2] + 1)
            row.append(cost)
    return row[-1]
