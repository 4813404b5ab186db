"""Find hashtags: the one that was typed, where anybody used it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linnet.domain.search.found import FoundTag
from linnet.domain.search.parse import check_text
from linnet.domain.text import is_valid_hashtag, normalize
from linnet.domain.timelines import fold_tag, tag_feed
from linnet.ports.timelines import Feeds


@dataclass(frozen=True, slots=True)
class SearchHashtags:
    """One trip, to the tables only: hashtags are found whether or not the engine is up."""

    feeds: Feeds

    def run(self, text: str) -> Sequence[FoundTag]:
        """Return the hashtags that a text stands for. Raise a QueryError."""
        check_text(text)
        tag = fold_tag(normalize("".join(text.split()).lstrip("#＃")))
        if not tag or not is_valid_hashtag(f"#{tag}") or not self.feeds.page(tag_feed(tag), None, 1):
            return ()
        return (FoundTag(tag),)
