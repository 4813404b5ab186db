"""What every store of suggestions must do: fake, moto, simulator and DynamoDB Local through one suite."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linnet.adapters.dynamodb.batch_writes import BatchWriter
from linnet.adapters.dynamodb.binding import connection
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.suggestions import (
    TAGS_LIVE_MS,
    DynamoTagsInUse,
    DynamoUserSuggestions,
    SuggestionRow,
)
from linnet.domain.search.suggestions import SuggestedUser, UsedTag, beginnings_of
from linnet.ports.suggestions import TagsInUse, UserSuggestions
from tests.contract.conftest import ATOMIC, ENGINES, Reach, create_table
from tests.fakes.environment import FakeClock, SequentialParallel
from tests.fakes.suggestions import FakeTagsInUse, FakeUserSuggestions

ANN = SuggestedUser(11, "ann_smith", "Ann Smith", fame=2)
ANNA = SuggestedUser(12, "anna", "Änne 黒猫", fame=5)


@dataclass
class Stores:
    users: UserSuggestions
    tags: TagsInUse
    clock: FakeClock
    row: type[SuggestionRow] | None = None


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    clock = FakeClock()
    if request.param == "fake":
        return Stores(FakeUserSuggestions(), FakeTagsInUse(), clock)
    connect = reach(request.param)
    row = create_table(SuggestionRow, connect)
    # Tokens of transactions are remembered by the engine, across tests.
    chance = random.Random().random
    writing = Writing(connection(connect), clock, clock.sleep, chance)
    writer = BatchWriter(SequentialParallel(), clock.sleep, chance)
    return Stores(DynamoUserSuggestions(row, writing), DynamoTagsInUse(row, writer, clock), clock, row)


def test_accounts_are_found_by_every_beginning_of_their_names_the_most_followed_first(stores: Stores) -> None:
    stores.users.replace(ANN.id, 1, ANN)
    stores.users.replace(ANNA.id, 1, ANNA)

    assert list(stores.users.of("an", 10)) == [ANNA, ANN]
    assert list(stores.users.of("an", 1)) == [ANNA]
    assert list(stores.users.of("smith", 10)) == [ANN]
    assert list(stores.users.of("黒", 10)) == [ANNA]
    assert list(stores.users.of("mith", 10)) == []


def test_nothing_is_left_of_an_earlier_name(stores: Stores) -> None:
    stores.users.replace(ANN.id, 1, ANN)
    renamed = SuggestedUser(ANN.id, "bea", "Ann B", fame=3)
    stores.users.replace(ANN.id, 2, renamed)

    assert list(stores.users.of("smith", 10)) == []
    assert list(stores.users.of("ann", 10)) == [renamed]
    assert list(stores.users.of("b", 10)) == [renamed]


def test_what_comes_late_changes_nothing(stores: Stores) -> None:
    stores.users.replace(ANN.id, 3, None)
    stores.users.replace(ANN.id, 2, ANN)
    assert list(stores.users.of("ann", 10)) == []

    stores.users.replace(ANN.id, 4, ANN)
    assert list(stores.users.of("ann", 10)) == [ANN]


def test_who_is_forgotten_leaves_no_row(stores: Stores) -> None:
    stores.users.replace(ANN.id, 1, ANN)
    for _ in range(2):
        stores.users.forget(ANN.id)

    assert list(stores.users.of("ann", 10)) == []
    assert stores.row is None or list(stores.row.scan()) == []


@pytest.mark.parametrize("stores", ATOMIC, indirect=True)
def test_of_two_writers_at_once_the_newer_profile_is_stored_and_nothing_of_the_other(stores: Stores) -> None:
    states = [SuggestedUser(ANN.id, f"name{version}", f"word{version} x") for version in range(1, 6)]
    with ThreadPoolExecutor(5) as threads:
        for done in [threads.submit(stores.users.replace, ANN.id, int(each.username[4:]), each) for each in states]:
            done.result()

    assert list(stores.users.of("name", 10)) == [states[-1]]
    assert [list(stores.users.of(f"word{version}", 10)) for version in range(1, 5)] == [[], [], [], []]


def test_tags_in_use_are_found_by_their_first_character(stores: Stores) -> None:
    stores.tags.replace([UsedTag("apple", 7), UsedTag("ananas", 30), UsedTag("犬", 2)])

    assert list(stores.tags.of("a")) == [UsedTag("ananas", 30), UsedTag("apple", 7)]
    assert list(stores.tags.of("犬")) == [UsedTag("犬", 2)]
    assert list(stores.tags.of("b")) == []


@pytest.mark.parametrize("stores", ENGINES, indirect=True)
def test_tags_are_forgotten_when_nothing_is_stored_any_more(stores: Stores) -> None:
    stores.tags.replace([UsedTag("apple", 7)])
    stores.clock.advance(TAGS_LIVE_MS)

    assert list(stores.tags.of("a")) == []


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(username=st.from_regex(r"[A-Za-z0-9_]{1,30}", fullmatch=True), display_name=st.text(max_size=50))
def test_the_rows_of_an_account_before_and_after_a_change_fit_into_one_transaction(
    username: str, display_name: str
) -> None:
    assert 2 * len(beginnings_of(SuggestedUser(1, username, display_name))) + 1 <= 100
