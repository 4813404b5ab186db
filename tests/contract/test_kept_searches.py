"""What every store of saved and recent searches must do: fake, moto, simulator and DynamoDB Local through one suite."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.batch_writes import BatchWriter
from linnet.adapters.dynamodb.binding import Connect, bind
from linnet.adapters.dynamodb.erase_rows import EraseRows
from linnet.adapters.dynamodb.kept_searches import UNAVAILABLE, DynamoRecentSearches, DynamoSavedSearches, SearchRow
from linnet.domain.search.kept import (
    MAX_RECENT_BYTES,
    MAX_SAVED,
    RECENT_LIVES_MS,
    RecentSearch,
    RecentSearches,
    SavedSearch,
    SavedSearches,
)
from linnet.domain.search.parse import MAX_LENGTH
from linnet.ports.identity import VersionConflict
from linnet.ports.kept_searches import RecentSearchStore, RecentUnavailable, SavedSearchStore
from tests.contract.conftest import ATOMIC, ENGINES, Reach, create_table
from tests.fakes.environment import START_MS, FakeClock, SequentialParallel
from tests.fakes.kept_searches import FakeRecentSearches, FakeSavedSearches

ANN, BOB = 11, 12
SAVED = (SavedSearch(1 << 62, "Café", '"new york" OR 黒猫 😂'), SavedSearch(7, "x", "-\\(a b)"))
RECENT = (RecentSearch('"new york" OR 黒猫 😂', START_MS + 1), RecentSearch("#tag", START_MS))


@dataclass
class Stores:
    saved: SavedSearchStore
    recent: RecentSearchStore


def no_count(_name: str) -> None:
    return None


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    if request.param == "fake":
        return Stores(FakeSavedSearches(), FakeRecentSearches())
    row = create_table(SearchRow, reach(request.param))
    return Stores(DynamoSavedSearches(row), DynamoRecentSearches(row, no_count))


def test_nothing_is_kept_at_first(stores: Stores) -> None:
    assert stores.saved.of(ANN) == SavedSearches()
    assert stores.recent.of(ANN) == RecentSearches()


def test_what_was_stored_is_read_as_it_was_by_its_owner(stores: Stores) -> None:
    stores.saved.replace(ANN, SavedSearches(SAVED))
    stores.recent.replace(ANN, RecentSearches(RECENT))

    assert stores.saved.of(ANN) == SavedSearches(SAVED, 1)
    assert stores.recent.of(ANN) == RecentSearches(RECENT, 1)
    assert stores.saved.of(BOB).searches == ()
    assert stores.recent.of(BOB).searches == ()


def test_all_of_it_can_be_taken_away_again(stores: Stores) -> None:
    stores.saved.replace(ANN, SavedSearches(SAVED))
    stores.recent.replace(ANN, RecentSearches(RECENT))
    stores.saved.replace(ANN, SavedSearches((), 1))
    stores.recent.replace(ANN, RecentSearches((), 1))

    assert stores.saved.of(ANN) == SavedSearches((), 2)
    assert stores.recent.of(ANN) == RecentSearches((), 2)


@pytest.mark.parametrize("stale", [0, 1, 3])
def test_only_what_was_made_of_the_newest_version_is_stored(stores: Stores, stale: int) -> None:
    for version in range(2):
        stores.saved.replace(ANN, SavedSearches(SAVED, version))
        stores.recent.replace(ANN, RecentSearches(RECENT, version))

    with pytest.raises(VersionConflict):
        stores.saved.replace(ANN, SavedSearches((), stale))
    with pytest.raises(VersionConflict):
        stores.recent.replace(ANN, RecentSearches((), stale))

    assert stores.saved.of(ANN) == SavedSearches(SAVED, 2)
    assert stores.recent.of(ANN) == RecentSearches(RECENT, 2)


def test_what_was_never_stored_has_no_version_to_change(stores: Stores) -> None:
    with pytest.raises(VersionConflict):
        stores.saved.replace(ANN, SavedSearches(SAVED, 1))
    with pytest.raises(VersionConflict):
        stores.recent.replace(ANN, RecentSearches(RECENT, 1))


def test_the_most_that_is_kept_can_be_stored(stores: Stores) -> None:
    wide = "𝄞" * MAX_LENGTH
    saved = tuple(SavedSearch(number, "𝄞" * 50, wide) for number in range(1, MAX_SAVED + 1))
    recent = tuple(RecentSearch(wide, START_MS) for _ in range(MAX_RECENT_BYTES // len(wide.encode())))
    stores.saved.replace(ANN, SavedSearches(saved))
    stores.recent.replace(ANN, RecentSearches(recent))

    assert stores.saved.of(ANN).searches == saved
    assert stores.recent.of(ANN).searches == recent


@pytest.mark.parametrize("stores", ATOMIC, indirect=True)
def test_of_changes_at_once_one_is_stored(stores: Stores) -> None:
    def change(write: Callable[[], None]) -> bool:
        try:
            write()
        except VersionConflict:
            return False
        return True

    def save(number: int) -> bool:
        return change(lambda: stores.saved.replace(ANN, SavedSearches((replace(SAVED[0], id=number),))))

    def remember(number: int) -> bool:
        return change(lambda: stores.recent.replace(ANN, RecentSearches((RecentSearch(f"{number}", START_MS),))))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(save, range(8))) == sum(pool.map(remember, range(8))) == 1


@pytest.fixture
def row(connect: Connect) -> type[SearchRow]:
    return create_table(SearchRow, connect)


def test_recent_searches_expire_with_the_newest_and_saved_ones_do_not(row: type[SearchRow]) -> None:
    DynamoRecentSearches(row, no_count).replace(ANN, RecentSearches(RECENT))
    DynamoSavedSearches(row).replace(ANN, SavedSearches(SAVED))

    expiry = {each.sk: each.expires_at for each in row.scan()}
    assert expiry == {keys.RECENT: -(-(START_MS + 1 + RECENT_LIVES_MS) // 1000), keys.SAVED: None}


def test_letters_of_all_scripts_are_stored_as_the_bytes_that_they_are(row: type[SearchRow]) -> None:
    DynamoSavedSearches(row).replace(ANN, SavedSearches(SAVED))

    (stored,) = row.scan()
    assert "黒猫 😂" in stored.searches


def test_an_account_that_is_erased_leaves_neither(row: type[SearchRow]) -> None:
    for user_id in (ANN, BOB):
        DynamoRecentSearches(row, no_count).replace(user_id, RecentSearches(RECENT))
        DynamoSavedSearches(row).replace(user_id, SavedSearches(SAVED))
    writer = BatchWriter(SequentialParallel(), FakeClock().sleep, random.Random(1).random)
    eraser = EraseRows("searches", row, writer, lambda user_id: [keys.searches(user_id)])

    position = None
    while (position := eraser.erase(ANN, position)) is not None:
        pass

    assert {each.pk for each in row.scan()} == {keys.searches(BOB)}


def test_recent_searches_that_do_not_answer_are_counted_and_named(connect: Connect) -> None:
    counted: list[str] = []
    # No such table: whatever DynamoDB refuses is the same to whoever searches.
    recent = DynamoRecentSearches(bind(SearchRow, "missing", connect), counted.append)

    with pytest.raises(RecentUnavailable):
        recent.of(ANN)
    with pytest.raises(RecentUnavailable):
        recent.replace(ANN, RecentSearches(RECENT))
    assert counted == [UNAVAILABLE, UNAVAILABLE]
