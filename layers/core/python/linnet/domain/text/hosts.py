"""Find host names in runs of the characters that a host name may hold.

A host is a chain of labels that ends in a top-level domain; the longest chain wins. Scripts that write without spaces
glue words to host names, so a host may begin in the middle of a label and end in the middle of another one. Trying
every beginning would be quadratic; here the longest chain from each label is computed once, from right to left.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from linnet.domain.text.characters import AT_SIGNS, DIRECTIONAL, HASH_SIGNS, INVALID, LATIN_ACCENTS, SPACES
from linnet.domain.text.top_level_domains import top_level_domain_end

_MAX_LABEL_LENGTH: Final = 63

# A label holds anything but spaces, controls and ASCII punctuation; dots stand between labels, and hyphens and
# underscores inside of them.
_RUN: Final = re.compile(rf"[^{SPACES}{DIRECTIONAL}{INVALID}\x00-\x1f\x7f!-,/:-@\[-\^`{{-~]+")
_DOT: Final = re.compile(r"\.")
# The character before a host cannot belong to a word, a mention, a hashtag or a cashtag.
_BEGINNING: Final = re.compile(f"(?<![A-Za-z0-9${AT_SIGNS}{HASH_SIGNS}{INVALID}])[^_-]")
_ASCII_RUN: Final = re.compile(f"[A-Za-z0-9._{LATIN_ACCENTS}-]+")
# Resolvers take the full stops of East Asian scripts for dots (RFC 3490).
_LABEL_SEPARATOR: Final = re.compile("[.\u3002\uff0e\uff61]")


class HostRun:
    """A maximal run `[start, end)` of host characters, with the hosts that can be made of its labels."""

    __slots__ = ("_domain_ends", "_dots", "_longest", "_starts", "_text", "end", "start")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self._text = text
        # Label i is [_starts[i], _dots[i]); what follows the last dot can only be a top-level domain.
        self._dots = [match.start() for match in _DOT.finditer(text, start, end)]
        self._starts = [start, *(dot + 1 for dot in self._dots[:-1])]
        self._domain_ends = [top_level_domain_end(text, dot + 1) for dot in self._dots]
        # Where the longest host that begins with the whole label i ends, or -1.
        self._longest = [-1] * len(self._dots)
        for index in range(len(self._dots) - 1, -1, -1):
            self._longest[index] = self._host_end(index, self._starts[index])

    def host_end_at_start(self) -> int:
        """Return where the longest host that begins with the run ends, or -1."""
        return self._longest[0]

    def first_host(self, position: int) -> tuple[int, int] | None:
        """Return the span of the first host that begins at the position or after it."""
        for index in range(bisect_right(self._starts, position) - 1, len(self._dots)):
            first = max(position, self._starts[index])
            if not self._has_longer(index):
                if self._domain_ends[index] < 0:
                    continue
                # The label before the top-level domain has no underscore.
                first = max(first, self._text.rfind("_", first, self._dots[index]) + 1)
            beginning = _BEGINNING.search(self._text, first, self._dots[index])
            if beginning is not None:
                end = self._host_end(index, beginning.start())
                if end >= 0:
                    return beginning.start(), end
        return None

    def _has_longer(self, index: int) -> bool:
        return index + 1 < len(self._longest) and self._longest[index + 1] >= 0

    def _host_end(self, index: int, beginning: int) -> int:
        """Return where the longest host ends whose first label is `[beginning, dot of label index)`, or -1."""
        dot = self._dots[index]
        if beginning >= dot or self._text[beginning] in "_-" or self._text[dot - 1] in "_-":
            return -1
        if self._has_longer(index):
            return self._longest[index + 1]
        return -1 if self._text.find("_", beginning, dot) >= 0 else self._domain_ends[index]


def host_runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans in which a host name can be: the runs that hold a dot."""
    for run in _RUN.finditer(text):
        if text.find(".", run.start(), run.end()) >= 0:
            yield run.span()


def may_begin(text: str, position: int) -> bool:
    """Return whether the character before the position lets a URL begin there."""
    return _BEGINNING.match(text, position) is not None


def ascii_hosts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the hosts in the host `[start, end)` whose names have Latin labels only.

    At most one in each run of Latin characters: no top-level domain follows the last one of the longest chain.
    """
    for run in _ASCII_RUN.finditer(text, start, end):
        beginning = run.start()
        while beginning < run.end() and text[beginning] in "._-":
            beginning += 1
        dot = text.rfind(".", beginning, run.end())
        while dot >= 0:
            domain_end = top_level_domain_end(text, dot + 1)
            if domain_end >= 0:
                yield beginning, domain_end
                break
            dot = text.rfind(".", beginning, dot)


def encoded_length(host: str) -> int:
    """Return the length of the host name in punycode, or -1 if the name cannot be resolved."""
    labels = _LABEL_SEPARATOR.split(host)
    length = len(labels) - 1
    for label in labels:
        if not label:
            return -1
        if label.isascii():
            encoded = len(label)
        elif len(label) > _MAX_LABEL_LENGTH or label[:4].lower() == "xn--":
            # Encoding only makes a label longer, and takes quadratic time: it is never asked to encode a long one.
            return -1
        else:
            encoded = len("xn--") + len(label.encode("punycode"))
        if encoded > _MAX_LABEL_LENGTH:
            return -1
        length += encoded
    return length
