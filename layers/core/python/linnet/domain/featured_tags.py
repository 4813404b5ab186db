"""Hashtags that an account shows on its profile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.timelines import fold_tag

# As many as Mastodon allows.
MAX_FEATURED: Final = 10


@dataclass(frozen=True, slots=True)
class FeaturedTag:
    """A hashtag without its sign, as its owner wrote it."""

    id: int
    name: str

    @property
    def tag(self) -> str:
        """Return it as all its spellings are known."""
        return fold_tag(self.name)


@dataclass(frozen=True, slots=True)
class FeaturedTags:
    """What an account shows, oldest first, each hashtag once; `version` rises with each change, 0 before the first."""

    tags: tuple[FeaturedTag, ...] = ()
    version: int = 0

    def with_tag(self, new: FeaturedTag) -> FeaturedTags | None:
        """Add a hashtag; one that is there in any spelling stays as it is. Return None where there is no room."""
        if any(each.tag == new.tag for each in self.tags):
            return self
        return None if len(self.tags) >= MAX_FEATURED else replace(self, tags=(*self.tags, new))

    def without(self, tag: str) -> FeaturedTags:
        """Take a hashtag out, known by its folded spelling, if it is there."""
        return replace(self, tags=tuple(each for each in self.tags if each.tag != tag))
