"""What is proposed to somebody who types: accounts by the beginnings of their names, hashtags that are in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from linnet.domain.search.words import words_of
from linnet.domain.users import User

# What is stored of each account: the beginnings of so many words of its names, up to so many characters.
MOST_WORDS: Final = 4
LONGEST_BEGINNING: Final = 12
# How many of one first character are kept of the hashtags in use.
TAGS_OF_A_LETTER: Final = 200


@dataclass(frozen=True, slots=True)
class SuggestedUser:
    """An account as it is proposed. `fame` rises by one whenever its followers double."""

    id: int
    username: str
    display_name: str
    fame: int = 0


@dataclass(frozen=True, slots=True)
class UsedTag:
    """A hashtag, folded, and how many people used it within the last hour."""

    tag: str
    people: int


def suggested_user(user: User) -> SuggestedUser | None:
    """Return how an account is proposed, None where it must not be."""
    if not user.active:
        return None
    return SuggestedUser(user.id, user.username, user.display_name, max(0, user.counts.followers).bit_length())


def name_words(user: SuggestedUser) -> list[str]:
    """Return the words of an account's names, each once."""
    return list(dict.fromkeys([*words_of(user.username), *words_of(user.display_name)]))


def beginnings_of(user: SuggestedUser) -> frozenset[str]:
    """Return what an account is found by: the beginnings of the words of its names."""
    words = islice(name_words(user), MOST_WORDS)
    return frozenset(word[:length] for word in words for length in range(1, min(len(word), LONGEST_BEGINNING) + 1))


def beginning_of(typed: Sequence[str]) -> str:
    """Return the beginning by which accounts with these typed words are looked up."""
    return typed[0][:LONGEST_BEGINNING]


def fits(user: SuggestedUser, typed: Sequence[str]) -> bool:
    """Tell whether each typed word begins a word of an account's names."""
    words = name_words(user)
    return all(any(word.startswith(each) for word in words) for each in typed)


def by_letter(tags: Iterable[UsedTag]) -> Mapping[str, Sequence[UsedTag]]:
    """Return the tags by their first characters, those that most people use first, and no more than are kept."""
    found: dict[str, list[UsedTag]] = {}
    for each in sorted(tags, key=lambda each: (-each.people, each.tag)):
        of_letter = found.setdefault(each.tag[0], [])
        if len(of_letter) < TAGS_OF_A_LETTER:
            of_letter.append(each)
    return found
