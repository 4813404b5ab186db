"""What can trend: hashtags, cashtags and two-word phrases, under one name for all their spellings.

A tag is a string that tells its kind: `#alibabaipo`, `$baba`, or the two words of a phrase, `tim cook`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from hashlib import blake2b
from itertools import islice
from operator import attrgetter
from typing import Final

from linnet.domain.text import Entities, Entity, normalize
from linnet.domain.timelines import fold_tag

# A tweet that names more is noise, and each name costs bytes in the event log.
MAX_TAGS_A_POST: Final = 10
MAX_PHRASES_A_POST: Final = 8
MAX_NAME: Final = 100
_MIN_WORD: Final = 3
_MAX_WORD: Final = 24

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_RETWEETED: Final = re.compile(r"RT @[A-Za-z0-9_]{1,20}:?")
_DIACRITICS: Final = re.compile("[\u0300-\u036f]+")
# Words that stand beside everything. The measure of collocation finds them too, but only after they took up room.
_FUNCTION_WORDS: Final = frozenset(
    """
    about after all also and any are because been but can could did does don't for from get got had has have her here
    him his how i'm into it's its just like more most much not now off one only our out over she should some than that
    the their them then there these they this those too very was were what when where which who why will with would
    you your you're
    como con cuando del desde donde ella eso esta este hay las los más mas mis muy para pero por porque que ser sin
    sobre son sus también una uno unos
    aber als auch auf aus bei bin bis das dass dem den der des die doch ein eine einen einer für hat ich ist kein man
    mein mich mir mit nach nicht noch nur oder schon sein sich sie sind und uns von vor war was wenn wer wie wir zum zur
    avec ces ceux dans des elle est été être fait ils les leur lui mais mes mon nous par pas plus pour quand que qui
    sans ses son sont sur tout une vous
    che chi con del della delle gli non per più questo sono una
    com dos das ele ela isso mais mas meu minha muito não nos para pela pelo por que sem seu sua tem uma você
    """.split()
)


class TagKind(StrEnum):
    HASHTAG = "hashtag"
    CASHTAG = "cashtag"
    PHRASE = "phrase"


_SIGNS: Final = {"#": TagKind.HASHTAG, "$": TagKind.CASHTAG}


def kind_of(tag: str) -> TagKind:
    """Return what a tag, or the name of one, is."""
    return _SIGNS.get(tag[:1], TagKind.PHRASE)


def folded(name: str) -> str:
    """Return the tag behind a spelling: width, case and the accents of Latin and Greek letters do not matter.

    Marks of other scripts are letters of their own (й is not и, and Hindi writes its vowels with them).
    """
    decomposed = unicodedata.normalize("NFD", fold_tag(normalize(name)))
    pieces: list[str] = []
    end = 0
    for marks in _DIACRITICS.finditer(decomposed):
        pieces.append(decomposed[end : marks.start()])
        if not _loses_accents(decomposed[marks.start() - 1 : marks.start()]):
            pieces.append(marks.group())
        end = marks.end()
    return unicodedata.normalize("NFC", "".join([*pieces, decomposed[end:]]))


def tag_of(name: str) -> str | None:
    """Return the tag that somebody names, a hashtag with or without its sign; None where there can be none."""
    stripped = " ".join(name.split())
    signed = stripped if stripped[:1] in _SIGNS or " " in stripped else f"#{stripped}"
    return folded(signed) if 1 < len(signed) <= MAX_NAME else None


def names_in(text: str, entities: Entities) -> tuple[str, ...]:
    """Return the spelled names in a text, each tag once, bounded in number and length."""
    signed = [
        *(f"#{found.tag}" for found in entities.hashtags),
        *(f"${found.tag.upper()}" for found in entities.cashtags),
    ]
    return (
        *_first_spellings(signed, MAX_TAGS_A_POST),
        *_first_spellings(_phrases(text, entities), MAX_PHRASES_A_POST),
    )


def text_hash(text: str, entities: Entities) -> int:
    """Return 31 bits of what a text says without links, mentions, numbers and punctuation.

    Copies that differ in a link, an addressee or a serial number are one text.
    """
    words = _WORD.findall(folded(_without(text, entities, hashtags=False)))
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=4).digest()) >> 1


def _first_spellings(names: Iterable[str], limit: int) -> Iterator[str]:
    found: dict[str, str] = {}
    for name in names:
        if len(name) <= MAX_NAME:
            found.setdefault(folded(name), name)
    return islice(found.values(), limit)


def _phrases(text: str, entities: Entities) -> Iterator[str]:
    """Yield pairs of words with nothing but space between them. Scripts that write without spaces have none."""
    blanked = _without(text, entities, hashtags=True)
    before: re.Match[str] | None = None
    for word in _WORD.finditer(blanked):
        if not _MIN_WORD <= len(word.group()) <= _MAX_WORD or word.group().lower() in _FUNCTION_WORDS:
            before = None
            continue
        if before is not None and blanked[before.end() : word.start()].strip(" ") == "":
            yield f"{before.group()} {word.group()}"
        before = word


def _without(text: str, entities: Entities, *, hashtags: bool) -> str:
    """Put a sign that is no part of any word in the place of entities, and of the mark of a copied tweet."""
    found: list[Entity] = [*entities.urls, *entities.mentions, *entities.cashtags]
    if hashtags:
        found += entities.hashtags
    # Spans count code points of the text in the form it is stored in.
    pieces: list[str] = []
    end = 0
    if (copied := _RETWEETED.match(text)) is not None:
        end = copied.end()
    for entity in sorted(found, key=attrgetter("start")):
        pieces.append(text[end : entity.start])
        end = max(end, entity.end)
    return "|".join([*pieces, text[end:]])


def _loses_accents(letter: str) -> bool:
    return letter <= "\u024f" or "\u0370" <= letter <= "\u03ff"
