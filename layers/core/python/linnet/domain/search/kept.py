"""What accounts keep of searches: those that they saved, and those that they made last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.errors import invalid
from linnet.domain.search.parse import parse
from linnet.domain.text.characters import INVALID_CHARACTER

MAX_SAVED: Final = 25
MAX_NAME_LENGTH: Final = 50

MAX_RECENT: Final = 20
# Of all texts together: what is written for each search stays some units, whatever people search for.
MAX_RECENT_BYTES: Final = 4_096
RECENT_LIVES_MS: Final = 30 * 86_400_000
# The same search again changes nothing before this: whoever refreshes a page writes nothing.
UNCHANGED_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that an account saved under a name."""

    id: int
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class SavedSearches:
    """What an account saved, oldest first, each search once; `version` rises with each change, 0 before the first."""

    searches: tuple[SavedSearch, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class RecentSearch:
    """A search that was made, and when last (Unix milliseconds)."""

    query: str
    searched_ms: int


@dataclass(frozen=True, slots=True)
class RecentSearches:
    """What an account searched for, newest first, each search once; `version` as above."""

    searches: tuple[RecentSearch, ...] = ()
    version: int = 0


def kept_text(typed: str) -> str | None:
    """Return a search as it is kept, which finds the same; None when it asks for nothing. Raise a QueryError.

    Two are the same search when these texts are equal. Case counts: `OR` and the paths of addresses differ by it.
    """
    return None if parse(typed).root is None else " ".join(typed.split())


def kept_name(typed: str) -> str:
    """Return a name as it is kept. Raise a DomainError for a bad one."""
    name = " ".join(typed.split())
    if not 1 <= len(name) <= MAX_NAME_LENGTH:
        raise invalid("name", f"must have 1 to {MAX_NAME_LENGTH} characters")
    if INVALID_CHARACTER.search(name):
        raise invalid("name", "holds a character that no text may hold")
    return name


def saved(known: SavedSearches, search: SavedSearch) -> SavedSearches | None:
    """Add a search; one that is there already gets the name and keeps its id. Return None where there is no room."""
    for each in known.searches:
        if each.query == search.query:
            return renamed(known, each.id, search.name)
    if len(known.searches) >= MAX_SAVED:
        return None
    return replace(known, searches=(*known.searches, search))


def renamed(known: SavedSearches, search_id: int, name: str) -> SavedSearches:
    """Give a search another name, if it is there."""
    changed = (replace(each, name=name) if each.id == search_id else each for each in known.searches)
    return replace(known, searches=tuple(changed))


def removed(known: SavedSearches, search_id: int) -> SavedSearches:
    """Take a search out, if it is there."""
    return replace(known, searches=tuple(each for each in known.searches if each.id != search_id))


def standing(known: RecentSearches, now_ms: int) -> tuple[RecentSearch, ...]:
    """Return the searches that are not too old yet: rows that expired stay readable for days."""
    return tuple(each for each in known.searches if each.searched_ms > now_ms - RECENT_LIVES_MS)


def remembered(known: RecentSearches, query: str, now_ms: int) -> RecentSearches:
    """Put a search in front, and drop the oldest of what is too much or too old."""
    newest = known.searches[0] if known.searches else None
    if newest is not None and newest.query == query and now_ms < newest.searched_ms + UNCHANGED_MS:
        return known
    others = (each for each in standing(known, now_ms) if each.query != query)
    return replace(known, searches=tuple(_fitting([RecentSearch(query, now_ms), *others])))


def forgotten(known: RecentSearches, query: str) -> RecentSearches:
    """Take a search out, if it is there."""
    return replace(known, searches=tuple(each for each in known.searches if each.query != query))


def _fitting(searches: Iterable[RecentSearch]) -> Iterator[RecentSearch]:
    room = MAX_RECENT_BYTES
    for number, each in enumerate(searches):
        room -= len(each.query.encode())
        if number == MAX_RECENT or room < 0:
            return
        yield each
