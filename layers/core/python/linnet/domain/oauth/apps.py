"""Registered apps, and what they may call themselves and return to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from linnet.domain.errors import invalid

# A redirect URI that means: show the code, the person types it in.
OUT_OF_BAND: Final = "urn:ietf:wg:oauth:2.0:oob"
# The sign-in page is no app, but its sessions stand among those of apps.
SIGN_IN_PAGE: Final = "sign-in-page"

MAX_NAME: Final = 60
MAX_URI: Final = 2_000
MAX_URIS: Final = 20
# Who registered and was never let in by anybody is forgotten; who was is not.
UNUSED_MS: Final = 30 * 86_400_000

_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*", re.ASCII)
# Text that a header can carry as it is.
_PRINTABLE: Final = re.compile(r"[!-~]+", re.ASCII)
# A browser that follows these runs or shows what the app wrote, as if it were ours.
_FORBIDDEN_SCHEMES: Final = frozenset({"about", "blob", "data", "file", "filesystem", "javascript", "vbscript"})


@dataclass(frozen=True, slots=True)
class App:
    """An app, known by its `client_id`; `expires_ms` is set until somebody lets it in."""

    id: int
    client_id: str
    secret_sha256: str
    name: str
    redirect_uris: tuple[str, ...]
    scopes: frozenset[str]
    website: str | None
    created_ms: int
    expires_ms: int | None = None


def check_name(name: str) -> str:
    """Return the name without white space around it. Raise a DomainError."""
    trimmed = name.strip()
    if not trimmed:
        raise invalid("client_name", "can't be blank")
    if len(trimmed) > MAX_NAME:
        raise invalid("client_name", f"is too long (maximum is {MAX_NAME} characters)")
    if not trimmed.isprintable():
        raise invalid("client_name", "has characters that cannot be shown")
    return trimmed


def check_website(website: str | None) -> str | None:
    """Return the address of the app's page, None where it has none. Raise a DomainError."""
    if website is None or not website.strip():
        return None
    trimmed = website.strip()
    if not _absolute(trimmed) or urlsplit(trimmed).scheme.lower() not in ("http", "https"):
        raise invalid("website", "is not a web address")
    return trimmed


def check_redirect_uris(uris: Sequence[str]) -> tuple[str, ...]:
    """Return the addresses without repetitions. Raise a DomainError for one that nobody may be sent to."""
    found = tuple(dict.fromkeys(uri.strip() for uri in uris if uri.strip()))
    if not found:
        raise invalid("redirect_uris", "can't be blank")
    if len(found) > MAX_URIS:
        raise invalid("redirect_uris", f"are too many (maximum is {MAX_URIS})")
    for uri in found:
        if uri != OUT_OF_BAND and not _may_be_sent_to(uri):
            raise invalid("redirect_uris", "must be absolute URIs without a fragment")
    return found


def _may_be_sent_to(uri: str) -> bool:
    return _absolute(uri) and "#" not in uri and urlsplit(uri).scheme.lower() not in _FORBIDDEN_SCHEMES


def _absolute(uri: str) -> bool:
    if len(uri) > MAX_URI or _PRINTABLE.fullmatch(uri) is None:
        return False
    try:
        parts = urlsplit(uri)
        host = parts.hostname
    except ValueError:
        return False
    if _SCHEME.fullmatch(parts.scheme.lower()) is None:
        return False
    return bool(host) if parts.scheme.lower() in ("http", "https") else uri != f"{parts.scheme}:"
