"""Decide whether a whole string is a username, a list, a hashtag or a URL, sign or protocol included."""

import re
from typing import Final

from linnet.domain.text.characters import AT_SIGNS, CYRILLIC, DIRECTIONAL, INVALID, SPACES
from linnet.domain.text.extraction import extract_hashtags
from linnet.domain.text.mentions import MAX_USERNAME_LENGTH
from linnet.domain.text.urls import MAX_URL_LENGTH

_USERNAME: Final = re.compile(f"[{AT_SIGNS}]([A-Za-z0-9_]+)")
_LIST: Final = re.compile(f"[{AT_SIGNS}]([A-Za-z0-9_]+)/[A-Za-z][A-Za-z0-9_-]{{0,24}}")

# RFC 3986, relaxed for Cyrillic letters, dashes and the pipe. Percent signs are checked apart, so that each pattern
# repeats a single class.
_UNRESERVED_AND_DELIMITERS: Final = rf"A-Za-z0-9{CYRILLIC}\-\u2010-\u2015._~!$&'()*+,;=:%"
_BROKEN_ESCAPE: Final = re.compile("%(?![0-9A-Fa-f]{2})")
_PARTS: Final = re.compile(r"(?:([^:/?#]+)://)?([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_AUTHORITY: Final = re.compile(
    rf"(?:[{_UNRESERVED_AND_DELIMITERS}]*@)?(\[[A-Fa-f0-9:.]+\]|[^:@\[\]]*)(?::[0-9]{{1,5}})?"
)
_PATH: Final = re.compile(f"[{_UNRESERVED_AND_DELIMITERS}|@/]*")
_QUERY_OR_FRAGMENT: Final = re.compile(f"[{_UNRESERVED_AND_DELIMITERS}|@/?]*")
_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4: Final = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_LABEL: Final = re.compile(rf"[^{SPACES}{DIRECTIONAL}{INVALID}\x00-\x1f\x7f!-,./:-@\[-\^`{{-~]+")


def is_valid_username(text: str, *, max_username_length: int = MAX_USERNAME_LENGTH) -> bool:
    """Return whether the text is `@username`."""
    match = _USERNAME.fullmatch(text)
    return match is not None and len(match.group(1)) <= max_username_length


def is_valid_list(text: str, *, max_username_length: int = MAX_USERNAME_LENGTH) -> bool:
    """Return whether the text is `@username/list`."""
    match = _LIST.fullmatch(text)
    return match is not None and len(match.group(1)) <= max_username_length


def is_valid_hashtag(text: str) -> bool:
    """Return whether the text is `#hashtag`."""
    return [(hashtag.start, hashtag.end) for hashtag in extract_hashtags(text)] == [(0, len(text))]


def is_valid_url(text: str, *, require_protocol: bool = True) -> bool:
    """Return whether the text is a URL of the web; unlike extraction, this accepts any top-level domain."""
    if len(text) > MAX_URL_LENGTH or _BROKEN_ESCAPE.search(text):
        return False
    # The parts are told apart by their delimiters, so there is one way only to match them.
    parts = _PARTS.fullmatch(text)
    if parts is None:
        return False
    protocol, authority, path, query, fragment = parts.groups(default="")
    if protocol.lower() not in ("http", "https") and (protocol or require_protocol):
        return False
    return (
        _is_authority(authority)
        and _PATH.fullmatch(path) is not None
        and _QUERY_OR_FRAGMENT.fullmatch(query) is not None
        and _QUERY_OR_FRAGMENT.fullmatch(fragment) is not None
    )


def _is_authority(authority: str) -> bool:
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        return False
    host = match.group(1)
    return host.startswith("[") or _IPV4.fullmatch(host) is not None or _is_domain(host)


def _is_domain(host: str) -> bool:
    labels = host.split(".")
    return (
        len(labels) >= 2
        and all(map(_is_label, labels))
        and "_" not in labels[-2] + labels[-1]
        and labels[-1][0] not in "0123456789"
    )


def _is_label(label: str) -> bool:
    return _LABEL.fullmatch(label) is not None and label[0] not in "_-" and label[-1] not in "_-"
