"""Find mentions of users and lists, before overlaps with other entities are resolved."""

import re
from typing import Final

from linnet.domain.text.characters import AT_SIGNS, BLANK, LATIN_ACCENT
from linnet.domain.text.entities import Mention

# Twitter reads at most 20 characters; our usernames have up to 30, and reading less would mention somebody else.
MAX_USERNAME_LENGTH: Final = 30

_AT_SIGN: Final = re.compile(f"[{AT_SIGNS}]")
_USERNAME: Final = re.compile("[A-Za-z0-9_]+")
_LIST_SLUG: Final = re.compile("/([A-Za-z][A-Za-z0-9_-]{0,24})")
_WORD: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"
_NOT_BEFORE_MENTION: Final = frozenset(_WORD + "!#$%&*@\uff20")
_NOT_BEFORE_RETWEET: Final = frozenset(_WORD + "+~.-")


def find_mentions(text: str, *, max_username_length: int = MAX_USERNAME_LENGTH) -> list[Mention]:
    """Return the mentions of the text in order of appearance, those inside of URLs included."""
    mentions = []
    consumed = 0
    for sign in _AT_SIGN.finditer(text):
        start = sign.start()
        if not _may_precede_mention(text, start, consumed):
            continue
        username = _USERNAME.match(text, start + 1, start + 1 + max_username_length)
        if username is None:
            continue
        slug = _LIST_SLUG.match(text, username.end())
        consumed = username.end() if slug is None else slug.end()
        if not _continues(text, consumed):
            mentions.append(Mention(username.group(), start, consumed, None if slug is None else slug.group(1)))
    return mentions


def extract_reply(text: str, *, max_username_length: int = MAX_USERNAME_LENGTH) -> str | None:
    """Return the username that the text begins with, spaces apart, or None."""
    blank = BLANK.match(text)
    start = 0 if blank is None else blank.end()
    if _AT_SIGN.match(text, start) is None:
        return None
    username = _USERNAME.match(text, start + 1, start + 1 + max_username_length)
    return None if username is None or _continues(text, username.end()) else username.group()


def _may_precede_mention(text: str, start: int, consumed: int) -> bool:
    if start == 0:
        return True
    if start == consumed:
        # The character before ends a list, or something that was refused.
        return False
    if text[start - 1] not in _NOT_BEFORE_MENTION:
        return True
    # A retweet by hand: `RT@username`.
    mark = start - 2
    if text[max(mark, 0) : start].lower() != "rt":
        return False
    return mark == 0 or text[mark - 1] not in _NOT_BEFORE_RETWEET


def _continues(text: str, end: int) -> bool:
    """Return whether what looks like a username is the beginning of an address, a word or a URL."""
    after = text[end : end + 1]
    return after in ("@", "\uff20") or LATIN_ACCENT.match(text, end) is not None or text.startswith("://", end)
