"""What the timelines accept."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from linnet.facades.mastodon.fields import Many, Switch, Text
from linnet.facades.mastodon.paging import PageOf
from linnet.services.read_feeds import TagChoice

# As many further hashtags of each kind as Mastodon takes.
MAX_TAGS: Final = 4


def tag_name(written: str) -> str:
    """Return a hashtag without its sign."""
    return written.lstrip("#＃")


def _names(written: list[str]) -> list[str]:
    return [name for name in map(tag_name, written) if name][:MAX_TAGS]


Tags = Annotated[Many[Text], AfterValidator(_names)]


class PublicTimeline(PageOf):
    """A page of what everybody may read; all of it is from here."""

    local: Switch = False
    remote: Switch = False
    only_media: Switch = False

    @property
    def elsewhere(self) -> bool:
        """Tell whether only statuses of other servers are asked for, of which there are none."""
        return self.remote and not self.local


class TagTimeline(PublicTimeline):
    """A page of a hashtag: also of `any` others, only where there are `all` of these, and `none` of those."""

    any: Tags = Field(default=[])
    all: Tags = Field(default=[])
    none: Tags = Field(default=[])

    def choice(self) -> TagChoice:
        """Return what of the hashtag is wanted."""
        return TagChoice(
            also=tuple(self.any), required=tuple(self.all), excluded=tuple(self.none), only_media=self.only_media
        )
