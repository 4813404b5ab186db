"""The work on a search, and on the words of a text, grows as their length does."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import linnet.domain
from linnet.domain.search.parse import MAX_LENGTH, QueryError, parse
from linnet.domain.search.printing import text_of
from linnet.domain.search.words import words_of

FOLDER = str(Path(linnet.domain.__file__).parent)

HOSTILE = [
    "(",
    ")",
    '"',
    "-",
    "- ",
    "OR ",
    " OR a",
    "a ",
    '"a" ',
    "#a",
    "#a ",
    "@a",
    "$a ",
    "from:",
    "http://a(",
    "a:",
    "!",
]
HOSTILE += [
    "http://a.co(",
    "url:a(",
    "猫",
    "猫 ",
    "😲",
    "👨\u200d",
    "e\u0301",
    "\u0300\u0316",
    "ﷺ",
    "-(",
    "(a OR ",
    "\u3099",
]


def lines_executed(call: Callable[[], object]) -> int:
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if not frame.f_code.co_filename.startswith(FOLDER):
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def read(text: str) -> None:
    try:
        root = parse(text).root
    except QueryError:
        return
    if root is not None:
        text_of(root)


def repeated(part: str, length: int) -> str:
    return (part * length)[:length]


@pytest.mark.parametrize("part", HOSTILE)
def test_eight_times_the_search_takes_eight_times_the_lines(part: str) -> None:
    read(repeated(part, MAX_LENGTH))  # so that nothing is compiled or folded for the first time below
    short = lines_executed(lambda: read(repeated(part, MAX_LENGTH // 8)))

    assert lines_executed(lambda: read(repeated(part, MAX_LENGTH))) <= 10 * short + 200


@pytest.mark.parametrize("part", HOSTILE)
def test_eight_times_the_text_takes_eight_times_the_lines(part: str) -> None:
    words_of(repeated(part, 10_000))
    short = lines_executed(lambda: words_of(repeated(part, 1_250)))

    assert lines_executed(lambda: words_of(repeated(part, 10_000))) <= 10 * short + 200


@pytest.mark.parametrize("part", HOSTILE)
def test_a_text_that_is_too_long_is_refused_before_it_is_read(part: str) -> None:
    assert lines_executed(lambda: read(repeated(part, 10_000))) < 20
