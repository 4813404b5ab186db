"""Bookmarks and their folders, as services decide it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.paging import PageRange
from linnet.domain.tweets import MAX_FOLDERS, Audience, Flags
from linnet.services.already_so import AlreadySo
from linnet.services.bookmark_tweet import BookmarkTweet, ReadBookmarks
from linnet.services.file_bookmarks import FileBookmarks
from tests.fakes.bookmarks import FakeBookmarks
from tests.unit.services.tweet_world import ANN, BOB, CAT, World, viewer


@dataclass
class Shelf:
    """A small network, and Bob's bookmarks in it."""

    world: World = field(default_factory=World)
    store: FakeBookmarks = field(default_factory=FakeBookmarks)

    def __post_init__(self) -> None:
        self.folders = FileBookmarks(self.store, self.world.made)
        self._bookmark = BookmarkTweet(self.store, self.world.find, self.world.made, self.world.parallel)

    def add(self, tweet_id: int, folder_id: int | None = None) -> bool:
        self.world.clock.advance(10)
        return self._bookmark.run(viewer(BOB), tweet_id, folder_id).flags.bookmarked

    def keep(self, tweet_id: int) -> bool:
        return self._bookmark.keep(viewer(BOB), tweet_id).flags.bookmarked

    def undo(self, tweet_id: int) -> bool:
        return self._bookmark.undo(viewer(BOB), tweet_id).flags.bookmarked

    def read(self, folder_id: int | None = None, limit: int = 20, reader: int = BOB) -> list[int]:
        service = ReadBookmarks(self.world.read, self.store)
        found: list[int] = []
        before: int | None = None
        while True:
            page = service.run(viewer(reader), folder_id, PageRange(limit, before))
            found += [shown.tweet.id for shown in page.tweets]
            before = page.next_before
            if before is None:
                return found


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def refused(call: object, code: Code, *arguments: object) -> DomainError:
    assert callable(call)
    with pytest.raises(DomainError) as refusal:
        call(*arguments)
    assert refusal.value.code is code
    return refusal.value


@pytest.mark.parametrize("limit", [1, 2, 20])
def test_bookmarks_are_read_newest_bookmark_first_at_any_page_size(shelf: Shelf, limit: int) -> None:
    first, second, third = (shelf.world.post(ANN, f"{number}").id for number in range(3))
    for tweet_id in (second, third, first):
        assert shelf.add(tweet_id)

    assert shelf.read(limit=limit) == [first, third, second]
    assert shelf.read(reader=CAT) == []


def test_a_second_bookmark_is_a_conflict_and_so_is_removing_none(shelf: Shelf) -> None:
    tweet_id = shelf.world.post(ANN).id
    shelf.add(tweet_id)
    assert refused(shelf.add, Code.CONFLICT, tweet_id).details == {"bookmarked": True}

    assert not shelf.undo(tweet_id)
    assert refused(shelf.undo, Code.CONFLICT, tweet_id).details == {"bookmarked": False}
    assert shelf.read() == []


def test_what_one_may_not_see_cannot_be_bookmarked(shelf: Shelf) -> None:
    hidden = shelf.world.post(ANN, audience=Audience.FOLLOWERS).id
    refused(shelf.add, Code.NOT_FOUND, hidden)
    assert shelf.store.kept == {}


def test_hidden_and_deleted_tweets_are_not_read_but_can_be_removed(shelf: Shelf) -> None:
    deleted, hidden, left = shelf.world.post(ANN).id, shelf.world.post(CAT).id, shelf.world.post(ANN).id
    for tweet_id in (left, hidden, deleted):
        shelf.add(tweet_id)
    shelf.world.delete(viewer(ANN), deleted)
    shelf.world.pairs.block(CAT, BOB)

    assert shelf.read(limit=1) == [left]
    refused(shelf.undo, Code.NOT_FOUND, deleted)
    refused(shelf.undo, Code.NOT_FOUND, hidden)
    assert [each.tweet_id for each in shelf.store.page(BOB, None, PageRange(9))] == [left]


def test_the_id_of_a_retweet_stands_for_its_original(shelf: Shelf) -> None:
    tweet_id = shelf.world.post(ANN).id
    retweet_id = shelf.world.retweet(CAT, tweet_id).flags.retweet_id
    assert retweet_id is not None

    shelf.add(retweet_id)
    assert shelf.read() == [tweet_id]
    shelf.undo(retweet_id)
    assert shelf.read() == []


def test_a_folder_holds_what_was_put_there(shelf: Shelf) -> None:
    birds, trees = (shelf.folders.create(viewer(BOB), name).id for name in ("birds", " trees "))
    finch, oak = shelf.world.post(ANN, "finch").id, shelf.world.post(ANN, "oak").id
    shelf.add(finch, birds)
    shelf.add(oak, birds)
    shelf.add(oak, trees)

    assert (shelf.read(birds), shelf.read(trees), shelf.read()) == ([finch], [oak], [oak, finch])
    assert [folder.name for folder in shelf.folders.all(viewer(BOB))] == ["birds", "trees"]


def test_a_removed_folder_leaves_its_bookmarks(shelf: Shelf) -> None:
    birds = shelf.folders.create(viewer(BOB), "birds").id
    finch = shelf.world.post(ANN, "finch").id
    shelf.add(finch, birds)

    shelf.folders.remove(viewer(BOB), birds)

    assert shelf.read() == [finch]
    refused(shelf.read, Code.NOT_FOUND, birds)
    refused(shelf.add, Code.NOT_FOUND, finch, birds)
    refused(shelf.folders.remove, Code.NOT_FOUND, viewer(BOB), birds)
    refused(shelf.folders.rename, Code.NOT_FOUND, viewer(BOB), birds, "finches")


def test_somebody_elses_folder_is_none(shelf: Shelf) -> None:
    theirs = shelf.folders.create(viewer(CAT), "theirs").id
    refused(shelf.add, Code.NOT_FOUND, shelf.world.post(ANN).id, theirs)
    refused(shelf.read, Code.NOT_FOUND, theirs)


def test_names_and_number_of_folders_are_bounded(shelf: Shelf) -> None:
    for name in ("", "  ", "x" * 51):
        refused(shelf.folders.create, Code.INVALID, viewer(BOB), name)
    for number in range(MAX_FOLDERS):
        shelf.folders.create(viewer(BOB), f"{number}")
    refused(shelf.folders.create, Code.LIMIT_REACHED, viewer(BOB), "one more")


def test_keeping_a_bookmark_leaves_it_in_its_folder(shelf: Shelf) -> None:
    tweet, other = shelf.world.post(ANN), shelf.world.post(ANN)
    folder = shelf.folders.create(viewer(BOB), "birds")
    shelf.add(tweet.id, folder.id)
    kept = shelf.store.kept.copy()

    # What stands is read from the tweet's row, which the fakes keep apart.
    shelf.world.table.engagements[BOB, tweet.id] = Flags(bookmark_id=kept[BOB, tweet.id][0])
    assert shelf.keep(tweet.id)
    assert shelf.store.kept == kept
    assert shelf.keep(other.id)
    assert set(shelf.read()) == {tweet.id, other.id}


def test_what_is_so_already_is_told_with_the_tweet_as_it_stands(shelf: Shelf) -> None:
    tweet = shelf.world.post(ANN)
    with pytest.raises(AlreadySo) as unmarked:
        shelf.undo(tweet.id)
    shelf.add(tweet.id)
    with pytest.raises(AlreadySo) as marked:
        shelf.add(tweet.id)
    assert [each.value.shown.flags.bookmarked for each in (unmarked, marked)] == [False, True]
