"""Present one's own profile as it is edited."""

from __future__ import annotations

from collections.abc import Sequence

from linnet.domain.media import Media
from linnet.domain.users import User
from linnet.facades.mastodon.entities.accounts import ProfileField
from linnet.facades.mastodon.entities.profiles import Profile
from linnet.facades.mastodon.entities.tags import FeaturedTag
from linnet.facades.media_urls import media_path


def profile(user: User, featured: Sequence[FeaturedTag], origin: str) -> Profile:
    """Present a profile; all its parts are always shown, and no site names it as an author."""
    avatar, header = _address(user.avatar, origin), _address(user.header, origin)
    return Profile(
        id=str(user.id),
        display_name=user.display_name,
        note=user.bio,
        fields=[ProfileField(name=each.name, value=each.value, verified_at=None) for each in user.fields],
        avatar=avatar,
        avatar_static=avatar,
        avatar_description="" if user.avatar is None else user.avatar.description,
        header=header,
        header_static=header,
        header_description="" if user.header is None else user.header.description,
        locked=user.protected,
        bot=user.bot,
        hide_collections=user.hide_collections,
        discoverable=user.discoverable,
        indexable=user.indexable,
        show_media=True,
        show_media_replies=True,
        show_featured=True,
        attribution_domains=[],
        featured_tags=list(featured),
    )


def _address(picture: Media | None, origin: str) -> str | None:
    return None if picture is None else f"{origin}{media_path(picture)}"
