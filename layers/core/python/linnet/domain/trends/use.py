"""Which hashtags are in use, whether or not they trend."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from linnet.domain.search.suggestions import UsedTag
from linnet.domain.timelines import fold_tag
from linnet.domain.trends.names import TagKind, kind_of
from linnet.domain.trends.windows import WindowAggregate

# What one person alone uses is nothing to propose to others, however often they do.
FEWEST_PEOPLE: Final = 2


def hashtags_of(hour: WindowAggregate, blocked: Collection[str]) -> Sequence[UsedTag]:
    """Return the hashtags of an hour and how many people used each, without those that operators keep out."""
    return [
        UsedTag(fold_tag(summary.spelling.removeprefix("#")), summary.author_count)
        for tag, summary in hour.tags.items()
        if kind_of(tag) is TagKind.HASHTAG and tag not in blocked and summary.author_count >= FEWEST_PEOPLE
    ]
