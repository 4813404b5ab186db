"""How every search index counts the hashtags of an author."""

from __future__ import annotations

from dataclasses import replace

from linnet.domain.ids import created_ms
from linnet.domain.search.documents import Tombstone
from linnet.ports.search import TagUse
from tests.contract.search_site import ANN, BOB, Site, tweet, tweet_id


def use(tag: str, tweets: int, newest: int) -> TagUse:
    return TagUse(tag, tweets, created_ms(tweet_id(newest)))


def write(site: Site) -> None:
    site.write(
        replace(tweet(1, "a", author_id=ANN), hashtags=frozenset({"birds", "bees"})),
        replace(tweet(2, "b", author_id=ANN), hashtags=frozenset({"birds"})),
        replace(tweet(3, "c", author_id=ANN), hashtags=frozenset({"ants"})),
        replace(tweet(4, "d", author_id=BOB), hashtags=frozenset({"birds", "cats"})),
        tweet(5, "no tag at all", author_id=ANN),
    )


class TestHashtagsOfAnAuthor:
    def test_they_are_counted_most_used_first(self, site: Site) -> None:
        write(site)

        assert site.index.hashtags_of(ANN, None, 10) == [use("birds", 2, 2), use("ants", 1, 3), use("bees", 1, 1)]
        assert site.index.hashtags_of(ANN, None, 1) == [use("birds", 2, 2)]
        assert site.index.hashtags_of(99, None, 10) == []

    def test_some_of_them_are_counted_alone(self, site: Site) -> None:
        write(site)

        assert site.index.hashtags_of(ANN, ["bees", "cats", "birds"], 3) == [use("birds", 2, 2), use("bees", 1, 1)]
        assert site.index.hashtags_of(ANN, ["cats"], 1) == []

    def test_what_is_gone_does_not_count(self, site: Site) -> None:
        write(site)
        site.write(Tombstone(tweet_id(2), 9))

        assert site.index.hashtags_of(ANN, ["birds"], 1) == [use("birds", 1, 1)]
