"""Mark search hits in HTML that was made from a text."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

_ENTITY: Final = re.compile("&(?:[A-Za-z]{1,8}|#[0-9]{1,7});")
_TEXT: Final = re.compile("[^<&]+")
_EMPTY_ELEMENT: Final = re.compile(r"<(?:!|\?|(?:br|hr|img|input|wbr)\b)", re.IGNORECASE)
_UNCLOSED: Final = 1 << 62


def highlight_hits(html: str, hits: Iterable[tuple[int, int]], tag: str = "em") -> str:
    """Return the HTML with each hit `[start, end)` inside of an element.

    Hits count the visible characters: markup counts nothing, and a character reference (`&amp;`) counts one. Elements
    stay properly nested: a hit that holds a part of an element only is marked in pieces.
    """
    return _Highlighter(_merged(hits), tag).run(list(_tokens(html)))


def _merged(hits: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(start, 0), end) for start, end in hits):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged


def _tokens(html: str) -> Iterator[tuple[str, int]]:
    """Yield tags, with width 0, and pieces of text, with the number of visible characters that they stand for."""
    position = 0
    # Looked up once: a text full of `<` without any `>` would otherwise be searched to its end again and again.
    last_tag_end = html.rfind(">")
    while position < len(html):
        end = position + 1
        width = 1
        if html[position] == "<" and position < last_tag_end:
            end, width = html.index(">", position) + 1, 0
        elif (text := _TEXT.match(html, position)) is not None:
            end = text.end()
            width = end - position
        elif (entity := _ENTITY.match(html, position)) is not None:
            end = entity.end()
        yield html[position:end], width
        position = end


class _Highlighter:
    def __init__(self, hits: list[tuple[int, int]], tag: str) -> None:
        # In reverse, so that the next hit is the last item.
        self._hits = hits[::-1]
        self._open = f"<{tag}>"
        self._close = f"</{tag}>"
        self._pieces: list[str] = []
        self._is_open = False
        # How many elements were opened inside of the open mark, and whether it only waits for them to be closed.
        self._depth = 0
        self._is_ending = False
        self._offset = 0

    def run(self, tokens: list[tuple[str, int]]) -> str:
        element_ends = _element_ends(tokens)
        for index, (token, width) in enumerate(tokens):
            if width:
                self._add_text(token, width)
            elif token.startswith("</"):
                self._add_closing_tag(token)
            elif index in element_ends:
                self._add_opening_tag(token, element_ends[index])
            else:
                self._pieces.append(token)
        self._stop()
        return "".join(self._pieces)

    def _add_text(self, token: str, width: int) -> None:
        position = 0
        while position < width:
            start, end = self._hits[-1] if self._hits else (_UNCLOSED, _UNCLOSED)
            offset = self._offset
            stop = start if offset < start else end
            taken = min(width - position, stop - offset)
            if offset >= start and not self._is_open:
                self._pieces.append(self._open)
                self._is_open = True
            # A character reference is several characters wide in HTML, but it is never divided.
            self._pieces.append(token if taken == width else token[position : position + taken])
            position += taken
            self._offset += taken
            if self._offset == end:
                self._hits.pop()
                self._is_ending = True
                self._stop_if_ended()

    def _add_opening_tag(self, token: str, element_end: int) -> None:
        if self._is_open:
            if not self._is_ending and element_end > self._hits[-1][1]:
                # The hit ends inside of this element: go on with a new mark in there.
                self._stop()
            else:
                self._depth += 1
        self._pieces.append(token)

    def _add_closing_tag(self, token: str) -> None:
        if self._depth == 0:
            self._stop()
            self._pieces.append(token)
        else:
            self._pieces.append(token)
            self._depth -= 1
            self._stop_if_ended()

    def _stop_if_ended(self) -> None:
        if self._is_ending and self._depth == 0:
            self._stop()

    def _stop(self) -> None:
        if self._is_open:
            self._pieces.append(self._close)
        self._is_open = self._is_ending = False
        self._depth = 0


def _element_ends(tokens: list[tuple[str, int]]) -> dict[int, int]:
    """Map the index of each opening tag to the offset of the visible character at which its element ends."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    offset = 0
    for index, (token, width) in enumerate(tokens):
        offset += width
        if width:
            continue
        if token.startswith("</"):
            if opened:
                ends[opened.pop()] = offset
        elif not token.endswith("/>") and _EMPTY_ELEMENT.match(token) is None:
            opened.append(index)
            ends[index] = _UNCLOSED
    return ends
