"""Rows of the identity table, and how they become accounts, profiles and sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    NumberSetAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from linnet.adapters.dynamodb import keys, mail_keys
from linnet.adapters.dynamodb.media_values import decode_optional, encode_one
from linnet.domain.mail import MailOrder
from linnet.domain.users import Account, AccountStatus, ProfileField, Session, Settings, User, UserCounts

SCHEMA = 1

# Who wrote a profile last, if it was not `counters_stream`, whose totals move far more often.
CONTENT = "content"


class ByOwner(GlobalSecondaryIndex["IdentityRow"]):
    """The sessions of an account; no other row has these attributes."""

    class Meta:
        index_name = "by_owner"
        projection = AllProjection()

    owner_id = NumberAttribute(hash_key=True)
    session_id = NumberAttribute(range_key=True)


class IdentityRow(Model):
    """Any row of the table; `sk` says which kind, and only that kind's attributes are set.

    One class for all, so that one batch can read rows of several kinds.
    """

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    by_owner = ByOwner()
    schema_version = NumberAttribute(default=SCHEMA)

    # Profile and account. Names and addresses (N, E) carry only `user_id`, and a name that is held for nobody not even
    # that.
    user_id = NumberAttribute(null=True)
    status = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)

    # Profile. `counters_stream` alone writes the counts and the marks of what they contain (`hwm`).
    username = UnicodeAttribute(null=True)
    display_name = UnicodeAttribute(null=True)
    created_ms = NumberAttribute(null=True)
    bio = UnicodeAttribute(null=True)
    location = UnicodeAttribute(null=True)
    website = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    protected = BooleanAttribute(null=True)
    bot = BooleanAttribute(null=True)
    discoverable = BooleanAttribute(null=True)
    indexable = BooleanAttribute(null=True)
    hide_collections = BooleanAttribute(null=True)
    fields = JSONAttribute(null=True)
    avatar = UnicodeAttribute(null=True)
    header = UnicodeAttribute(null=True)
    # Rows from before there were several have the first one, and no list.
    pinned_tweet_id = NumberAttribute(null=True)
    pinned_tweet_ids: ListAttribute[Any] = ListAttribute(of=NumberAttribute, null=True)
    pulled = BooleanAttribute(null=True)
    followers = NumberAttribute(null=True)
    following = NumberAttribute(null=True)
    tweets = NumberAttribute(null=True)
    hwm: MapAttribute[str, int] = MapAttribute(null=True)
    touched = UnicodeAttribute(null=True)

    # Account.
    email = UnicodeAttribute(null=True)
    password_hash = UnicodeAttribute(null=True)
    settings = JSONAttribute(null=True)
    pulled_followees = NumberSetAttribute(null=True)
    followed_tags = UnicodeSetAttribute(null=True)
    last_seen_day = NumberAttribute(null=True)
    credential_version = NumberAttribute(null=True)
    erase_at_ms = NumberAttribute(null=True)
    unconfirmed = BooleanAttribute(null=True)

    # Erasure and export: how far it is, and when it was last worked on.
    progress = JSONAttribute(null=True)
    worked_ms = NumberAttribute(null=True)

    # Export.
    export_id = NumberAttribute(null=True)
    requested_ms = NumberAttribute(null=True)
    ready_ms = NumberAttribute(null=True)
    size = NumberAttribute(null=True)

    # Mail that is to be sent; `token_sha256` is that of its link.
    mail_id = NumberAttribute(null=True)
    sent = BooleanAttribute(null=True)

    # Session; `owner_id` and `session_id` put it into the index.
    owner_id = NumberAttribute(null=True)
    session_id = NumberAttribute(null=True)
    token_sha256 = UnicodeAttribute(null=True)
    app = UnicodeAttribute(null=True)
    scopes = UnicodeSetAttribute(null=True)
    last_used_ms = NumberAttribute(null=True)
    expires_ms = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)

    # App, and by `client_id` what was allowed to one: sessions, codes, and its own tokens, which have no owner.
    client_id = UnicodeAttribute(null=True)
    app_id = NumberAttribute(null=True)
    secret_sha256 = UnicodeAttribute(null=True)
    redirect_uris: ListAttribute[str] = ListAttribute(null=True)

    # Authorization code; `token_sha256` is what was made from it.
    redirect_uri = UnicodeAttribute(null=True)
    challenge = UnicodeAttribute(null=True)


def profile_row(row: type[IdentityRow], user: User) -> IdentityRow:
    """Return a new profile's row. The map of marks must exist before a mark can be set in it."""
    return row(
        keys.user(user.id),
        keys.PROFILE,
        user_id=user.id,
        username=user.username,
        display_name=user.display_name,
        created_ms=user.created_ms,
        bio=user.bio or None,
        location=user.location or None,
        website=user.website or None,
        language=user.language,
        protected=user.protected,
        bot=user.bot,
        discoverable=user.discoverable,
        indexable=user.indexable,
        hide_collections=user.hide_collections,
        fields=encode_fields(user.fields) or None,
        avatar=None if user.avatar is None else encode_one(user.avatar),
        header=None if user.header is None else encode_one(user.header),
        status=user.status.value,
        pinned_tweet_ids=list(user.pinned_tweet_ids) or None,
        pulled=user.pulled,
        followers=user.counts.followers,
        following=user.counts.following,
        tweets=user.counts.tweets,
        hwm=MapAttribute(),
        touched=CONTENT,
        version=user.version,
    )


