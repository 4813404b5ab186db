"""What every store of lists must do, beside the pairs that it shares with the graph."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linnet.domain.index_ranges import WHOLE_INDEX
from linnet.domain.lists import ListEdit, RepliesPolicy, UserList
from linnet.domain.paging import PageRange
from linnet.ports.lists import ListsCapReached, MembersCapReached, NotFollowed
from tests.contract.conftest import ENGINES, Reach
from tests.contract.graph_stores import ANN, BOB, CAP, CAT, Stores, fake_stores, following, pair, stores_on

FRIENDS, NEWS = 7 << 60, 8
FRIENDS_LIST = UserList(FRIENDS, ANN, "Friends")
MANY = 100


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return stores_on(request.param, reach)


@pytest.fixture
def friends(stores: Stores) -> Stores:
    """Ann follows Bob and Cat and has a list without members."""
    stores.graph.follow(ANN, BOB, 1, CAP)
    stores.graph.follow(ANN, CAT, 2, CAP)
    stores.lists.create(FRIENDS_LIST, MANY)
    return stores


def test_a_list_is_found_by_its_owner_only(friends: Stores) -> None:
    assert friends.lists.get(ANN, FRIENDS) == FRIENDS_LIST
    assert friends.lists.get(BOB, FRIENDS) is None
    assert friends.lists.all_of(BOB) == []
    assert not friends.lists.delete(BOB, FRIENDS)
    assert friends.lists.edit(BOB, FRIENDS, ListEdit(title="mine")) is None
    assert not friends.lists.add(BOB, FRIENDS, [], MANY)


def test_lists_come_oldest_first_with_what_was_chosen(friends: Stores) -> None:
    news = UserList(NEWS, ANN, "News", RepliesPolicy.NONE, exclusive=True)
    friends.lists.create(news, MANY)
    assert friends.lists.all_of(ANN) == [news, FRIENDS_LIST]


def test_the_cap_counts_lists_that_stand(friends: Stores) -> None:
    with pytest.raises(ListsCapReached):
        friends.lists.create(UserList(NEWS, ANN, "News"), 1)
    assert friends.lists.get(ANN, NEWS) is None
    assert friends.lists.delete(ANN, FRIENDS)
    assert not friends.lists.delete(ANN, FRIENDS)
    friends.lists.create(UserList(NEWS, ANN, "News"), 1)
    assert [each.id for each in friends.lists.all_of(ANN)] == [NEWS]


def test_an_edit_changes_what_it_names(friends: Stores) -> None:
    friends.lists.add(ANN, FRIENDS, [BOB], MANY)
    edited = friends.lists.edit(ANN, FRIENDS, ListEdit(replies_policy=RepliesPolicy.FOLLOWED, exclusive=True))
    assert edited == UserList(FRIENDS, ANN, "Friends", RepliesPolicy.FOLLOWED, True, frozenset({BOB}))
    assert friends.lists.edit(ANN, FRIENDS, ListEdit(title="Pals", exclusive=False)) == friends.lists.get(ANN, FRIENDS)
    assert friends.lists.get(ANN, FRIENDS) == replace(edited, title="Pals", exclusive=False)


def test_who_joins_is_named_by_the_list_and_by_the_pair(friends: Stores) -> None:
    assert friends.lists.add(ANN, FRIENDS, [BOB, CAT], MANY)
    assert friends.lists.add(ANN, FRIENDS, [BOB], MANY)
    stored = friends.lists.get(ANN, FRIENDS)
    assert stored is not None
    assert stored.members == {BOB, CAT}
    assert pair(friends, ANN, BOB) == replace(following(ANN, BOB, 1, version=2), lists=frozenset({FRIENDS}))


def test_nobody_joins_where_one_is_not_followed(friends: Stores) -> None:
    with pytest.raises(NotFollowed) as refused:
        friends.lists.add(ANN, FRIENDS, [BOB, 50, ANN], MANY)
    assert set(refused.value.user_ids) == {50, ANN}
    assert friends.lists.get(ANN, FRIENDS) == FRIENDS_LIST
    assert pair(friends, ANN, BOB).lists == frozenset()


def test_nobody_joins_where_not_all_find_room(friends: Stores) -> None:
    with pytest.raises(MembersCapReached):
        friends.lists.add(ANN, FRIENDS, [BOB, CAT], 1)
    assert friends.lists.add(ANN, FRIENDS, [BOB], 1)
    assert friends.lists.add(ANN, FRIENDS, [BOB], 1)
    with pytest.raises(MembersCapReached):
        friends.lists.add(ANN, FRIENDS, [CAT], 1)


def test_who_leaves_is_named_by_neither(friends: Stores) -> None:
    friends.lists.add(ANN, FRIENDS, [BOB, CAT], MANY)
    assert friends.lists.remove(ANN, FRIENDS, [BOB, 50])
    assert friends.lists.remove(ANN, FRIENDS, [BOB])
    assert friends.lists.get(ANN, FRIENDS) == replace(FRIENDS_LIST, members=frozenset({CAT}))
    assert pair(friends, ANN, BOB).lists == frozenset()
    assert pair(friends, ANN, BOB).following


def test_a_list_that_is_gone_can_be_left(friends: Stores) -> None:
    friends.lists.add(ANN, FRIENDS, [BOB], MANY)
    friends.lists.delete(ANN, FRIENDS)
    assert pair(friends, ANN, BOB).lists == {FRIENDS}
    assert not friends.lists.remove(ANN, FRIENDS, [BOB])
    assert pair(friends, ANN, BOB).lists == frozenset()
    assert friends.lists.get(ANN, FRIENDS) is None


def test_a_follow_that_ends_takes_the_lists_from_the_pair_and_settling_takes_the_member(friends: Stores) -> None:
    friends.lists.add(ANN, FRIENDS, [BOB, CAT], MANY)
    friends.graph.unfollow(ANN, BOB, 5)
    friends.graph.block(CAT, ANN, 5)
    assert pair(friends, ANN, BOB).lists == pair(friends, ANN, CAT).lists == frozenset()
    for each in (BOB, CAT, BOB):
        friends.lists.settle(ANN, FRIENDS, each)
    assert friends.lists.get(ANN, FRIENDS) == FRIENDS_LIST


def test_who_is_removed_is_in_no_list_however_late_the_end_of_a_follow_is_settled(friends: Stores) -> None:
    friends.lists.add(ANN, FRIENDS, [BOB, CAT], MANY)
    friends.graph.unfollow(ANN, BOB, 5)
    assert friends.lists.remove(ANN, FRIENDS, [BOB, CAT])
    friends.graph.follow(ANN, BOB, 9, CAP)
    assert friends.lists.get(ANN, FRIENDS) == FRIENDS_LIST


def test_settling_late_leaves_who_joined_again(friends: Stores) -> None:
    friends.lists.add(ANN, FRIENDS, [BOB], MANY)
    friends.graph.unfollow(ANN, BOB, 5)
    friends.graph.follow(ANN, BOB, 9, CAP)
    friends.lists.add(ANN, FRIENDS, [BOB], 1)
    friends.lists.settle(ANN, FRIENDS, BOB)
    assert friends.lists.get(ANN, FRIENDS) == replace(FRIENDS_LIST, members=frozenset({BOB}))


def test_settling_a_list_that_is_gone_brings_nothing_back(friends: Stores) -> None:
    friends.lists.delete(ANN, FRIENDS)
    friends.lists.settle(ANN, FRIENDS, BOB)
    assert friends.lists.all_of(ANN) == []


def test_members_of_exclusive_lists_are_among_the_exclusions(friends: Stores) -> None:
    friends.lists.add(ANN, FRIENDS, [BOB], MANY)
    assert friends.graph.exclusions(ANN) == {}
    friends.lists.edit(ANN, FRIENDS, ListEdit(exclusive=True))
    friends.graph.mute(ANN, BOB, 0)
    friends.lists.add(ANN, FRIENDS, [CAT], MANY)
    found = friends.graph.exclusions(ANN)
    assert found.keys() == {BOB, CAT}
    assert all(each.exclusive for each in found.values())
    assert found[BOB].muted(1)
    assert friends.graph.mutes(ANN, PageRange(10)) == [pair(friends, ANN, BOB)]
    friends.lists.edit(ANN, FRIENDS, ListEdit(exclusive=False))
    assert friends.graph.exclusions(ANN) == {BOB: pair(friends, ANN, BOB)}
    friends.lists.edit(ANN, FRIENDS, ListEdit(exclusive=True))
    friends.lists.delete(ANN, FRIENDS)
    assert friends.graph.exclusions(ANN) == {BOB: pair(friends, ANN, BOB)}


def test_pairs_and_lists_of_an_account_do_not_mix(friends: Stores) -> None:
    friends.lists.add(ANN, FRIENDS, [BOB], MANY)
    assert [each.target_id for each in friends.graph.all_of(ANN, 0, 10)] == [BOB, CAT]
    assert len(friends.lists.all_of(ANN)) == 1


def _followers(stores: Stores, author_id: int) -> dict[int, frozenset[int]]:
    return {each.user_id: each.lists for each in stores.follows.in_range(author_id, WHOLE_INDEX)}


def test_the_index_names_the_lists_of_each_follower(stores: Stores) -> None:
    joined = following(ANN, BOB, 1)
    stores.follows.apply(None, joined)
    stores.follows.apply(None, following(CAT, BOB, 2))
    listed = replace(joined, lists=frozenset({FRIENDS, NEWS}), version=2)
    stores.follows.apply(joined, listed)
    assert _followers(stores, BOB) == {ANN: {FRIENDS, NEWS}, CAT: frozenset()}
    stores.follows.apply(listed, replace(joined, version=3))
    assert _followers(stores, BOB) == {ANN: frozenset(), CAT: frozenset()}


def test_a_late_record_of_lists_changes_nothing(stores: Stores) -> None:
    began, listed = following(ANN, BOB, 1), replace(following(ANN, BOB, 1, version=2), lists=frozenset({NEWS}))
    left = replace(began, version=3)
    # From the failure store, behind what came after it.
    stores.follows.apply(listed, left)
    stores.follows.apply(began, listed)
    stores.follows.apply(None, began)
    assert _followers(stores, BOB) == {ANN: frozenset()}
    ended = replace(began, follow_id=None, version=4)
    stores.follows.apply(left, ended)
    stores.follows.apply(began, listed)
    assert _followers(stores, BOB) == {}


STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "follow", "unfollow", "settle"]), st.sampled_from([BOB, CAT])),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(STEPS)
def test_whoever_a_pair_names_is_a_member_whatever_happens(steps: list[tuple[str, int]]) -> None:
    stores = fake_stores()
    stores.lists.create(FRIENDS_LIST, MANY)
    for number, (step, other) in enumerate(steps, start=1):
        following = pair(stores, ANN, other).following
        if step == "add" and following:
            stores.lists.add(ANN, FRIENDS, [other], MANY)
        elif step == "remove":
            stores.lists.remove(ANN, FRIENDS, [other])
        elif step == "follow" and not following:
            stores.graph.follow(ANN, other, number, CAP)
        elif step == "unfollow":
            stores.graph.unfollow(ANN, other, number)
        elif step == "settle":
            stores.lists.settle(ANN, FRIENDS, other)
        stored = stores.lists.get(ANN, FRIENDS)
        assert stored is not None
        assert {each for each in (BOB, CAT) if FRIENDS in pair(stores, ANN, each).lists} <= stored.members
    for each in (BOB, CAT):
        stores.lists.settle(ANN, FRIENDS, each)
    stored = stores.lists.get(ANN, FRIENDS)
    assert stored is not None
    assert stored.members == {each for each in (BOB, CAT) if FRIENDS in pair(stores, ANN, each).lists}
