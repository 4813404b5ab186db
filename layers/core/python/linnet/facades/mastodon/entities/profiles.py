"""One's own profile as it is edited."""

from __future__ import annotations

from linnet.facades.mastodon.entities.accounts import ProfileField
from linnet.facades.mastodon.entities.shape import Address, Entity, Id
from linnet.facades.mastodon.entities.tags import FeaturedTag


class Profile(Entity):
    """A profile with its texts as they were written; pictures that there are not are null."""

    id: Id
    display_name: str
    note: str
    fields: list[ProfileField]
    avatar: Address | None
    avatar_static: Address | None
    avatar_description: str
    header: Address | None
    header_static: Address | None
    header_description: str
    locked: bool
    bot: bool
    hide_collections: bool
    discoverable: bool
    indexable: bool
    show_media: bool
    show_media_replies: bool
    show_featured: bool
    attribution_domains: list[str]
    featured_tags: list[FeaturedTag]
