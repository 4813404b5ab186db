"""The work on a text grows as its length does, whatever the text holds."""

import encodings.punycode
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from linnet.domain import text as package
from linnet.domain.text import (
    autolink,
    extract_entities,
    highlight_hits,
    is_valid_hashtag,
    normalization,
    parse_tweet,
)

PACKAGE_FOLDER = str(Path(package.__file__).parent)

# Repeated until the wanted length is reached: what a backtracking or rescanning parser is slow on.
REPEATED = {
    "labels": "a.",
    "labels in a script without spaces": "あ.",
    "beginnings of hosts": "あ-",
    "underscores in labels": "あ_.",
    "punycode": "xn--a-.",
    "protocols": "http://",
    "urls": "a.co ",
    "urls in a script without spaces": "あa.coい",
    "urls with a query": "あa.co?.",
    "open parentheses in paths": "a.co/(",
    "nested parentheses in paths": "a.co/(b(c",
    "joined emoji": "👨\u200d",
    "flags": "🇫🇷",
    "mentions": "@a",
    "separate mentions": " @a",
    "retweet marks": "rt@",
    "lists": " @a/b",
    "hashtags": "#a",
    "separate hashtags": " #a",
    "hashtags without a letter": "#1",
    "cashtags": "$a",
    "separate cashtags": " $a",
    "combining marks out of order": "\u0300\u0316",
    "surrogates": "\ud83d",
    "open tags": "<",
    "character references": "&a",
    "mixed": "@a#b$c a.co/あ.http://x-.みんな👨\u200d(é\u0316",
}
# Something long after a beginning that promises more.
PREFIXED = {
    "hyphens after a protocol": ("http://", "a-"),
    "digits after a hash sign": ("#", "1"),
    "full stops after a path": ("a.co/b", "."),
    "full stops after a query": ("a.co?b", "."),
    "open parentheses after a path": ("a.co/", "("),
}
KILLERS: dict[str, tuple[str, str]] = {name: ("", part) for name, part in REPEATED.items()} | PREFIXED
# One name of each scanner: reading the clock needs long texts.
TIMED = (
    "labels",
    "labels in a script without spaces",
    "hyphens after a protocol",
    "joined emoji",
    "mentions",
    "hashtags",
    "cashtags",
    "combining marks out of order",
    "open parentheses in paths",
    "mixed",
)


def highlight_every_other_character(text: str) -> str:
    return highlight_hits(text, [(index, index + 1) for index in range(0, len(text), 2)])


def killer(name: str, length: int) -> str:
    prefix, part = KILLERS[name]
    return (prefix + part * (length // len(part) + 1))[:length]


def count_lines(function: Callable[[str], Any], text: str, folder: str = PACKAGE_FOLDER) -> int:
    """Return how many lines of the package, or of another folder, a call executes."""
    lines = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return count

    def enter(frame: FrameType, _event: str, _argument: Any) -> Any:
        return count if frame.f_code.co_filename.startswith(folder) else None

    previous = sys.gettrace()
    sys.settrace(enter)
    try:
        function(text)
    finally:
        sys.settrace(previous)
    return lines


def cpu_time(text: str) -> float:
    start = time.process_time()
    extract_entities(text)
    parse_tweet(text)
    return time.process_time() - start


def assert_linear(function: Callable[[str], Any], name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # No shorter way for short texts: tracing lines is slow, so the texts here are not as long as below.
        patch.setattr(normalization, "_SAFE_LENGTH", 0)
        # What an empty text costs does not count, or it would hide the growth.
        constant = count_lines(function, "")
        small = count_lines(function, killer(name, 400)) - constant
        large = count_lines(function, killer(name, 3_200)) - constant
    assert large <= 10 * max(small, 8)


@pytest.mark.parametrize("name", KILLERS)
def test_eight_times_the_text_is_at_most_ten_times_the_work_of_extraction(name: str) -> None:
    assert_linear(extract_entities, name)


@pytest.mark.parametrize("name", KILLERS)
def test_eight_times_the_text_is_at_most_ten_times_the_work_of_weighing(name: str) -> None:
    assert_linear(parse_tweet, name)


@pytest.mark.parametrize("function", [autolink, highlight_every_other_character, is_valid_hashtag])
@pytest.mark.parametrize("name", ["separate hashtags", "open tags", "character references", "digits after a hash sign"])
def test_eight_times_the_text_is_at_most_ten_times_the_work_of_markup_and_checks(
    name: str, function: Callable[[str], Any]
) -> None:
    assert_linear(function, name)


@pytest.mark.parametrize("name", TIMED)
def test_a_hundred_thousand_characters_take_no_more_than_their_share_of_time(name: str) -> None:
    # Lines do not show the work inside of `re`, `str` and `unicodedata`. Quadratic work there would take 64 times as
    # long; the limit leaves room for a noisy machine.
    small = min(cpu_time(killer(name, 12_500)) for _ in range(2))
    large = cpu_time(killer(name, 100_000))
    assert large <= 24 * max(small, 0.001)


def test_a_label_that_is_too_long_is_never_encoded() -> None:
    # Encoding punycode takes quadratic time.
    label = "".join(map(chr, range(0x4E00, 0x4E00 + 3_000)))
    folder = str(Path(encodings.punycode.__file__).parent)
    assert count_lines(extract_entities, f"http://{label[:20]}.com", folder) > 0
    assert count_lines(extract_entities, f"http://{label}.com", folder) == 0


def test_the_line_counter_notices_quadratic_work() -> None:
    namespace: dict[str, Any] = {}
    source = "def rescan(text):\n for start in range(len(text)):\n  for end in range(start):\n   pass\n"
    exec(compile(source, f"{PACKAGE_FOLDER}/rescan.py", "exec"), namespace)
    assert count_lines(namespace["rescan"], "a" * 80) > 10 * count_lines(namespace["rescan"], "a" * 10)
