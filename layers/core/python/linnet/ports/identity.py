"""Accounts, sessions and usernames."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from linnet.domain.mail import MailOrder
from linnet.domain.media import Media, Purpose
from linnet.domain.users import Account, ProfileChange, Session, User


class UsernameTaken(Exception):
    """The name belongs to another account (case does not count)."""


class EmailTaken(Exception):
    """The address belongs to another account."""


class IdTaken(Exception):
    """Another row has this id: take a new one and try again."""


class VersionConflict(Exception):
    """The row changed since it was read: read again and retry."""


class Users(Protocol):
    """Public profiles, by id: what hydration reads (cached in the container)."""

    def get_many(self, ids: Collection[int]) -> Mapping[int, User]:
        """Return the profiles that exist, suspended ones too."""
        ...


class Accounts(Protocol):
    """The identity table as its own service uses it."""

    def create(self, user: User, account: Account, mail: MailOrder | None = None) -> None:
        """Store both rows, the uniqueness rows, a mail to be sent, and an order of erasure, in one transaction.

        The last where the account has `erase_at_ms`.

        Raise UsernameTaken, EmailTaken or IdTaken.
        """
        ...

    def get_account(self, user_id: int) -> Account | None:
        """Return the private half, strongly consistent."""
        ...

    def get_user(self, user_id: int) -> User | None:
        """Return the profile, strongly consistent, not from a cache."""
        ...

    def find_ids(self, usernames: Collection[str]) -> Mapping[str, int]:
        """Return lower-case username → user id for those that exist."""
        ...

    def find_by_email(self, email: str) -> int | None:
        """Return the id of the account with this address."""
        ...

    def update_profile(self, user: User, change: ProfileChange, account: Account | None) -> User:
        """Apply a change to a profile read at `user.version`, log the invalidation; return the profile as it is then.

        Settings go to `account`, which must be given when the change has any; they name fields of `Settings`.
        Raise VersionConflict or UsernameTaken.
        """
        ...

    def set_password(
        self, account: Account, password_hash: str, keep_token_sha256: str, notice: MailOrder | None = None
    ) -> None:
        """Replace the hash read at `account.credential_version`, voiding every session but one, in one transaction.

        A notice of it is stored with it, to be sent.

        Raise VersionConflict when the password changed meanwhile or the session to keep is gone.
        """
        ...

    def set_standing(self, user: User, account: Account, changed: Account) -> User:
        """Store the status, time of erasure and credential version of `changed`, in both halves of the account.

        Both halves were read at their `version`, and the password at its own; the invalidation is logged in the same
        transaction. Return the profile as it is then. Raise VersionConflict.
        """
        ...

    def pin(self, user_id: int, tweet_id: int, limit: int) -> bool:
        """Put a tweet before what is pinned, if it is not among it; False where `limit` others are."""
        ...

    def unpin(self, user_id: int, tweet_id: int) -> None:
        """Take a tweet off what is pinned; again changes nothing."""
        ...

    def set_pulled(self, user_id: int, pulled: bool) -> bool:
        """Turn celebrity treatment on or off; return whether this call changed it. Logs the invalidation."""
        ...

    def add_pulled_followee(self, user_id: int, author_id: int) -> None:
        """Remember that the account follows a celebrity; again changes nothing."""
        ...

    def remove_pulled_followee(self, user_id: int, author_id: int) -> None:
        """Forget a followed celebrity; again changes nothing."""
        ...

    def follow_tag(self, user_id: int, tag: str, limit: int) -> bool:
        """Follow a folded hashtag; again changes nothing. Return False where `limit` others are followed already."""
        ...

    def unfollow_tag(self, user_id: int, tag: str) -> None:
        """Follow a hashtag no longer; again changes nothing."""
        ...

    def followed_tags(self, user_id: int) -> frozenset[str]:
        """Return the hashtags that an account follows, strongly consistent."""
        ...

    def touch_last_seen(self, user_id: int, day: int) -> None:
        """Raise `last_seen_day` (days since 1970), never lower it."""
        ...


class Sessions(Protocol):
    """Log-ins; tokens are known by their SHA-256 only."""

    def add(self, session: Session) -> None:
        """Store a new session."""
        ...

    def resolve(self, token_sha256: str, user_hint: int | None) -> tuple[Session, Account] | None:
        """Return an unexpired session with its account; one read when the hint is right, two otherwise."""
        ...

    def list_of(self, user_id: int) -> list[Session]:
        """Return the account's unexpired sessions, newest first, at most 100; the last second's may be missing."""
        ...

    def tokens_of_app(self, user_id: int, client_id: str) -> list[str]:
        """Return the SHA-256 of all tokens that an account gave an app; the last second's may be missing."""
        ...

    def remove(self, token_sha256s: Collection[str]) -> None:
        """Remove sessions; those that are gone do not matter."""
        ...

    def touch(self, session: Session) -> None:
        """Store when a session was last used and when it expires; nothing happens when it is gone."""
        ...


class PasswordHashes(Protocol):
    """Slow, salted hashes."""

    def hash(self, password: str) -> str:
        """Return a hash to store; it names its own parameters."""
        ...

    def matches(self, stored: str | None, password: str) -> bool:
        """Tell whether a password is the stored one; None takes as long as any other and never matches."""
        ...


class CommonPasswords(Protocol):
    """Passwords that anyone would guess first."""

    def __contains__(self, password: object, /) -> bool: ...


class ProfilePictures(Protocol):
    """The pictures of a profile, each held by its account."""

    def put(self, user: User, purpose: Purpose, media: Media | None) -> User:
        """Show another picture, or none, and let go of the one before, which is removed then.

        Raise VersionConflict, or ports.media.MediaTaken.
        """
        ...
