"""Statuses and what belongs to them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, RootModel

from linnet.facades.mastodon.entities.accounts import Account, Emoji
from linnet.facades.mastodon.entities.filters import FilterResult
from linnet.facades.mastodon.entities.shape import Address, Entity, Id, Moment

Visibility = Literal["public", "unlisted", "private", "direct"]


class Mention(Entity):
    """An account that a status names."""

    id: Id
    username: str
    acct: str
    url: Address


class TagOfStatus(Entity):
    """A hashtag of a status."""

    name: str
    url: Address


class Focus(Entity):
    """The middle of interest: both from -1 to 1."""

    x: float
    y: float


class Size(Entity):
    """How large a picture is; `size` is "WxH"."""

    width: int
    height: int
    size: str
    aspect: float


class MediaMeta(Entity):
    """What is known of a file."""

    focus: Focus = Focus(x=0.0, y=0.0)
    original: Size | None = None
    small: Size | None = None


class MediaAttachment(Entity):
    """A picture; `url` is null while it is being worked on."""

    id: Id
    type: Literal["image", "video", "gifv", "audio", "unknown"]
    url: Address | None
    preview_url: Address | None
    remote_url: Address | None
    preview_remote_url: Address | None
    text_url: Address | None
    meta: MediaMeta
    description: str | None
    blurhash: str | None


class PollOption(Entity):
    """An answer of a poll; `votes_count` is null while the totals are hidden."""

    title: str
    votes_count: int | None


class Poll(Entity):
    """What a status asks; `voted` and `own_votes` are there for readers with a token."""

    id: Id
    expires_at: Moment | None
    expired: bool
    multiple: bool
    votes_count: int
    voters_count: int | None
    options: list[PollOption]
    emojis: list[Emoji]
    voted: bool = False
    own_votes: list[int] = Field(default=[])


class StatusApplication(Entity):
    """The app that a status was written with."""

    name: str
    website: str | None


class PreviewCard(Entity):
    """What a link leads to."""

    url: Address
    title: str
    description: str
    type: Literal["link", "photo", "video", "rich"]
    author_name: str
    author_url: str
    provider_name: str
    provider_url: str
    html: str
    width: int
    height: int
    image: Address | None
    embed_url: str
    blurhash: str | None


class Quote(Entity):
    """What a status quotes; `quoted_status` is null where the reader may not see it."""

    state: Literal["pending", "accepted", "rejected", "revoked", "deleted", "unauthorized"]
    quoted_status: Status | None


class QuoteApproval(Entity):
    """Who may quote a status."""

    automatic: list[str]
    manual: list[str]
    current_user: Literal["automatic", "manual", "denied", "unknown"]


class Status(Entity):
    """A status; `content` is HTML. A boost is a status of its own that has what was boosted in `reblog`.

    From `favourited` on a field is there for readers with a token; `pinned` only for the author; `text` only where the
    author is to write it anew.
    """

    id: Id
    uri: Address
    url: Address | None
    created_at: Moment
    edited_at: Moment | None
    account: Account
    content: str
    visibility: Visibility
    sensitive: bool
    spoiler_text: str
    language: str | None
    in_reply_to_id: Id | None
    in_reply_to_account_id: Id | None
    reblog: Status | None
    media_attachments: list[MediaAttachment]
    mentions: list[Mention]
    tags: list[TagOfStatus]
    emojis: list[Emoji]
    reblogs_count: int
    favourites_count: int
    replies_count: int
    quotes_count: int
    card: PreviewCard | None
    poll: Poll | None
    application: StatusApplication | None
    quote: Quote | None
    quote_approval: QuoteApproval
    favourited: bool = False
    reblogged: bool = False
    muted: bool = False
    bookmarked: bool = False
    pinned: bool = False
    filtered: list[FilterResult] = Field(default=[])
    text: str = ""


class Statuses(RootModel[list[Status]]):
    """A list of statuses."""


class Context(Entity):
    """What stands above a status, and what below it."""

    ancestors: list[Status]
    descendants: list[Status]


class StatusSource(Entity):
    """A status as it was typed."""

    id: Id
    text: str
    spoiler_text: str


class StatusEdit(Entity):
    """One state of an edited status."""

    content: str
    spoiler_text: str
    sensitive: bool
    created_at: Moment
    account: Account
    poll: Poll | None
    media_attachments: list[MediaAttachment]
    emojis: list[Emoji]


class ScheduledPoll(Entity):
    """A poll that is to be; it lasts `expires_in` seconds from then on."""

    options: list[str]
    expires_in: int
    multiple: bool
    hide_totals: bool


class ScheduledParams(Entity):
    """What a scheduled status will say; null is chosen by the settings then."""

    text: str
    poll: ScheduledPoll | None
    media_ids: list[Id]
    sensitive: bool | None
    spoiler_text: str
    visibility: Visibility | None
    language: str | None
    in_reply_to_id: Id | None
    quoted_status_id: Id | None
    quote_approval_policy: Literal["public", "followers", "nobody"] | None
    application_id: int
    scheduled_at: None
    idempotency: None
    with_rate_limit: bool


class ScheduledStatus(Entity):
    """A status that is published at a time."""

    id: Id
    scheduled_at: Moment
    params: ScheduledParams
    media_attachments: list[MediaAttachment]


class ScheduledStatuses(RootModel[list[ScheduledStatus]]):
    """A list of scheduled statuses."""


class Published(RootModel[Status | ScheduledStatus]):
    """A new status, or when it will be one."""


class StatusEdits(RootModel[list[StatusEdit]]):
    """All states of a status, oldest first."""


Quote.model_rebuild()
Status.model_rebuild()
