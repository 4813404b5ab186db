"""Accounts: what everybody sees (`User`) and what only the owner and the runtime see (`Account`, `Session`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from linnet.domain.media import Media

USERNAME = re.compile(r"[A-Za-z0-9_]{1,30}", re.ASCII)


class AccountStatus(StrEnum):
    """Say whether an account takes part."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"
    ERASING = "erasing"


class ExpandMedia(StrEnum):
    """Say which pictures a client shows at once: those that are not sensitive, all, or none."""

    DEFAULT = "default"
    SHOW_ALL = "show_all"
    HIDE_ALL = "hide_all"


@dataclass(frozen=True, slots=True)
class UserCounts:
    """Totals shown on a profile; each equals its edge set (see `domain/counting.py`)."""

    followers: int = 0
    following: int = 0
    tweets: int = 0


@dataclass(frozen=True, slots=True)
class ProfileField:
    """A line of a profile that its owner names, such as "Pronouns" or "Code"."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class User:
    """A public profile.

    `version` rises with every change of the profile (not of the counts). `pulled` is true while the author is a
    celebrity: their tweets are merged at read instead of being pushed. `discoverable` accounts want to be recommended
    to others; tweets of those that are not `indexable` are found by nobody who had no part in them;
    `hide_collections` keeps followers and followees from others.
    """

    id: int
    username: str
    display_name: str
    created_ms: int
    bio: str = ""
    location: str = ""
    website: str = ""
    language: str | None = None
    protected: bool = False
    bot: bool = False
    discoverable: bool = False
    indexable: bool = True
    hide_collections: bool = False
    status: AccountStatus = AccountStatus.ACTIVE
    fields: tuple[ProfileField, ...] = ()
    avatar: Media | None = None
    header: Media | None = None
    pinned_tweet_ids: tuple[int, ...] = ()
    counts: UserCounts = UserCounts()
    pulled: bool = False
    version: int = 1

    @property
    def active(self) -> bool:
        return self.status is AccountStatus.ACTIVE

    @property
    def may_return(self) -> bool:
        """Tell whether the account takes part, or can again."""
        return self.status is not AccountStatus.ERASING


@dataclass(frozen=True, slots=True)
class Settings:
    """A person's own choices; a new one gets a default here and is absent from older rows.

    How clients show what the person reads is for clients: pictures (`expand_media`), what stands behind warnings, and
    whether animations move.
    """

    default_audience: str = "public"
    default_sensitive: bool = False
    show_sensitive: bool = False
    expand_media: str = "default"
    expand_warnings: bool = False
    autoplay_gifs: bool = False
    likes_public: bool = True
    messages_from: str = "everyone"
    default_quote_policy: str = "public"


@dataclass(frozen=True, slots=True)
class Account:
    """The private half of an account.

    `pulled_followees` are the celebrities this account follows (kept by `graph_stream`), `followed_tags` the hashtags,
    folded: home must know them before its first trip. `last_seen_day` counts days since 1970 (UTC).
    `credential_version` rises with every new password; a session of an older one is void, whether or not its row is
    already gone. `erase_at_ms` is set while the owner has given the account up: until then logging in brings it back
    (`domain/standing.py`). It is not `confirmed` while its stage waits for its owner to show that the address is their
    own; then `erase_at_ms` is when that time is over.
    """

    user_id: int
    email: str
    password_hash: str
    status: AccountStatus = AccountStatus.ACTIVE
    settings: Settings = Settings()
    pulled_followees: frozenset[int] = frozenset()
    followed_tags: frozenset[str] = frozenset()
    last_seen_day: int = 0
    credential_version: int = 1
    version: int = 1
    erase_at_ms: int | None = None
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in, or what was allowed to an app: a token (only its SHA-256 is stored) with what it may do.

    Times are Unix milliseconds. `credential_version` is that of the account when the session began. `client_id` names
    the app, or the sign-in page; None is a log-in with the password itself, which may do all that its owner may.
    """

    id: int
    user_id: int
    token_sha256: str
    app: str
    scopes: frozenset[str]
    created_ms: int
    last_used_ms: int
    expires_ms: int
    credential_version: int = 1
    client_id: str | None = None

    def holds(self, account: Account) -> bool:
        """Tell whether the password is still the one this session began with."""
        return self.user_id == account.user_id and self.credential_version == account.credential_version


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking: the account behind a resolved token."""

    user_id: int
    session_id: int
    token_sha256: str = ""
    scopes: frozenset[str] = frozenset({"read", "write", "follow"})
    settings: Settings = Settings()
    pulled_followees: frozenset[int] = frozenset()
    followed_tags: frozenset[str] = frozenset()
    last_seen_day: int = 0
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What a `PATCH` of a profile sets; None leaves a field as it is."""

    display_name: str | None = None
    bio: str | None = None
    location: str | None = None
    website: str | None = None
    language: str | None = None
    protected: bool | None = None
    bot: bool | None = None
    discoverable: bool | None = None
    indexable: bool | None = None
    hide_collections: bool | None = None
    username: str | None = None
    fields: tuple[ProfileField, ...] | None = None
    settings: dict[str, object] = field(default_factory=dict)
