"""Where the words that were found stand in a text."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from linnet.domain.search.words import tokens_of


def spans_of(text: str, places: Collection[int]) -> tuple[tuple[int, int], ...]:
    """Return the spans of words, which are counted from 0, in code points of the text's NFC form.

    Spans that overlap or touch, as those of words in scripts without spaces do, are one.
    """
    spans: list[tuple[int, int]] = []
    for place, token in enumerate(tokens_of(text)):
        if place not in places:
            continue
        if spans and token.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], token.end))
        else:
            spans.append((token.start, token.end))
    return tuple(spans)


def spans_within(spans: Iterable[tuple[int, int]], start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Return those spans that lie in a part of a text, counted from where the part begins."""
    return tuple((first - start, last - start) for first, last in spans if start <= first and last <= end)


def marked_places(marked: str, begin: str, end: str) -> set[int]:
    """Return which words, separated by spaces, an engine put between marks; a mark may hold several."""
    places: set[int] = set()
    inside = False
    for place, word in enumerate(marked.split(" ")):
        inside = inside or begin in word
        if inside:
            places.add(place)
        if word.rfind(end) > word.rfind(begin):
            inside = False
    return places