def encode_fields(lines: Sequence[ProfileField]) -> list[list[str]]:
    return [[each.name, each.value] for each in lines]


def user_of(row: IdentityRow) -> User:
    """Read a profile."""
    return User(
        id=int(row.user_id),
        username=row.username,
        display_name=row.display_name,
        created_ms=int(row.created_ms),
        bio=row.bio or "",
        location=row.location or "",
        website=row.website or "",
        language=row.language,
        protected=bool(row.protected),
        bot=bool(row.bot),
        discoverable=bool(row.discoverable),
        # Rows from before there was a choice have none.
        indexable=row.indexable is not False,
        hide_collections=bool(row.hide_collections),
        fields=tuple(ProfileField(name, value) for name, value in row.fields or ()),
        status=AccountStatus(row.status),
        avatar=decode_optional(row.avatar),
        header=decode_optional(row.header),
        pinned_tweet_ids=_pinned(row),
        counts=UserCounts(
            followers=int(row.followers or 0), following=int(row.following or 0), tweets=int(row.tweets or 0)
        ),
        pulled=bool(row.pulled),
        version=int(row.version),
    )


def _pinned(row: IdentityRow) -> tuple[int, ...]:
    listed: list[Any] | None = row.pinned_tweet_ids
    if listed is not None:
        return tuple(int(each) for each in listed)
    first = whole(row.pinned_tweet_id)
    return () if first is None else (first,)


def whole(stored: float | None) -> int | None:
    """Return a number that may be absent."""
    return None if stored is None else int(stored)


def account_row(row: type[IdentityRow], account: Account) -> IdentityRow:
    """Return a new account's row."""
    return row(
        keys.user(account.user_id),
        keys.ACCOUNT,
        user_id=account.user_id,
        email=account.email,
        password_hash=account.password_hash,
        status=account.status.value,
        settings=asdict(account.settings),
        # DynamoDB knows no empty sets.
        pulled_followees=set(account.pulled_followees) or None,
        followed_tags=set(account.followed_tags) or None,
        last_seen_day=account.last_seen_day,
        credential_version=account.credential_version,
        version=account.version,
        erase_at_ms=account.erase_at_ms,
        unconfirmed=None if account.confirmed else True,
    )


def account_of(row: IdentityRow) -> Account:
    """Read an account; a setting newer than the row has its default, one that is gone is left out."""
    stored = row.settings or {}
    return Account(
        user_id=int(row.user_id),
        email=row.email,
        password_hash=row.password_hash,
        status=AccountStatus(row.status),
        settings=Settings(**{field.name: stored[field.name] for field in fields(Settings) if field.name in stored}),
        pulled_followees=frozenset(int(author) for author in row.pulled_followees or ()),
        followed_tags=frozenset(row.followed_tags or ()),
        last_seen_day=int(row.last_seen_day or 0),
        credential_version=int(row.credential_version or 1),
        version=int(row.version),
        erase_at_ms=whole(row.erase_at_ms),
        confirmed=not row.unconfirmed,
    )


def erasure_row(row: type[IdentityRow], user_id: int, due_ms: int) -> IdentityRow:
    """Return the order to erase an account when its time has come."""
    return row(keys.erasures(due_ms), keys.ordered(user_id), user_id=user_id, erase_at_ms=due_ms, version=1)


def mail_row(row: type[IdentityRow], order: MailOrder) -> IdentityRow:
    """Return the row of a mail that is to be sent; it goes away by itself some time after its link has ended."""
    return row(
        keys.user(order.user_id),
        mail_keys.order(order.kind),
        user_id=order.user_id,
        mail_id=order.id,
        email=order.email,
        token_sha256=order.token_sha256,
        expires_ms=order.expires_ms,
        expires_at=expiry_s(order.expires_ms),
        sent=order.sent or None,
        credential_version=order.credential_version,
    )


def session_row(row: type[IdentityRow], session: Session) -> IdentityRow:
    """Return a session's row; it goes away by itself some time after it has expired."""
    return row(
        keys.session(session.token_sha256),
        keys.SESSION,
        owner_id=session.user_id,
        session_id=session.id,
        token_sha256=session.token_sha256,
        app=session.app,
        scopes=set(session.scopes) or None,
        created_ms=session.created_ms,
        last_used_ms=session.last_used_ms,
        expires_ms=session.expires_ms,
        expires_at=expiry_s(session.expires_ms),
        credential_version=session.credential_version,
        client_id=session.client_id,
    )


def session_of(row: IdentityRow) -> Session:
    """Read a session."""
    return Session(
        id=int(row.session_id),
        user_id=int(row.owner_id),
        token_sha256=row.token_sha256,
        app=row.app,
        scopes=frozenset(row.scopes or ()),
        created_ms=int(row.created_ms),
        last_used_ms=int(row.last_used_ms),
        expires_ms=int(row.expires_ms),
        credential_version=int(row.credential_version or 1),
        client_id=row.client_id,
    )


def expiry_s(expires_ms: int) -> int:
    """Return the Unix second after which DynamoDB may remove a row."""
    return -(-expires_ms // 1000)
