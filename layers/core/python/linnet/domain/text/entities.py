"""The entities that a text can hold, each with its span.

A span is `[start, end)` in code points of the text that was scanned and includes the sign (`#`, `$`, `@`), which the
value does not.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hashtag:
    tag: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cashtag:
    tag: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A mentioned user or, when `list_slug` is set, one of that user's lists."""

    username: str
    start: int
    end: int
    list_slug: str | None = None


@dataclass(frozen=True, slots=True)
class Url:
    """A link as written; `expanded_url` is set by callers whose `url` is a shortened one."""

    url: str
    display_url: str
    start: int
    end: int
    expanded_url: str | None = None


Entity = Hashtag | Cashtag | Mention | Url


@dataclass(frozen=True, slots=True)
class Entities:
    """The entities of one text: each tuple in order of appearance, no two spans overlapping."""

    hashtags: tuple[Hashtag, ...] = ()
    cashtags: tuple[Cashtag, ...] = ()
    mentions: tuple[Mention, ...] = ()
    urls: tuple[Url, ...] = ()
