"""Find hashtags and cashtags, before overlaps with other entities are resolved."""

import re
import unicodedata
from typing import Final

from linnet.domain.text.characters import DIRECTIONAL, HASH_SIGNS, SPACES
from linnet.domain.text.entities import Cashtag, Hashtag

_HASH_SIGN: Final = re.compile(f"[{HASH_SIGNS}]")
# Joiners and punctuation of Hebrew, Japanese, Tibetan, Catalan and others that stand inside of words.
_HASHTAG_PUNCTUATION: Final = frozenset(
    "_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7"
)
_VARIATION_SELECTORS: Final = frozenset("\ufe0e\ufe0f")
# `#` with one of these is an emoji.
_EMOJI_HASH_ENDINGS: Final = frozenset("\ufe0f\u20e3")

# Bounded repetitions: at most nine characters are read after each dollar sign.
_CASHTAG: Final = re.compile(
    rf"(?<![^{SPACES}{DIRECTIONAL}])\$([A-Za-z]{{1,6}}(?:[._][A-Za-z]{{1,2}})?)(?=[{SPACES}!-/:-@\[-`{{-~]|\Z)"
)


def find_hashtags(text: str) -> list[Hashtag]:
    """Return the hashtags of the text in order of appearance, those inside of URLs included."""
    hashtags = []
    consumed = 0
    for sign in _HASH_SIGN.finditer(text):
        start = sign.start()
        if not _may_precede_hashtag(text, start, consumed) or text[start + 1 : start + 2] in _EMOJI_HASH_ENDINGS:
            continue
        end, has_letter = _tag_end(text, start + 1)
        if has_letter:
            consumed = end
            if text[end : end + 1] not in ("#", "\uff03") and not text.startswith("://", end):
                hashtags.append(Hashtag(text[start + 1 : end], start, end))
    return hashtags


def find_cashtags(text: str) -> list[Cashtag]:
    """Return the cashtags of the text in order of appearance."""
    return [Cashtag(match.group(1), match.start(), match.end()) for match in _CASHTAG.finditer(text)]


def _may_precede_hashtag(text: str, start: int, consumed: int) -> bool:
    if start == 0:
        return True
    before = text[start - 1]
    # A variation selector is a mark, hence a tag character, but as the end of an emoji it lets a hashtag follow.
    return start > consumed and (before in _VARIATION_SELECTORS or (before != "&" and not _is_tag_character(before)))


def _tag_end(text: str, start: int) -> tuple[int, bool]:
    """Return where the run of tag characters ends and whether it holds a letter or a mark."""
    end = start
    has_letter = False
    while end < len(text):
        is_letter = _is_letter_or_mark(text[end])
        if not is_letter and not _is_tag_character(text[end]):
            break
        has_letter = has_letter or is_letter
        end += 1
    return end, has_letter


def _is_letter_or_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM"


def _is_tag_character(character: str) -> bool:
    return character in _HASHTAG_PUNCTUATION or unicodedata.category(character) == "Nd" or _is_letter_or_mark(character)
