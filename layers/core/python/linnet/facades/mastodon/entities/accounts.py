"""Accounts and how they stand to each other."""

from __future__ import annotations

from pydantic import Field, RootModel

from linnet.facades.mastodon.entities.shape import Address, Day, Entity, Id, Moment


class Emoji(Entity):
    """A picture for a word; there are none."""

    shortcode: str
    url: Address
    static_url: Address
    visible_in_picker: bool


class ProfileField(Entity):
    """A line of a profile; the value is HTML."""

    name: str
    value: str
    verified_at: Moment | None


class Account(Entity):
    """A profile; `note` is HTML."""

    id: Id
    username: str
    acct: str
    url: Address
    uri: Address
    display_name: str
    note: str
    avatar: Address
    avatar_static: Address
    header: Address
    header_static: Address
    locked: bool
    bot: bool
    group: bool
    discoverable: bool | None
    indexable: bool
    noindex: bool | None
    hide_collections: bool | None
    created_at: Moment
    last_status_at: Day | None
    statuses_count: int
    followers_count: int
    following_count: int
    fields: list[ProfileField]
    emojis: list[Emoji]
    roles: list[Role]


class Source(Entity):
    """What only the owner sees of a profile, as it was typed."""

    note: str
    fields: list[ProfileField]
    privacy: str
    sensitive: bool
    language: str | None
    follow_requests_count: int
    hide_collections: bool | None
    discoverable: bool | None
    indexable: bool
    quote_policy: str
    attribution_domains: list[str]


class Role(Entity):
    """What an account may do on this server; `permissions` is a number."""

    id: str
    name: str
    color: str
    permissions: str
    highlighted: bool


class CredentialAccount(Account):
    """One's own profile."""

    source: Source
    role: Role


class MutedAccount(Account):
    """An account that the reader muted."""

    mute_expires_at: Moment | None


class Relationship(Entity):
    """How the reader and another account stand to each other."""

    id: Id
    following: bool
    showing_reblogs: bool
    notifying: bool
    languages: list[str] | None
    followed_by: bool
    blocking: bool
    blocked_by: bool
    muting: bool
    muting_notifications: bool
    muting_expires_at: Moment | None
    requested: bool
    requested_by: bool
    domain_blocking: bool
    endorsed: bool
    note: str


class Preferences(Entity):
    """What one chose for writing and reading; the names have colons."""

    visibility: str = Field(alias="posting:default:visibility")
    sensitive: bool = Field(alias="posting:default:sensitive")
    language: str | None = Field(alias="posting:default:language")
    quote_policy: str = Field(alias="posting:default:quote_policy")
    expand_media: str = Field(alias="reading:expand:media")
    expand_spoilers: bool = Field(alias="reading:expand:spoilers")
    autoplay_gifs: bool = Field(alias="reading:autoplay:gifs")


class IsConfirmed(RootModel[bool]):
    """Whether the address of the account is confirmed."""


class Accounts(RootModel[list[Account]]):
    """A list of accounts."""


class MutedAccounts(RootModel[list[MutedAccount]]):
    """The accounts that the reader muted."""


class Relationships(RootModel[list[Relationship]]):
    """A list of relationships."""


class FamiliarFollowers(Entity):
    """Whom the reader follows of those who follow an account."""

    id: Id
    accounts: list[Account]


class FamiliarFollowersOfAll(RootModel[list[FamiliarFollowers]]):
    """The same for several accounts."""


class Report(Entity):
    """What was told to the operators."""

    id: Id
    action_taken: bool
    action_taken_at: Moment | None
    category: str
    comment: str
    forwarded: bool
    created_at: Moment
    status_ids: list[Id] | None
    rule_ids: list[Id] | None
    target_account: Account


class Suggestion(Entity):
    """An account that is proposed, and why; `source` says it as older clients know it."""

    source: str
    sources: list[str]
    account: Account


class Suggestions(RootModel[list[Suggestion]]):
    """A list of proposals."""


Account.model_rebuild()
CredentialAccount.model_rebuild()
