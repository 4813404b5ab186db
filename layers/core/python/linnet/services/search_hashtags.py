"""Find hashtags: the one that was typed, where anybody used it, and those in use that begin so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.paging import PageRange
from linnet.domain.search.found import FoundTag
from linnet.domain.search.parse import check_text
from linnet.domain.text import is_valid_hashtag, normalize
from linnet.domain.timelines import fold_tag, tag_feed
from linnet.ports.environment import Parallel
from linnet.ports.suggestions import TagsInUse
from linnet.ports.timelines import Feeds

MOST: Final = 20


@dataclass(frozen=True, slots=True)
class SearchHashtags:
    """Only the tables are asked: hashtags are found whether or not the engine is up."""

    feeds: Feeds
    tags: TagsInUse
    parallel: Parallel

    def run(self, text: str) -> Sequence[FoundTag]:
        """Return the hashtag that a text stands for, if there is one, then longer ones. Raise a QueryError."""
        check_text(text)
        tag = fold_tag(normalize("".join(text.split()).lstrip("#＃")))
        if not tag or not is_valid_hashtag(f"#{tag}"):
            return ()
        known: list[bool] = []
        in_use: list[FoundTag] = []

        def look_up() -> None:
            known.append(bool(self.feeds.page(tag_feed(tag), PageRange(1))))

        def read_in_use() -> None:
            in_use.extend(FoundTag(each.tag, each.people) for each in self.tags.of(tag[0]) if each.tag.startswith(tag))

        calls: list[Callable[[], None]] = [look_up, read_in_use]
        self.parallel.run(calls)
        people = {each.tag: each.people for each in in_use}
        exact = [FoundTag(tag, people.get(tag))] if known[0] else []
        return [*exact, *(each for each in in_use if each.tag != tag)][:MOST]
