"""What every search index does with versions, tombstones and the indexes behind it."""

from __future__ import annotations

import pytest

from linnet.domain.search.documents import Tombstone
from linnet.domain.search.tree import (
    AtLeast,
    From,
    Not,
    Tagged,
    Total,
    Word,
)
from linnet.ports.search import (
    Entry,
    IndexExists,
    IndexInUse,
    Kind,
    Order,
    Outcome,
    SearchUnavailable,
)
from tests.contract.search_site import ANN, BOB, DAY_MS, Site, tweet, tweet_id


class TestVersions:
    def test_a_newer_version_replaces_all_of_an_older_one(self, site: Site) -> None:
        site.write(tweet(1, "cat", hashtags=frozenset({"a"}), languages=("en",)))

        assert site.write(tweet(1, "dog", BOB, version=2)) == [Outcome.DONE]
        assert site.found(Word("cat")) == site.found(Tagged("a")) == site.found(From("ann", ANN)) == []
        assert [hit.version for hit in site.hits(Word("dog"))] == [2]

    def test_an_older_version_is_left_out(self, site: Site) -> None:
        site.write(tweet(1, "dog", version=2))

        assert site.write(tweet(1, "cat")) == [Outcome.STALE]
        assert site.found(Word("dog")) == [1]

    def test_the_same_version_brings_new_totals(self, site: Site) -> None:
        site.write(tweet(1, "cat"))

        assert site.write(tweet(1, "cat", likes=7)) == [Outcome.DONE]
        assert site.found(AtLeast(Total.LIKES, 7)) == [1]

    def test_a_tombstone_hides_and_keeps_older_versions_out(self, site: Site) -> None:
        site.write(tweet(1, "cat", languages=("en",), likes=3, hashtags=frozenset({"a"})))

        assert site.write(Tombstone(tweet_id(1), 2)) == [Outcome.DONE]
        assert site.write(tweet(1, "cat")) == [Outcome.STALE]
        for tree in (Word("cat"), Tagged("a"), AtLeast(Total.LIKES, 1), Not(Word("dog")), None):
            assert site.found(tree) == site.found(tree, Order.TOP) == []

    def test_what_is_written_after_a_tombstone_is_found_again(self, site: Site) -> None:
        site.write(tweet(1, "cat"), Tombstone(tweet_id(1), 2))

        assert site.write(tweet(1, "cat", version=3)) == [Outcome.DONE]
        assert site.found(Word("cat")) == [1]

    def test_a_document_that_cannot_be_stored_does_not_keep_others_out(self, site: Site) -> None:
        outcomes = site.write(tweet(1, "cat"), tweet(2, "cat", likes=1 << 70), tweet(3, "cat"))

        assert outcomes == [Outcome.DONE, Outcome.REFUSED, Outcome.DONE]
        assert site.found(Word("cat")) == [3, 1]

    def test_one_call_may_name_a_tweet_more_than_once(self, site: Site) -> None:
        assert site.write(tweet(1, "b", version=2), tweet(1, "a"), tweet(1, "c", version=3)) == [
            Outcome.DONE,
            Outcome.STALE,
            Outcome.DONE,
        ]
        assert site.found(Word("c")) == [1]

    def test_no_documents_are_no_work(self, site: Site) -> None:
        assert site.write() == []


class TestIndexes:
    def test_a_new_index_is_filled_unseen_and_switched_to_at_once(self, site: Site) -> None:
        old = site.in_use(Kind.TWEETS)
        site.write(tweet(1, "cat"))
        new = site.index.create(Kind.TWEETS, "second")

        site.index.write(Kind.TWEETS, [tweet(2, "cat")], new)
        site.index.refresh(new)
        assert site.found(Word("cat")) == [1]
        site.index.switch(Kind.TWEETS, new)

        assert site.found(Word("cat")) == [2]
        site.write(tweet(3, "cat"))
        assert site.found(Word("cat")) == [3, 2]
        assert site.in_use(Kind.TWEETS) == new
        assert site.index.all_of(Kind.TWEETS) == sorted([old, new])
        assert site.users("cat") == []

    def test_an_index_in_use_is_not_dropped(self, site: Site) -> None:
        old = site.in_use(Kind.TWEETS)
        new = site.index.create(Kind.TWEETS, "second")
        with pytest.raises(IndexInUse):
            site.index.drop(old)

        site.index.switch(Kind.TWEETS, new)
        site.index.drop(old)
        site.index.drop(old)
        assert site.index.all_of(Kind.TWEETS) == [new]

    def test_a_name_is_given_once(self, site: Site) -> None:
        site.index.create(Kind.USERS, "again")
        with pytest.raises(IndexExists):
            site.index.create(Kind.USERS, "again")

    def test_preparing_again_changes_nothing(self, site: Site) -> None:
        site.write(tweet(1, "cat"))
        site.index.prepare()

        assert site.found(Word("cat")) == [1]
        assert len(site.index.all_of(Kind.TWEETS)) == len(site.index.all_of(Kind.USERS)) == 1

    def test_an_index_that_is_not_there_is_unavailable(self, site: Site) -> None:
        absent = site.in_use(Kind.TWEETS).replace("first", "absent")
        with pytest.raises(SearchUnavailable):
            site.index.write(Kind.TWEETS, [tweet(1, "cat")], absent)
        with pytest.raises(SearchUnavailable):
            site.index.switch(Kind.TWEETS, absent)

        assert absent not in site.index.all_of(Kind.TWEETS)

    def test_a_verifier_reads_every_version_in_order(self, site: Site) -> None:
        index = site.in_use(Kind.TWEETS)
        site.write(tweet(3, version=4), tweet(1), Tombstone(tweet_id(2), 7))

        everything = [Entry(tweet_id(1), 1, False), Entry(tweet_id(2), 7, True), Entry(tweet_id(3), 4, False)]
        assert site.index.entries(index, 0, 10) == everything
        assert site.index.entries(index, 0, 2) == everything[:2]
        assert site.index.entries(index, tweet_id(2), 2) == everything[2:]
        assert site.index.versions(index, [tweet_id(2), tweet_id(3), 99]) == {tweet_id(2): 7, tweet_id(3): 4}

    def test_old_tombstones_are_purged_and_nothing_else(self, site: Site) -> None:
        index = site.in_use(Kind.TWEETS)
        site.write(tweet(1), Tombstone(tweet_id(2), 2))
        site.clock.advance(DAY_MS)
        site.write(Tombstone(tweet_id(3), 2))

        assert site.index.purge(index, site.clock.now_ms()) == 1
        site.index.refresh(index)
        assert [entry.id for entry in site.index.entries(index, 0, 10)] == [tweet_id(1), tweet_id(3)]
