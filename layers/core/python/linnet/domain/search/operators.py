"""The operators of searches (`name:value`) and what their values may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from linnet.domain.ids import MAX_ID
from linnet.domain.search.addresses import address_of, host_of
from linnet.domain.search.tree import (
    AtLeast,
    ByFollowed,
    Feature,
    From,
    Having,
    InConversation,
    InLanguage,
    Leaf,
    LinksTo,
    Node,
    Since,
    To,
    Total,
    Until,
    both,
)
from linnet.domain.text.characters import AT_SIGNS
from linnet.domain.timelines import DAY_MS
from linnet.domain.users import USERNAME

EPOCH: Final = date(1970, 1, 1)

_USERNAME: Final = re.compile(f"[{AT_SIGNS}]?({USERNAME.pattern})", re.ASCII)
_LANGUAGE: Final = re.compile("[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,3}")
_DATE: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER: Final = re.compile("[0-9]{1,9}")
_ID: Final = re.compile("[0-9]{1,19}")
_FEATURES: Final[Mapping[str, Feature]] = {feature.value: feature for feature in Feature} | {
    "link": Feature.LINKS,
    "image": Feature.IMAGES,
    "video": Feature.VIDEOS,
    "reply": Feature.REPLIES,
    "quote": Feature.QUOTES,
    "poll": Feature.POLLS,
}
FOLLOWS: Final = "follows"


class BadValue(Exception):
    """An operator cannot take a value; the message says what it takes."""


def _username(value: str) -> str:
    name = _USERNAME.fullmatch(value)
    if name is None:
        raise BadValue("needs a username")
    return name.group(1).lower()


def _language(value: str) -> Leaf:
    code = value.lower()
    if _LANGUAGE.fullmatch(code) is None:
        raise BadValue("needs the code of a language, such as en")
    return InLanguage(code)


def _midnight_ms(value: str) -> int:
    """Return when a day begins in UTC, in Unix milliseconds."""
    try:
        day = date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        raise BadValue("needs a date, such as 2014-09-09")
    return (day - EPOCH).days * DAY_MS


def _at_least(total: Total) -> Callable[[str], Leaf]:
    def leaf(value: str) -> Leaf:
        if _NUMBER.fullmatch(value) is None:
            raise BadValue("needs a number of at most nine digits")
        return AtLeast(total, int(value))

    return leaf


def _feature(value: str) -> Leaf:
    name = value.lower()
    if name == FOLLOWS:
        return ByFollowed()
    if name not in _FEATURES:
        raise BadValue(f"takes {', '.join(Feature)} or {FOLLOWS}")
    return Having(_FEATURES[name])


def _link(value: str) -> Leaf:
    if "." not in host_of(address_of(value)) or any(character.isspace() for character in value):
        raise BadValue("needs a host, such as example.com, or the address of a page")
    return LinksTo(value)


def _conversation(value: str) -> Leaf:
    if _ID.fullmatch(value) is None or int(value) > MAX_ID:
        raise BadValue("needs the id of a tweet")
    return InConversation(int(value))


def _day(value: str) -> Node:
    begins = _midnight_ms(value)
    return both(Since(begins), Until(begins + DAY_MS))


OPERATORS: Final[Mapping[str, Callable[[str], Node]]] = {
    "from": lambda value: From(_username(value)),
    "to": lambda value: To(_username(value)),
    "lang": _language,
    "since": lambda value: Since(_midnight_ms(value)),
    "until": lambda value: Until(_midnight_ms(value)),
    # As clients of Mastodon know them.
    "language": _language,
    "before": lambda value: Until(_midnight_ms(value)),
    "after": lambda value: Since(_midnight_ms(value) + DAY_MS),
    "during": _day,
    **{f"min_{total}": _at_least(total) for total in Total},
    "filter": _feature,
    "has": _feature,
    "is": _feature,
    "url": _link,
    "conversation": _conversation,
}
