"""What sending checks of a message's text."""

from __future__ import annotations

from linnet.domain.errors import invalid
from linnet.domain.messages import MAX_TEXT, MAX_TITLE
from linnet.domain.text import normalize
from linnet.domain.text.characters import BLANK, INVALID_CHARACTER
from linnet.domain.text.emoji import emoji_end


def checked(text: str, *, has_media: bool) -> str:
    """Return the text in NFC; without media it must say something. Raise a DomainError on the field `text`."""
    composed = normalize(text)
    if len(composed) > MAX_TEXT:
        raise invalid("text", f"must have at most {MAX_TEXT} characters")
    if INVALID_CHARACTER.search(composed):
        raise invalid("text", "holds characters that no message may hold")
    if not has_media and BLANK.fullmatch(composed):
        raise invalid("text", "must not be empty")
    return composed


def checked_title(title: str) -> str:
    """Return a group's title without the white space around it, or nothing. Raise a DomainError."""
    composed = normalize(title).strip()
    if len(composed) > MAX_TITLE:
        raise invalid("title", f"must have at most {MAX_TITLE} characters")
    if INVALID_CHARACTER.search(composed) or "\n" in composed:
        raise invalid("title", "holds characters that no title may hold")
    return composed


def checked_reaction(emoji: str) -> str:
    """Return a reaction: one emoji. Raise a DomainError."""
    composed = normalize(emoji)
    if not composed or emoji_end(composed, 0) != len(composed):
        raise invalid("emoji", "must be one emoji")
    return composed
