"""Accounts, hashtags and all kinds at once, and what is found while the engine is down."""

from __future__ import annotations

import pytest

from linnet.adapters.no_search import NoSearch
from linnet.domain.errors import Code, DomainError
from linnet.domain.search.found import Sought
from linnet.domain.users import AccountStatus
from linnet.ports.search import Order
from tests.unit.services.search_world import SearchWorld, tweet_ids
from tests.unit.services.timeline_world import ANN, BOB, CAT, DAN


def test_accounts_are_found_by_name_also_when_misspelt() -> None:
    world = SearchWorld()
    world.sign_up(21, "catherine")
    world.index_user(world.identity.users[21])

    assert world.names("cather") == ["catherine"]
    assert world.names("cathrine") == ["catherine"]
    assert world.names("cat") == ["cat", "catherine"]


def test_an_account_is_found_by_its_handle_before_the_index_knows_it() -> None:
    world = SearchWorld()
    world.sign_up(21, "newcomer")

    assert world.names(" @NewComer ") == ["newcomer"]


def test_an_account_that_the_index_does_not_know_stops_no_page() -> None:
    world = SearchWorld()
    world.sign_up(21, "catty")
    world.sign_up(22, "catty_two")
    world.index_user(world.identity.users[22])

    found = world.find("catty", sought=Sought.USERS, limit=1)

    assert [user.username for user in found.users.users] == ["catty_two"]
    assert world.names("catty") == ["catty", "catty_two"]


def test_nobody_finds_accounts_that_they_may_not_meet() -> None:
    world = SearchWorld()
    world.block(BOB, ANN)
    world.change_user(CAT, status=AccountStatus.SUSPENDED)

    assert world.names("bob", ANN) == []
    assert world.names("bob", DAN) == ["bob"]
    assert world.names("cat") == []


def test_whom_one_blocked_is_found_by_the_whole_handle_only() -> None:
    world = SearchWorld()
    world.sign_up(21, "bobby")
    world.index_user(world.identity.users[21])
    world.block(ANN, 21)

    assert world.names("bobby", ANN) == ["bobby"]
    assert "bobby" not in world.names("bob", ANN)
    world.change_user(21, status=AccountStatus.SUSPENDED)
    assert world.names("bobby", ANN) == []


def test_accounts_come_in_pages() -> None:
    world = SearchWorld()
    for number in range(7):
        world.sign_up(100 + number, f"fan{number}")
        world.index_user(world.identity.users[100 + number])
    world.change_user(103, status=AccountStatus.SUSPENDED)

    names: list[str] = []
    place = None
    while True:
        found = world.find("fan", sought=Sought.USERS, place=place, limit=3)
        names += [user.username for user in found.users.users]
        place = found.next_place
        if place is None:
            break

    assert sorted(names) == [f"fan{number}" for number in range(7) if number != 3]


def test_a_hashtag_is_found_where_anybody_used_it() -> None:
    world = SearchWorld()
    world.posted(ANN, "#BlackCats")

    assert [each.tag for each in world.find("#blackCATS", sought=Sought.HASHTAGS).hashtags] == ["blackcats"]
    assert [each.tag for each in world.find("black cats", sought=Sought.HASHTAGS).hashtags] == ["blackcats"]
    assert world.find("dogs", sought=Sought.HASHTAGS).hashtags == []


def test_all_kinds_are_found_at_once() -> None:
    world = SearchWorld()
    tweet = world.posted(ANN, "bob likes #bob")

    found = world.find("bob", sought=Sought.ALL)

    assert tweet_ids(found) == [tweet.id]
    assert [user.username for user in found.users.users] == ["bob"]
    assert [each.tag for each in found.hashtags] == ["bob"]


def test_what_only_tweets_have_is_searched_among_tweets_alone() -> None:
    world = SearchWorld()
    world.posted(ANN, "bob #bob")

    found = world.find("bob -cats", sought=Sought.ALL)

    assert len(found.tweets.tweets) == 1
    assert (found.users.users, found.hashtags) == ((), ())


def test_further_pages_of_all_kinds_are_of_tweets() -> None:
    world = SearchWorld()
    for _ in range(3):
        world.posted(ANN, "bob")
    first = world.find("bob", sought=Sought.ALL, limit=2)

    second = world.find("bob", sought=Sought.ALL, limit=2, place=first.next_place)

    assert len(second.tweets.tweets) == 1
    assert second.users.users == ()


@pytest.mark.parametrize("sought", [Sought.TWEETS, Sought.USERS, Sought.ALL])
def test_a_search_is_refused_for_a_moment_while_the_engine_is_down(sought: Sought) -> None:
    world = SearchWorld()
    world.engine.available = False

    with pytest.raises(DomainError) as refused:
        world.find("black cats", sought=sought)

    assert refused.value.code is Code.UNAVAILABLE
    assert refused.value.retry_after_s


def test_nobody_is_told_to_come_back_where_there_is_no_engine() -> None:
    world = SearchWorld()
    world.use(NoSearch())

    with pytest.raises(DomainError) as refused:
        world.find("black cats")

    assert refused.value.code is Code.UNAVAILABLE
    assert refused.value.retry_after_s is None


@pytest.mark.parametrize("sought", [Sought.TWEETS, Sought.ALL])
def test_a_hashtag_is_found_while_the_engine_is_down(sought: Sought) -> None:
    world = SearchWorld()
    tweets = [world.posted(ANN, "#cats") for _ in range(5)]
    world.engine.available = False

    first = world.find("#cats", sought=sought, limit=3)
    second = world.find("#cats", sought=sought, limit=3, place=first.next_place)

    assert not first.complete
    assert tweet_ids(first) + tweet_ids(second) == [tweet.id for tweet in reversed(tweets)]
    assert second.next_place is None


def test_top_of_a_hashtag_has_one_page_while_the_engine_is_down() -> None:
    world = SearchWorld()
    for _ in range(3):
        world.posted(ANN, "#cats")
    before = world.find("#cats", order=Order.TOP, limit=2)
    world.engine.available = False

    found = world.find("#cats", order=Order.TOP, limit=2)

    assert len(found.tweets.tweets) == 2
    assert found.next_place is None
    with pytest.raises(DomainError):
        world.find("#cats", order=Order.TOP, limit=2, place=before.next_place)


def test_a_handle_is_found_while_the_engine_is_down() -> None:
    world = SearchWorld()
    world.engine.available = False

    found = world.find("@bob", sought=Sought.USERS)

    assert [user.username for user in found.users.users] == ["bob"]
    assert not found.complete
