"""What every store of bookmarks must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

from typing import Any

import pytest

from linnet.adapters.dynamodb.bookmarks import DynamoBookmarks
from linnet.adapters.dynamodb.engagement_rows import EngagementRow
from linnet.domain.paging import PageRange
from linnet.domain.tweets import Bookmark, BookmarkFolder
from linnet.ports.bookmarks import Bookmarks
from tests.contract.conftest import ENGINES, Reach, create_table
from tests.contract.ranges import ranges_over
from tests.fakes.bookmarks import FakeBookmarks
from tests.fakes.environment import FakeClock

ANN, BOB = 11, 12
BIRDS, TREES = 5_000, 6_000


@pytest.fixture(params=["fake", *ENGINES])
def bookmarks(request: pytest.FixtureRequest, reach: Reach) -> Bookmarks:
    if request.param == "fake":
        return FakeBookmarks()
    return DynamoBookmarks(create_table(EngagementRow, reach(request.param)), FakeClock().sleep, lambda: 0.5)


def ids(bookmarks: Bookmarks, folder_id: int | None = None, actor_id: int = ANN) -> list[int]:
    return [each.tweet_id for each in bookmarks.page(actor_id, folder_id, PageRange(99))]


def test_bookmarks_are_listed_newest_first_whatever_the_tweets_age(bookmarks: Bookmarks) -> None:
    for bookmark_id, tweet_id in ((101, 9), (102, 3), (103, 7)):
        assert bookmarks.add(ANN, tweet_id, bookmark_id, None)
    bookmarks.add(BOB, 4, 104, None)

    assert bookmarks.page(ANN, None, PageRange(2)) == [Bookmark(103, 7), Bookmark(102, 3)]
    assert bookmarks.page(ANN, None, PageRange(2, 102)) == [Bookmark(101, 9)]


def test_a_bookmark_stands_once(bookmarks: Bookmarks) -> None:
    assert bookmarks.add(ANN, 9, 101, None)
    assert not bookmarks.add(ANN, 9, 102, None)
    assert bookmarks.page(ANN, None, PageRange(9)) == [Bookmark(101, 9)]


def test_a_bookmark_repeated_because_its_answer_was_lost_is_the_same(bookmarks: Bookmarks) -> None:
    assert bookmarks.add(ANN, 9, 101, BIRDS)
    assert bookmarks.add(ANN, 9, 101, BIRDS)


def test_a_bookmark_moves_between_folders(bookmarks: Bookmarks) -> None:
    assert bookmarks.add(ANN, 9, 101, BIRDS)
    assert not bookmarks.add(ANN, 9, 102, BIRDS)
    assert bookmarks.add(ANN, 9, 103, TREES)
    assert (ids(bookmarks, BIRDS), ids(bookmarks, TREES), ids(bookmarks)) == ([], [9], [9])

    assert bookmarks.add(ANN, 9, 104, None)
    assert (ids(bookmarks, TREES), ids(bookmarks)) == ([], [9])


def test_a_folder_is_paged_newest_first(bookmarks: Bookmarks) -> None:
    for bookmark_id, tweet_id, folder_id in ((101, 9, BIRDS), (102, 3, TREES), (103, 7, BIRDS), (104, 8, None)):
        bookmarks.add(ANN, tweet_id, bookmark_id, folder_id)

    assert bookmarks.page(ANN, BIRDS, PageRange(1)) == [Bookmark(103, 7)]
    assert bookmarks.page(ANN, BIRDS, PageRange(9, 103)) == [Bookmark(101, 9)]


def test_a_removed_bookmark_is_in_no_list(bookmarks: Bookmarks) -> None:
    bookmarks.add(ANN, 9, 101, BIRDS)

    assert bookmarks.remove(ANN, 9, 201)
    assert not bookmarks.remove(ANN, 9, 202)
    assert not bookmarks.remove(ANN, 10, 203)
    assert (ids(bookmarks, BIRDS), ids(bookmarks)) == ([], [])


def test_a_removal_repeated_because_its_answer_was_lost_is_the_same(bookmarks: Bookmarks) -> None:
    bookmarks.add(ANN, 9, 101, None)

    assert bookmarks.remove(ANN, 9, 201)
    assert bookmarks.remove(ANN, 9, 201)


def test_folders_are_listed_renamed_and_removed(bookmarks: Bookmarks) -> None:
    assert bookmarks.folders(ANN) == []
    for folder in (BookmarkFolder(TREES, "trees"), BookmarkFolder(BIRDS, "birds")):
        assert bookmarks.add_folder(ANN, folder, 9)

    assert bookmarks.rename_folder(ANN, BookmarkFolder(BIRDS, "finches"))
    assert bookmarks.folders(ANN) == [BookmarkFolder(BIRDS, "finches"), BookmarkFolder(TREES, "trees")]
    assert bookmarks.folders(BOB) == []
    assert bookmarks.remove_folder(ANN, BIRDS)
    assert bookmarks.folders(ANN) == [BookmarkFolder(TREES, "trees")]


@pytest.mark.parametrize("bookmarks", ENGINES, indirect=True)
def test_a_folder_is_removed_although_the_answer_to_its_removal_was_lost(
    bookmarks: Bookmarks, monkeypatch: pytest.MonkeyPatch
) -> None:
    bookmarks.add_folder(ANN, BookmarkFolder(BIRDS, "birds"), 9)
    update = DynamoBookmarks._update

    def send_twice(self: DynamoBookmarks, changed: Any, *how: Any) -> bool:
        update(self, changed, *how)
        # What the SDK makes of it: it sends the write again and finds it done.
        return update(self, changed, *how)

    monkeypatch.setattr(DynamoBookmarks, "_update", send_twice)

    assert bookmarks.remove_folder(ANN, BIRDS)
    assert not bookmarks.remove_folder(ANN, BIRDS)


def test_what_is_no_folder_cannot_be_changed(bookmarks: Bookmarks) -> None:
    assert not bookmarks.rename_folder(ANN, BookmarkFolder(BIRDS, "finches"))
    assert not bookmarks.remove_folder(ANN, BIRDS)
    bookmarks.add_folder(ANN, BookmarkFolder(TREES, "trees"), 9)
    assert not bookmarks.rename_folder(ANN, BookmarkFolder(BIRDS, "finches"))
    assert not bookmarks.remove_folder(ANN, BIRDS)


def test_the_number_of_folders_is_bounded(bookmarks: Bookmarks) -> None:
    for number in range(3):
        assert bookmarks.add_folder(ANN, BookmarkFolder(number + 1, "x"), 3)

    assert not bookmarks.add_folder(ANN, BookmarkFolder(4, "x"), 3)
    # The SDK repeats what it had no answer to.
    assert bookmarks.add_folder(ANN, BookmarkFolder(3, "x"), 3)
    assert len(bookmarks.folders(ANN)) == 3


def test_bookmarks_and_folders_are_read_in_any_range_in_both_directions(bookmarks: Bookmarks) -> None:
    for number in range(1, 7):
        bookmarks.add(ANN, 10 - number, 100 + number, BIRDS)
    bookmarks.add(ANN, 99, 99, None)
    bookmarks.add(ANN, 98, 98, TREES)
    filed = [Bookmark(100 + number, 10 - number) for number in range(1, 7)]

    for page in ranges_over([each.id for each in filed]):
        assert list(bookmarks.page(ANN, BIRDS, page)) == page.of(filed)
        assert list(bookmarks.page(ANN, None, page)) == page.of([*filed, Bookmark(99, 99), Bookmark(98, 98)])
