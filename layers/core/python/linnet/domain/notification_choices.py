"""What a recipient wants to be told of."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from linnet.domain.notifications import Kind

MAX_MUTED_WORDS: Final = 100
MAX_MUTED_WORD: Final = 50
NEW_ACCOUNT_MS: Final = 7 * 86_400_000

# Scripts that are written without spaces begin here, but for those of South-East Asia.
_CJK: Final = 0x2E80
_UNSPACED: Final = range(0x0E00, 0x1000)


@dataclass(frozen=True, slots=True)
class Choices:
    """Kinds turned off, and policies; notices of the platform obey none of them.

    `muted_words` are folded. Accounts are new for a week; whom the recipient follows is never new.
    """

    off: frozenset[Kind] = frozenset()
    followed_only: bool = False
    no_new_accounts: bool = False
    muted_words: tuple[str, ...] = ()

    def silences(self, text: str) -> bool:
        """Tell whether a text has a muted word in it."""
        folded = fold(text) if self.muted_words else ""
        return any(_contains(folded, word) for word in self.muted_words)


@dataclass(frozen=True, slots=True)
class Inbox:
    """A recipient's read marker (the newest id that was read) and choices; nothing up to `cleared_upto` is shown."""

    read_upto: int = 0
    choices: Choices = Choices()
    cleared_upto: int = 0


def fold(text: str) -> str:
    """Return what all spellings of a text have in common: width, compatibility forms, case."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def folded_words(words: Iterable[str]) -> tuple[str, ...]:
    """Return muted words as they are stored: folded, each once, sorted."""
    return tuple(sorted({word for each in words if (word := fold(each).strip())}))


def _contains(text: str, word: str) -> bool:
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        before, after = text[start - 1 : start], text[end : end + 1]
        if not (_joined(before, word[0]) or _joined(word[-1], after)):
            return True
        start = text.find(word, end)
    return False


def _joined(left: str, right: str) -> bool:
    """Tell whether two characters are inside one word, where words have spaces between them."""
    return all(
        each.isalnum() and ord(each) < _CJK and ord(each) not in _UNSPACED for each in (left or " ", right or " ")
    )
