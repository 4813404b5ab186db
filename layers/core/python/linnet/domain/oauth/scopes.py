"""What a token may do: scopes, of which a parent contains its children."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from linnet.domain.oauth.errors import OAuthCode, OAuthError

# Only a log-in with the password has it: passwords, sessions, apps, exports and the end of an account. No app can ask.
ACCOUNT: Final = "account"
# Only the session of the sign-in page has it: it lets its owner decide about apps, and do nothing else.
CONSENT: Final = "consent"

DEFAULT: Final = "read"
MAX_TEXT: Final = 2_000

_NOUNS: Final = (
    "accounts",
    "blocks",
    "bookmarks",
    "conversations",
    "favourites",
    "filters",
    "follows",
    "lists",
    "media",
    "mutes",
    "notifications",
    "reports",
    "search",
    "statuses",
)
_ADMIN_NOUNS: Final = (
    "accounts",
    "canonical_email_blocks",
    "domain_allows",
    "domain_blocks",
    "email_domain_blocks",
    "ip_blocks",
    "reports",
)
_FOLLOW_NOUNS: Final = ("follows", "blocks", "mutes")
_FOLLOW: Final = tuple(f"{verb}:{noun}" for noun in _FOLLOW_NOUNS for verb in ("read", "write"))


def _children() -> dict[str, tuple[str, ...]]:
    found = {verb: tuple(f"{verb}:{noun}" for noun in _NOUNS) for verb in ("read", "write")}
    found |= {f"admin:{verb}": tuple(f"admin:{verb}:{noun}" for noun in _ADMIN_NOUNS) for verb in ("read", "write")}
    return {**found, "follow": _FOLLOW, "push": (), "profile": ()}


_CHILDREN: Final[Mapping[str, tuple[str, ...]]] = _children()
# Each once: `follow` repeats children of others.
SUPPORTED: Final = tuple(
    dict.fromkeys(scope for parent, children in _CHILDREN.items() for scope in (parent, *children))
)
_KNOWN: Final = frozenset(SUPPORTED)


def parse(text: str) -> frozenset[str]:
    """Return the scopes of a list separated by white space. Raise OAuthError naming what nobody knows."""
    if len(text) > MAX_TEXT:
        raise OAuthError(OAuthCode.INVALID_SCOPE, "The requested scope is too long.")
    named = frozenset(text.split())
    unknown = sorted(named - _KNOWN)
    if unknown:
        raise OAuthError(OAuthCode.INVALID_SCOPE, f"The requested scope is invalid or unknown: {unknown[0][:100]!a}.")
    return named


def covers(granted: Collection[str], wanted: str) -> bool:
    """Tell whether a token of these scopes may do what asks for one."""
    if wanted in granted:
        return True
    if wanted == "profile":
        # Who may read accounts may know whose token it is.
        return covers(granted, "read:accounts")
    if wanted == "follow":
        return all(covers(granted, child) for child in _FOLLOW)
    return any(wanted in _CHILDREN.get(scope, ()) for scope in granted)


def within(wanted: Collection[str], granted: Collection[str]) -> bool:
    """Tell whether all that is wanted is contained in what was granted."""
    return all(covers(granted, scope) for scope in wanted)


def chosen(text: str | None, registered: Collection[str]) -> frozenset[str]:
    """Return what an app asks for, within what it registered. Raise OAuthError.

    Without a word it gets to read, or all that it registered where that is less.
    """
    if text is None or not text.strip():
        return frozenset({DEFAULT}) if covers(registered, DEFAULT) else frozenset(registered)
    wanted = parse(text)
    if not within(wanted, registered):
        raise OAuthError(OAuthCode.INVALID_SCOPE, "The requested scope exceeds the scopes that the app registered.")
    return wanted


def text_of(scopes: Collection[str]) -> str:
    """Return scopes as the protocol writes them, parents first."""
    return " ".join(scope for scope in SUPPORTED if scope in scopes)
