"""Find where the port, the path and the query of a URL end.

A path may hold parentheses that are balanced and at most two deep (`/Primer_(film)`); anything that a sentence puts
after a URL, such as a closing parenthesis or a full stop, does not belong to it.
"""

import re
from typing import Final

from linnet.domain.text.characters import CYRILLIC, LATIN_ACCENTS

_LETTERS: Final = f"A-Za-z0-9{CYRILLIC}{LATIN_ACCENTS}"
_PATH_RUN: Final = re.compile(rf"[{_LETTERS}!*';:=+,.$/%#\[\]_~&|@\-\u2010-\u2015]+")
_PATH_ENDING: Final = re.compile(f"[{_LETTERS}=_#/+-]")
_QUERY_RUN: Final = re.compile(r"[A-Za-z0-9!?*'();:&=+$/%#\[\]_.,~|@-]+")
_QUERY_ENDING: Final = re.compile("[A-Za-z0-9_&=#/-]")
_PORT: Final = re.compile(":[0-9]+")


def port_end(text: str, position: int) -> int:
    """Return where the port at the position ends: the position itself if there is none."""
    port = _PORT.match(text, position)
    return position if port is None else port.end()


def path_end(text: str, position: int) -> int:
    """Return where the path at the position ends: the position itself if there is none."""
    if not text.startswith("/", position):
        return position
    end = position = position + 1
    while True:
        run_end = _run_end(_PATH_RUN, text, position)
        end = max(end, _last_ending(_PATH_ENDING, text, position, run_end))
        position = _parentheses_end(text, run_end)
        if position < 0:
            return end
        end = position


def query_end(text: str, position: int) -> int:
    """Return where the query at the position ends: the position itself if there is none."""
    if not text.startswith("?", position):
        return position
    end = _last_ending(_QUERY_ENDING, text, position + 1, _run_end(_QUERY_RUN, text, position + 1))
    return end if end > position + 1 else position


def _run_end(run: re.Pattern[str], text: str, position: int) -> int:
    match = run.match(text, position)
    return position if match is None else match.end()


def _last_ending(ending: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Return the position after the last character of `[start, end)` that may end a URL, or the start."""
    while end > start and ending.match(text, end - 1) is None:
        end -= 1
    return end


def _parentheses_end(text: str, position: int) -> int:
    """Return where the balanced parentheses at the position end, or -1 if there are none.

    They enclose path characters and at most one inner pair, which encloses some too. An attempt that fails is the last
    one for its URL and has read past one further `(` at most, so no character is read by more than two attempts.
    """
    if not text.startswith("(", position):
        return -1
    inside = position + 1
    run_end = _run_end(_PATH_RUN, text, inside)
    if text.startswith("(", run_end):
        inner_end = _run_end(_PATH_RUN, text, run_end + 1)
        if inner_end == run_end + 1 or not text.startswith(")", inner_end):
            return -1
        run_end = _run_end(_PATH_RUN, text, inner_end + 1)
    elif run_end == inside:
        return -1
    return run_end + 1 if text.startswith(")", run_end) else -1
