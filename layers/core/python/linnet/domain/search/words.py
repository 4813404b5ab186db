"""The one way in which text becomes words: for documents, for searches and for highlights alike.

A word is a run of letters, digits and marks; everything else stands between words. Words are compared folded: without
case, width, compatibility forms and the marks that people leave out when they type. Links are not words (`url:` finds
them), and each emoji is a word.

Scripts without spaces between words have no runs to find words by. There every character makes a word with the one
behind it, and the last of a run a word alone: a text is then found by any part of it, a lone character included,
because each character begins exactly one word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from linnet.domain.text import extract_urls, normalize
from linnet.domain.text.emoji import emoji_end

# Thai and Lao, Myanmar, Hangul letters, Khmer, then everything East Asian. Korean has spaces, but its words grow
# endings (사과, 사과는) that readers do not search for.
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u31ff\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Diacritics of Latin, Greek and Cyrillic; the points of Hebrew; the vowel signs, hamzas and tatweel of Arabic;
# variation selectors. The marks of other scripts are vowels, without which a word is another one.
_LEFT_OUT: Final = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
# Letters that Unicode does not take apart, and keyboards elsewhere do not have.
_SPELLED: Final = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŧ": "t", "þ": "th"}
)
# The voiced marks of kana in their combining forms: what half-width kana carry them as.
_VOICED_MARKS: Final = frozenset("\u3099\u309a")
_NO_SHADE: Final = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")
# The first sign that can be an emoji by itself; what comes before (digits, `#`, `*`) needs one of the marks behind it.
_FIRST_EMOJI: Final = "\xa9"
_KEYCAP: Final = frozenset("\ufe0f\u20e3")
_FOLDED_CHARACTERS: Final = 8192


@dataclass(frozen=True, slots=True)
class Token:
    """A word and where it stands: the span `[start, end)` in code points of the text's NFC form."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WordSequence:
    """Words that have to follow one another in a text.

    `open_ended`: of the last one only the beginning has to be there (a lone character of a script without spaces).
    """

    words: tuple[str, ...]
    open_ended: bool = False


def words_of(text: str) -> list[str]:
    """Return the words of a text in their order."""
    return [token.word for token in tokens_of(text)]


def tokens_of(text: str) -> list[Token]:
    """Return the words of a text with their places."""
    text = normalize(text)
    tokens: list[Token] = []
    position = 0
    for url in extract_urls(text, require_protocol=True):
        tokens.extend(_tokens(text, position, url.start))
        position = url.end
    tokens.extend(_tokens(text, position, len(text)))
    return tokens


def word_sequence(text: str) -> WordSequence:
    """Return what a typed word or phrase asks a document to have; no words where it has none."""
    tokens = tokens_of(text)
    words = tuple(token.word for token in tokens)
    if not words or _UNSPACED.match(words[-1]) is None:
        return WordSequence(words)
    # The text may go on where the searched one ends: its last character is then no word alone.
    if len(words) > 1 and tokens[-2].end == tokens[-1].end and words[-2][1:] == words[-1]:
        return WordSequence(words[:-1])
    return WordSequence(words, open_ended=True)


def _tokens(text: str, start: int, end: int) -> Iterator[Token]:
    run: list[Token] = []
    unspaced = False
    position = start
    while position < end:
        after = _emoji_end(text, position)
        if after > position:
            yield from _words(run, unspaced)
            run = []
            emoji = text[position:after]
            yield Token(_NO_SHADE.sub("", emoji) or emoji, position, after)
            position = after
            continue
        position += 1
        for letter in _folded(text[position - 1]):
            if letter == " ":
                yield from _words(run, unspaced)
                run = []
                continue
            if (_UNSPACED.match(letter) is not None) is not unspaced:
                yield from _words(run, unspaced)
                run = []
                unspaced = not unspaced
            _append(run, Token(letter, position - 1, position))
    yield from _words(run, unspaced)


def _append(run: list[Token], letter: Token) -> None:
    if run and letter.word in _VOICED_MARKS:
        voiced = unicodedata.normalize("NFC", run[-1].word + letter.word)
        if len(voiced) == 1:
            run[-1] = Token(voiced, run[-1].start, letter.end)
            return
    run.append(letter)


def _words(run: list[Token], unspaced: bool) -> Iterator[Token]:
    """Yield the words of a run of letters, each given as a token."""
    if not unspaced:
        if run:
            yield Token("".join([letter.word for letter in run]), run[0].start, run[-1].end)
        return
    for index, letter in enumerate(run):
        following = run[index + 1] if index + 1 < len(run) else None
        if following is None:
            yield letter
        else:
            yield Token(letter.word + following.word, letter.start, following.end)


def _emoji_end(text: str, position: int) -> int:
    if text[position] < _FIRST_EMOJI and text[position + 1 : position + 2] not in _KEYCAP:
        return position
    return emoji_end(text, position)


@lru_cache(maxsize=_FOLDED_CHARACTERS)
def _folded(character: str) -> str:
    """Return the letters that a character stands for, with a space for each that is none."""
    folded = unicodedata.normalize("NFKC", character).casefold()
    plain = _LEFT_OUT.sub("", unicodedata.normalize("NFKD", folded)).translate(_SPELLED)
    return "".join([_letter(each) for each in unicodedata.normalize("NFC", plain)])


def _letter(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Cf":
        # Joiners, soft hyphens and directional marks stand inside of words.
        return ""
    return character if category[0] in "LMN" else " "
