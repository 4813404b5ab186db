"""What the fields of an account may hold; every check raises a DomainError that names its field."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Final
from urllib.parse import urlsplit

from linnet.domain.errors import invalid
from linnet.domain.messages import MessagesFrom
from linnet.domain.tweets import Audience, QuotePolicy
from linnet.domain.users import USERNAME, ExpandMedia, ProfileChange, ProfileField, Settings

MAX_USERNAME: Final = 30
MAX_EMAIL: Final = 254
MAX_LOCAL_PART: Final = 64
MAX_HOST_LABEL: Final = 63
MAX_DISPLAY_NAME: Final = 50
MAX_BIO: Final = 160
MAX_LOCATION: Final = 30
MAX_WEBSITE: Final = 100
MAX_FIELDS: Final = 4
MAX_FIELD: Final = 255
MAX_LANGUAGE: Final = 35  # the longest that RFC 5646 asks implementations to take

_HOST: Final = frozenset(string.ascii_letters + string.digits + "-")
_LANGUAGE: Final = frozenset(string.ascii_letters + string.digits + "-")


def check_username(name: str, field: str = "username") -> str:
    """Return a username that may be given."""
    if USERNAME.fullmatch(name) is None:
        raise invalid(field, f"must have 1 to {MAX_USERNAME} of the characters A-Z, a-z, 0-9 and _")
    return name


def check_email(address: str, field: str = "email") -> str:
    """Return an address that mail can be sent to, as far as its form tells."""
    local, at, host = address.rpartition("@")
    labels = host.split(".")
    if (
        not at
        or not 1 <= len(local) <= MAX_LOCAL_PART
        or len(address) > MAX_EMAIL
        or len(labels) < 2
        or not all(_is_label(label) for label in labels)
        or not local.isprintable()
        or any(character.isspace() or character in '@"<>(),;:\\' for character in local)
    ):
        raise invalid(field, "is not an e-mail address")
    return address


def _is_label(label: str) -> bool:
    # Names in other scripts are accepted as written: their ASCII form is for whoever sends the mail to make.
    edges = label[:1] + label[-1:]
    return (
        1 <= len(label) <= MAX_HOST_LABEL
        and "-" not in edges
        and all(character in _HOST or (not character.isascii() and character.isalnum()) for character in label)
    )


def check_display_name(name: str, field: str = "displayName") -> str:
    """Return a display name without the white space around it."""
    stripped = name.strip()
    if not 1 <= len(stripped) <= MAX_DISPLAY_NAME:
        raise invalid(field, f"must have 1 to {MAX_DISPLAY_NAME} characters")
    return stripped


def check_website(address: str, field: str = "website") -> str:
    """Return an http(s) address, or nothing; other schemes would run code in a reader's browser."""
    if not address:
        return address
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        host = None
    else:
        if parts.scheme not in ("http", "https"):
            host = None
    unsafe = any(character.isspace() or not character.isprintable() or character in '"<>\\' for character in address)
    if not host or unsafe or len(address) > MAX_WEBSITE:
        raise invalid(field, f"must be an http or https address of at most {MAX_WEBSITE} characters")
    return address


def check_language(tag: str, field: str = "language") -> str:
    """Return a language tag of the form of BCP 47, or nothing."""
    if tag and (
        len(tag) > MAX_LANGUAGE or not set(tag) <= _LANGUAGE or not all(1 <= len(p) <= 8 for p in tag.split("-"))
    ):
        raise invalid(field, "is not a language tag")
    return tag


def check_fields(fields: Sequence[ProfileField]) -> tuple[ProfileField, ...]:
    """Return the lines of a profile without those that are empty."""
    if len(fields) > MAX_FIELDS:
        raise invalid("fields", f"must be at most {MAX_FIELDS}")
    kept = []
    for position, each in enumerate(fields):
        name, value = each.name.strip(), each.value.strip()
        if len(name) > MAX_FIELD or (value and not name):
            raise invalid(f"fields.{position}.name", f"must have 1 to {MAX_FIELD} characters")
        if len(value) > MAX_FIELD:
            raise invalid(f"fields.{position}.value", f"must have at most {MAX_FIELD} characters")
        if name:
            kept.append(ProfileField(name, value))
    return tuple(kept)


def check_length(maximum: int, field: str) -> Callable[[str], str]:
    """Return a check that a text has at most so many characters."""

    def check(text: str) -> str:
        if len(text) > maximum:
            raise invalid(field, f"must have at most {maximum} characters")
        return text

    return check


def check_settings(settings: Mapping[str, object]) -> None:
    """Refuse settings that do not exist or have the wrong type."""
    known = {field.name: field.default for field in fields(Settings)}
    for name, value in settings.items():
        if name not in known or type(value) is not type(known[name]):
            raise invalid("settings", f"has no setting {name} with such a value")
    if settings.get("default_audience", Audience.PUBLIC) not in list(Audience):
        raise invalid("settings.defaultAudience", "is not an audience")
    if settings.get("expand_media", ExpandMedia.DEFAULT) not in list(ExpandMedia):
        raise invalid("settings.expandMedia", "does not say which pictures are shown")
    if settings.get("default_quote_policy", QuotePolicy.PUBLIC) not in list(QuotePolicy):
        raise invalid("settings.defaultQuotePolicy", "does not say who may quote")
    if settings.get("messages_from", MessagesFrom.EVERYONE) not in list(MessagesFrom):
        raise invalid("settings.messagesFrom", "does not say who may write")


def checked(change: ProfileChange) -> ProfileChange:
    """Return a profile change that may be stored."""

    def each(value: str | None, check: Callable[[str], str]) -> str | None:
        return None if value is None else check(value)

    check_settings(change.settings)
    return ProfileChange(
        display_name=each(change.display_name, check_display_name),
        bio=each(change.bio, check_length(MAX_BIO, "bio")),
        location=each(change.location, check_length(MAX_LOCATION, "location")),
        website=each(change.website, check_website),
        language=each(change.language, check_language),
        protected=change.protected,
        bot=change.bot,
        discoverable=change.discoverable,
        indexable=change.indexable,
        hide_collections=change.hide_collections,
        username=each(change.username, check_username),
        fields=None if change.fields is None else check_fields(change.fields),
        settings=change.settings,
    )
