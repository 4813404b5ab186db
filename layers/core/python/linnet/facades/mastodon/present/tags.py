"""Present hashtags and what searches find."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from urllib.parse import quote

from linnet.facades.mastodon.entities import tags as entities
from linnet.facades.mastodon.present.content import account_url, tag_url
from linnet.facades.moments import moment
from linnet.services.feature_hashtag import ShownTag
from linnet.services.read_tag_days import HashtagDay
from linnet.services.show_hashtag import ShownHashtag

Days = Mapping[str, Sequence[HashtagDay]]


def tag(
    folded: str,
    days: Sequence[HashtagDay],
    origin: str,
    *,
    name: str | None = None,
    following: bool | None = None,
    featuring: bool | None = None,
) -> entities.Tag:
    """Present a hashtag, known by its folded spelling; what is the reader's own is None for who has no token."""
    said = {"following": following, "featuring": featuring}
    own = {key: value for key, value in said.items() if value is not None}
    return entities.Tag(
        id=folded,
        name=name or folded,
        url=tag_url(folded, origin),
        history=[
            entities.TagDay(day=str(each.day_ms // 1000), uses=str(each.uses), accounts=str(each.people))
            for each in days
        ],
        **own,
    )


def tags(folded: Iterable[str], days: Days, origin: str, followed: Collection[str] | None = None) -> list[entities.Tag]:
    """Present several; `followed` are those of the reader, None without one."""
    return [tag(each, days[each], origin, following=None if followed is None else each in followed) for each in folded]


def shown_tag(shown: ShownHashtag, origin: str, featuring: bool | None = None) -> entities.Tag:
    """Present a hashtag as it is spelled most."""
    return tag(shown.tag, shown.days, origin, name=shown.name, following=shown.following, featuring=featuring)


def featured_tag(shown: ShownTag, username: str, origin: str) -> entities.FeaturedTag:
    """Present a hashtag of a profile; where nobody counts, it has no statuses."""
    tweets, newest_ms = (0, None) if shown.use is None else (shown.use.tweets, shown.use.newest_ms)
    name = shown.featured.name
    return entities.FeaturedTag(
        id=str(shown.featured.id),
        name=name,
        url=f"{account_url(username, origin)}/tagged/{quote(name)}",
        statuses_count=str(tweets),
        last_status_at=None if newest_ms is None else moment(newest_ms)[:10],
    )
