"""Which typed words pass for a misspelling, and how long that takes to tell."""

from __future__ import annotations

import pytest

from linnet.domain.search.misspellings import LONGEST, is_misspelt


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("smith", "smth"),
        ("smith", "smiith"),
        ("smith", "smitj"),
        ("smith", "simth"),
        ("hernandez", "hernadnes"),
        ("hernandez", "hrnandezs"),
        ("müller", "muller"),
        ("smith", "smith"),
    ],
)
def test_few_edits_are_a_misspelling(word: str, typed: str) -> None:
    assert is_misspelt(word, typed)


@pytest.mark.parametrize(
    ("word", "typed"),
    [
        ("smith", "smyht"),
        ("smith", "amith"),
        ("ann", "anm"),
        ("hernandez", "hrnnadz"),
        ("smithson", "smith"),
        ("", "smith"),
        ("smith", ""),
    ],
)
def test_more_edits_are_another_word(word: str, typed: str) -> None:
    assert not is_misspelt(word, typed)


def test_what_is_too_long_is_not_compared() -> None:
    long = "a" * (LONGEST + 1)

    assert not is_misspelt(long, long)
