"""What the server says of itself."""

from __future__ import annotations

from typing import Literal

from pydantic import RootModel

from linnet.facades.mastodon.entities.accounts import Account, Emoji
from linnet.facades.mastodon.entities.shape import Address, Day, Entity, Moment


class AccountLimits(Entity):
    """What a profile may have."""

    max_featured_tags: int
    max_pinned_statuses: int
    max_profile_fields: int
    profile_field_name_limit: int
    profile_field_value_limit: int
    max_display_name_length: int
    max_note_length: int


class StatusLimits(Entity):
    """What a status may have; every link counts as so many characters."""

    max_characters: int
    max_media_attachments: int
    characters_reserved_per_url: int


class MediaLimits(Entity):
    """What may be uploaded: bytes, pixels, frames a second."""

    supported_mime_types: list[str]
    description_limit: int
    image_size_limit: int
    image_matrix_limit: int
    video_size_limit: int
    video_frame_rate_limit: int
    video_matrix_limit: int


class PollLimits(Entity):
    """What a poll may have; times in seconds."""

    max_options: int
    max_characters_per_option: int
    min_expiration: int
    max_expiration: int


class LimitsV1(Entity):
    """All limits, as the first version names them."""

    accounts: AccountLimits
    statuses: StatusLimits
    media_attachments: MediaLimits
    polls: PollLimits


class Urls(Entity):
    """Where things are; null what there is not."""

    streaming: str
    status: Address | None
    about: Address | None
    privacy_policy: Address | None
    terms_of_service: Address | None


class Vapid(Entity):
    """The key of Web Push, as browsers are given it."""

    public_key: str


class Translation(Entity):
    """Whether statuses are translated."""

    enabled: bool


Access = Literal["public", "authenticated", "disabled"]


class FeedAccess(Entity):
    """Who may read a kind of timeline: of this server, and of others."""

    local: Access
    remote: Access


class TimelinesAccess(Entity):
    """Who may read what."""

    live_feeds: FeedAccess
    hashtag_feeds: FeedAccess
    trending_link_feeds: FeedAccess


class Configuration(LimitsV1):
    """All limits and what else clients adapt to."""

    urls: Urls
    vapid: Vapid
    translation: Translation
    timelines_access: TimelinesAccess
    limited_federation: bool


class Rule(Entity):
    """A rule of the house."""

    id: str
    text: str
    hint: str


class Rules(RootModel[list[Rule]]):
    """All rules."""


class UrlsV1(Entity):
    """Where updates come from."""

    streaming_api: str


class StatsV1(Entity):
    """How large the server is; it knows no others."""

    user_count: int
    status_count: int
    domain_count: int


class ActivityWeek(Entity):
    """What happened in a week that began at a Unix time; numbers are texts."""

    week: str
    statuses: str
    logins: str
    registrations: str


class Activity(RootModel[list[ActivityWeek]]):
    """Twelve weeks, the newest first."""


class InstanceV1(Entity):
    """The server, in the first version."""

    uri: str
    title: str
    short_description: str
    description: str
    email: str
    version: str
    urls: UrlsV1
    stats: StatsV1
    thumbnail: Address | None
    languages: list[str]
    registrations: bool
    approval_required: bool
    invites_enabled: bool
    configuration: LimitsV1
    contact_account: Account | None
    rules: list[Rule]


class Thumbnail(Entity):
    """A picture of the server."""

    url: Address
    blurhash: str | None
    versions: dict[str, Address]


class Icon(Entity):
    """A small picture of the server; there are none."""

    src: Address
    size: str


class ActiveUsers(Entity):
    """How many were here within a month."""

    active_month: int


class Usage(Entity):
    """How much the server is used."""

    users: ActiveUsers


class Registrations(Entity):
    """Whether one can sign up."""

    enabled: bool
    approval_required: bool
    reason_required: bool
    message: str | None
    min_age: int | None
    url: Address | None


class ApiVersions(Entity):
    """Up to which of Mastodon's API versions everything is here."""

    mastodon: int


class Contact(Entity):
    """Who runs the server."""

    email: str
    account: Account | None


class InstanceV2(Entity):
    """The server."""

    domain: str
    title: str
    version: str
    source_url: Address
    description: str
    usage: Usage
    thumbnail: Thumbnail
    icon: list[Icon]
    languages: list[str]
    configuration: Configuration
    registrations: Registrations
    api_versions: ApiVersions
    contact: Contact
    rules: list[Rule]


class Language(Entity):
    """A language, with its name in English."""

    code: str
    name: str


class Languages(RootModel[list[Language]]):
    """The languages in which the server speaks."""


class ExtendedDescription(Entity):
    """A longer text about the server, HTML."""

    updated_at: Moment | None
    content: str


class PrivacyPolicy(Entity):
    """What becomes of what people leave here, HTML."""

    updated_at: Moment
    content: str


class TermsOfService(Entity):
    """On what terms people are here, HTML; only those that hold are kept."""

    effective_date: Day
    effective: bool
    content: str
    succeeded_by: Day | None


class Hosts(RootModel[list[str]]):
    """Names of servers."""


class BlockedHost(Entity):
    """A server from which nothing is taken; there are none."""

    domain: str
    digest: str
    severity: str
    comment: str | None


class BlockedHosts(RootModel[list[BlockedHost]]):
    """The servers from which nothing is taken."""


class TranslationLanguages(RootModel[dict[str, list[str]]]):
    """Language → languages that statuses are translated into from it."""


class Emojis(RootModel[list[Emoji]]):
    """The emojis of the server."""


class Announcement(Entity):
    """Something that the server tells everybody; there are none."""

    id: str
    content: str


class Announcements(RootModel[list[Announcement]]):
    """What the server tells everybody."""


class Link(Entity):
    """A link of a well-known document."""

    rel: str
    href: Address
    type: str = ""


class NodeInfoIndex(Entity):
    """Where the server's description for statistics is."""

    links: list[Link]


class Software(Entity):
    """What the server runs."""

    name: str
    version: str


class Services(Entity):
    """Which networks messages come from and go to; none."""

    inbound: list[str]
    outbound: list[str]


class CountedUsers(Entity):
    """Totals of accounts; half years are not counted."""

    total: int
    activeMonth: int  # noqa: N815 - the name that the format has


class NodeUsage(Entity):
    """How much the server is used."""

    users: CountedUsers
    localPosts: int  # noqa: N815 - the name that the format has


class Upstream(Entity):
    """Whose API this is: some clients take unknown software only with that."""

    name: str


class NodeMetadata(Entity):
    """What the format does not name."""

    nodeName: str  # noqa: N815 - the name that the format has
    upstream: Upstream


class NodeInfo(Entity):
    """The server's description for statistics (NodeInfo 2.0)."""

    version: str
    software: Software
    protocols: list[str]
    services: Services
    usage: NodeUsage
    openRegistrations: bool  # noqa: N815 - the name that the format has
    metadata: NodeMetadata


class WebFinger(Entity):
    """Who somebody is (RFC 7033)."""

    subject: str
    aliases: list[Address]
    links: list[Link]
