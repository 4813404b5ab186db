"""Filters: words and tweets that somebody wants to be warned of, or not to see at all.

Texts and words are compared folded (width, compatibility forms, case). Time is linear in the text: words are looked
for one after the other, none is a pattern.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from linnet.domain.tweets import Tweet

# All filters of an account stand in one row, which is read with every page. These take some 150 KB at the very most.
MAX_FILTERS: Final = 50
MAX_KEYWORDS: Final = 200
MAX_FILTERED_TWEETS: Final = 200
MAX_TITLE: Final = 256
MAX_KEYWORD: Final = 100

# Scripts that are written without spaces begin here, but for those of South-East Asia.
_CJK: Final = 0x2E80
_UNSPACED: Final = range(0x0E00, 0x1000)


class FilterContext(StrEnum):
    """Where a filter applies; lists are part of home."""

    HOME = "home"
    NOTIFICATIONS = "notifications"
    PUBLIC = "public"
    THREAD = "thread"
    ACCOUNT = "account"


class FilterAction(StrEnum):
    """What is done with what matches: a warning above it, not shown at all, or its pictures made unclear."""

    WARN = "warn"
    HIDE = "hide"
    BLUR = "blur"


@dataclass(frozen=True, slots=True)
class Keyword:
    """Words of a filter, as they were written; `whole_word` asks that no word goes on beyond them."""

    id: int
    text: str
    whole_word: bool = True


@dataclass(frozen=True, slots=True)
class FilteredTweet:
    """One tweet that a filter matches, whatever it says."""

    id: int
    tweet_id: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of its owner's and of nobody else's. `expires_ms` is None for one without end."""

    id: int
    title: str
    contexts: frozenset[FilterContext]
    action: FilterAction = FilterAction.WARN
    expires_ms: int | None = None
    keywords: tuple[Keyword, ...] = ()
    tweets: tuple[FilteredTweet, ...] = ()

    def applies(self, now_ms: int) -> bool:
        """Tell whether it has not ended yet."""
        return self.expires_ms is None or now_ms < self.expires_ms


@dataclass(frozen=True, slots=True)
class FilterMatch:
    """Why a filter matches a tweet: keywords as they were written, and the tweet itself where it was named."""

    filter: Filter
    keywords: tuple[str, ...] = ()
    tweet_ids: tuple[int, ...] = ()

    def hides(self, context: FilterContext) -> bool:
        """Tell whether what matches is not to be shown in a context at all."""
        return self.filter.action is FilterAction.HIDE and context in self.filter.contexts


@dataclass(frozen=True, slots=True)
class Filters:
    """All filters of an account, oldest first; `version` 0 says that nothing is stored."""

    items: tuple[Filter, ...] = ()
    version: int = 0

    def at(self, now_ms: int) -> Matcher:
        """Return what matches tweets at a time; make it once for a page."""
        return Matcher(
            tuple(
                (each, tuple((word, folded) for word in each.keywords if (folded := fold(word.text).strip())))
                for each in self.items
                if each.applies(now_ms)
            )
        )


NO_FILTERS: Final = Filters()


@dataclass(frozen=True, slots=True)
class Matcher:
    """Filters in force, with their keywords folded."""

    filters: tuple[tuple[Filter, tuple[tuple[Keyword, str], ...]], ...] = ()

    def matches(self, tweet_id: int, texts: Iterable[str]) -> tuple[FilterMatch, ...]:
        """Return the filters that match something with these texts; a keyword does not reach from one into another."""
        if not self.filters:
            return ()
        folded = fold("\n".join(texts))
        found: list[FilterMatch] = []
        for each, keywords in self.filters:
            words = tuple(
                word.text for word, wanted in keywords if contains(folded, wanted, whole_word=word.whole_word)
            )
            named = tuple(one.tweet_id for one in each.tweets if one.tweet_id == tweet_id)
            if words or named:
                found.append(FilterMatch(each, words, named))
        return tuple(found)

    def of(self, tweet: Tweet) -> tuple[FilterMatch, ...]:
        """Return the filters that match a tweet: its text, its warning and the answers of its poll."""
        return self.matches(tweet.id, texts_of(tweet))


def texts_of(tweet: Tweet) -> Sequence[str]:
    """Return what filters look at in a tweet."""
    return (tweet.content_warning, tweet.text, *(() if tweet.poll is None else tweet.poll.options))


def fold(text: str) -> str:
    """Return what all spellings of a text have in common: width, compatibility forms, case."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def contains(text: str, word: str, *, whole_word: bool) -> bool:
    """Tell whether a folded text has a folded word in it.

    A whole word does not go on: neither before it, if it begins with a letter or digit, nor behind it, if it ends with
    one. Scripts without spaces have no such bounds. Of a text of n characters and a word of m at most n beginnings are
    looked at, each of them compared with m characters; nearly always the first look decides.
    """
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        before, after = text[start - 1 : start], text[end : end + 1]
        if not whole_word or not (_joined(before, word[0]) or _joined(word[-1], after)):
            return True
        start = text.find(word, _next_beginning(text, start + 1, word[0]))
    return False


def _next_beginning(text: str, start: int, first: str) -> int:
    """Return where a word that begins with a character may begin next: not inside of another."""
    while start < len(text) and _joined(text[start - 1], first):
        start += 1
    return start


def _joined(left: str, right: str) -> bool:
    """Tell whether two characters are inside one word, where words have spaces between them."""
    return bool(left and right) and _in_word(left) and _in_word(right)


def _in_word(character: str) -> bool:
    code = ord(character)
    if code >= _CJK or code in _UNSPACED:
        return False
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"
