"""Words counted by an engine become spans of the text that a person reads."""

from __future__ import annotations

import pytest

from linnet.domain.search.highlights import marked_places, spans_of


@pytest.mark.parametrize(
    ("marked", "places"),
    [
        ("a <b> c", {1}),
        ("<a b> c <d>", {0, 1, 3}),
        ("<a> <b>", {0, 1}),
        ("a b", set()),
        ("<a", {0}),
        ("", set()),
    ],
)
def test_words_between_marks_are_counted(marked: str, places: set[int]) -> None:
    assert marked_places(marked, "<", ">") == places


def test_spans_that_touch_are_one() -> None:
    assert spans_of("東京都 up 😀😀", {0, 1, 4, 5}) == ((0, 3), (7, 9))


def test_places_behind_the_last_word_mark_nothing() -> None:
    # An edit may have made the text shorter than the one that was searched.
    assert spans_of("one two", {1, 7}) == ((4, 7),)
