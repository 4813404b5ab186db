"""Present hashtags and what searches find."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from linnet.facades.mastodon.entities import tags as entities
from linnet.facades.mastodon.present.content import tag_url
from linnet.services.read_tag_days import HashtagDay
from linnet.services.show_hashtag import ShownHashtag

Days = Mapping[str, Sequence[HashtagDay]]


def tag(
    folded: str, days: Sequence[HashtagDay], origin: str, *, name: str | None = None, following: bool | None = None
) -> entities.Tag:
    """Present a hashtag, known by its folded spelling; `following` is None for who has no token."""
    own = {} if following is None else {"following": following}
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


def shown_tag(shown: ShownHashtag, origin: str) -> entities.Tag:
    """Present a hashtag as it is spelled most."""
    return tag(shown.tag, shown.days, origin, name=shown.name, following=shown.following)
