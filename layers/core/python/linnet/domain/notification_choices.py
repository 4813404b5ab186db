"""What a recipient wants to be told of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from linnet.domain.filters import contains, fold
from linnet.domain.notification_policy import Policy
from linnet.domain.notifications import Kind

MAX_MUTED_WORDS: Final = 100
MAX_MUTED_WORD: Final = 50


@dataclass(frozen=True, slots=True)
class Choices:
    """Kinds turned off, and what becomes of strangers; notices of the platform obey none of it.

    `muted_words` are folded.
    """

    off: frozenset[Kind] = frozenset()
    policy: Policy = Policy()
    muted_words: tuple[str, ...] = ()

    def silences(self, text: str) -> bool:
        """Tell whether a text has a muted word in it."""
        folded = fold(text) if self.muted_words else ""
        return any(contains(folded, word, whole_word=True) for word in self.muted_words)


@dataclass(frozen=True, slots=True)
class Inbox:
    """A recipient's read marker (the newest id that was read) and choices; nothing up to `cleared_upto` is shown.

    `web_push` is the newest subscription of Web Push, None where there is none to push to.
    """

    read_upto: int = 0
    choices: Choices = Choices()
    cleared_upto: int = 0
    web_push: int | None = None


def folded_words(words: Iterable[str]) -> tuple[str, ...]:
    """Return muted words as they are stored: folded, each once, sorted."""
    return tuple(sorted({word for each in words if (word := fold(each).strip())}))
