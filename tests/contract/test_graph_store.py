"""What every graph store must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.adapters.dynamodb.graph import DynamoGraph
from linnet.domain.graph import Follow, FollowOptions, Relationship
from linnet.domain.index_ranges import EVERY_SHARD
from linnet.domain.paging import PageRange
from linnet.ports.graph import (
    AlreadyFollowing,
    FollowingCapReached,
    FollowRefused,
)
from tests.contract.conftest import ENGINES, Reach
from tests.contract.graph_stores import ANN, BOB, CAP, CAT, Stores, following, pair, stores_on
from tests.fakes.graph import FakeFollowIndex


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return stores_on(request.param, reach)


def test_a_follow_is_found_from_both_sides_and_hides_nothing(stores: Stores) -> None:
    assert stores.graph.follow(ANN, BOB, 1, CAP) == following(ANN, BOB, 1)
    assert stores.graph.get_many(ANN, [BOB, CAT]) == {BOB: following(ANN, BOB, 1)}
    assert stores.graph.reverse(BOB, [ANN, CAT]) == {ANN: following(ANN, BOB, 1)}
    assert stores.graph.exclusions(ANN) == {}


def test_a_second_follow_is_refused_and_tells_how_the_pair_stands(stores: Stores) -> None:
    stores.graph.follow(ANN, BOB, 1, CAP)
    with pytest.raises(AlreadyFollowing) as refused:
        stores.graph.follow(ANN, BOB, 2, CAP)
    assert refused.value.relationship.follow_id == 1
    with pytest.raises(AlreadyFollowing):
        stores.graph.request(ANN, BOB, 3)


def test_a_block_in_either_direction_refuses_follows_and_requests(stores: Stores) -> None:
    assert stores.graph.block(ANN, BOB, 5)
    for user_id, target_id in ((ANN, BOB), (BOB, ANN)):
        with pytest.raises(FollowRefused):
            stores.graph.follow(user_id, target_id, 1, CAP)
        with pytest.raises(FollowRefused):
            stores.graph.request(user_id, target_id, 1)


def test_the_cap_counts_follows_that_stand(stores: Stores) -> None:
    for number in range(CAP):
        stores.graph.follow(ANN, 100 + number, number + 1, CAP)
    with pytest.raises(FollowingCapReached):
        stores.graph.follow(ANN, BOB, 50, CAP)
    assert not pair(stores, ANN, BOB).following
    stores.graph.unfollow(ANN, 100, 7)
    assert stores.graph.follow(ANN, BOB, 51, CAP).following


def test_a_refused_follow_says_already_before_it_says_too_many(stores: Stores) -> None:
    stores.graph.follow(ANN, BOB, 1, 1)
    with pytest.raises(AlreadyFollowing):
        stores.graph.follow(ANN, BOB, 2, 1)


def test_an_unfollow_hides_what_was_pushed_until_it_is_cleaned_up(stores: Stores) -> None:
    stores.graph.follow(ANN, BOB, 1, CAP)
    ended = stores.graph.unfollow(ANN, BOB, 77)
    assert ended is not None
    assert (ended.following, ended.unfollowed_ms) == (False, 77)
    assert stores.graph.exclusions(ANN) == {BOB: ended}
    assert stores.graph.unfollow(ANN, BOB, 78) is None
    stores.graph.clear_unfollowed(ANN, BOB, 78)
    assert BOB in stores.graph.exclusions(ANN)
    stores.graph.clear_unfollowed(ANN, BOB, 77)
    assert stores.graph.exclusions(ANN) == {}


def test_following_again_shows_again(stores: Stores) -> None:
    stores.graph.follow(ANN, BOB, 1, CAP)
    stores.graph.unfollow(ANN, BOB, 77)
    again = stores.graph.follow(ANN, BOB, 2, CAP)
    assert (again.follow_id, again.unfollowed_ms, again.version) == (2, None, 3)
    assert pair(stores, ANN, BOB) == again
    assert stores.graph.exclusions(ANN) == {}


def test_a_block_ends_everything_both_ways(stores: Stores) -> None:
    stores.graph.follow(ANN, BOB, 1, CAP)
    stores.graph.request(BOB, ANN, 2)
    assert stores.graph.block(ANN, BOB, 77)
    own, other = pair(stores, ANN, BOB), pair(stores, BOB, ANN)
    assert (own.following, own.blocking, own.blocked_by, own.unfollowed_ms) == (False, True, False, 77)
    assert (other.requested, other.blocking, other.blocked_by, other.unfollowed_ms) == (False, False, True, None)
    assert not stores.graph.block(ANN, BOB, 78)
    assert stores.graph.exclusions(ANN).keys() == {BOB}
    assert stores.graph.exclusions(BOB).keys() == {ANN}


def test_a_block_gives_back_the_places_of_the_follows_it_ends(stores: Stores) -> None:
    stores.graph.follow(ANN, BOB, 1, 1)
    stores.graph.follow(BOB, ANN, 2, 1)
    stores.graph.block(ANN, BOB, 77)
    assert stores.graph.follow(ANN, CAT, 3, 1).following
    assert stores.graph.follow(BOB, CAT, 4, 1).following


def test_lifting_one_of_two_blocks_leaves_the_other(stores: Stores) -> None:
    stores.graph.block(ANN, BOB, 1)
    stores.graph.block(BOB, ANN, 2)
    assert stores.graph.unblock(ANN, BOB)
    assert (pair(stores, ANN, BOB).blocking, pair(stores, ANN, BOB).blocked_by) == (False, True)
    assert not stores.graph.unblock(ANN, BOB)
    assert stores.graph.unblock(BOB, ANN)
    assert stores.graph.exclusions(ANN) == stores.graph.exclusions(BOB) == {}


def test_a_request_becomes_a_follow_or_nothing(stores: Stores) -> None:
    assert stores.graph.request(ANN, BOB, 1).requested
    assert stores.graph.accept(BOB, ANN, 2, CAP)
    assert (pair(stores, ANN, BOB).follow_id, pair(stores, ANN, BOB).requested) == (2, False)
    assert not stores.graph.accept(BOB, ANN, 3, CAP)
    stores.graph.request(CAT, BOB, 4)
    assert stores.graph.reject(BOB, CAT)
    assert not stores.graph.reject(BOB, CAT)
    assert not pair(stores, CAT, BOB).requested


@pytest.mark.parametrize("stores", ENGINES, indirect=True)
def test_a_change_whose_answer_was_lost_is_known_again_by_who_made_it(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_alone = DynamoGraph._write_alone

    def refuse_the_repetition(self: DynamoGraph, old: Relationship, new: Relationship) -> None:
        write_alone(self, old, new)
        # What the SDK makes of it: it sends the write again and finds it done.
        write_alone(self, old, new)

    monkeypatch.setattr(DynamoGraph, "_write_alone", refuse_the_repetition)

    assert stores.graph.request(ANN, BOB, 1).requested
    assert stores.graph.reject(BOB, ANN)
    assert not stores.graph.reject(BOB, ANN)


def test_a_request_is_withdrawn_without_hiding_anything(stores: Stores) -> None:
    stores.graph.request(ANN, BOB, 1)
    assert stores.graph.unfollow(ANN, BOB, 77) is not None
    assert stores.graph.exclusions(ANN) == {}


def test_an_accepted_request_counts_against_the_cap_of_its_sender(stores: Stores) -> None:
    stores.graph.follow(ANN, CAT, 1, 1)
    stores.graph.request(ANN, BOB, 2)
    with pytest.raises(FollowingCapReached):
        stores.graph.accept(BOB, ANN, 3, 1)
    assert pair(stores, ANN, BOB).requested


def test_a_timed_mute_ends_by_itself(stores: Stores) -> None:
    until_ms = stores.clock.now_ms() + 60_000
    assert stores.graph.mute(ANN, BOB, until_ms)
    assert not stores.graph.mute(ANN, BOB, until_ms)
    assert stores.graph.exclusions(ANN).keys() == {BOB}
    stores.clock.advance(60_000)
    assert stores.graph.exclusions(ANN) == {}
    assert stores.graph.mutes(ANN, PageRange(10)) == []


def test_a_mute_keeps_whether_it_spares_notifications(stores: Stores) -> None:
    assert stores.graph.mute(ANN, BOB, 0, notifications=False)
    assert not stores.graph.mute(ANN, BOB, 0, notifications=False)
    assert stores.graph.exclusions(ANN)[BOB].spares_notifications
    assert stores.graph.mute(ANN, BOB, 0)
    assert not stores.graph.exclusions(ANN)[BOB].spares_notifications
    stores.graph.mute(ANN, BOB, 0, notifications=False)
    stores.graph.unmute(ANN, BOB)
    assert not pair(stores, ANN, BOB).spares_notifications


def test_an_ended_mute_does_not_lift_what_else_hides(stores: Stores) -> None:
    stores.graph.mute(ANN, BOB, stores.clock.now_ms() + 1)
    stores.graph.block(ANN, BOB, 1)
    stores.clock.advance(1)
    assert stores.graph.exclusions(ANN).keys() == {BOB}


def test_a_mute_without_end_stays_until_it_is_lifted(stores: Stores) -> None:
    stores.graph.mute(ANN, BOB, 0)
    stores.clock.advance(10**12)
    assert [muted.target_id for muted in stores.graph.mutes(ANN, PageRange(10))] == [BOB]
    assert stores.graph.unmute(ANN, BOB)
    assert not stores.graph.unmute(ANN, BOB)
    assert stores.graph.exclusions(ANN) == {}


def test_a_note_says_nothing_about_anything_else(stores: Stores) -> None:
    assert stores.graph.annotate(ANN, BOB, "met in Kyoto")
    assert not stores.graph.annotate(ANN, BOB, "met in Kyoto")
    assert pair(stores, ANN, BOB) == Relationship(ANN, BOB, note="met in Kyoto", version=1)
    assert stores.graph.exclusions(ANN) == {}
    stores.graph.follow(ANN, BOB, 1, CAP)
    stores.graph.block(BOB, ANN, 1)
    assert pair(stores, ANN, BOB).note == "met in Kyoto"
    assert stores.graph.annotate(ANN, BOB, "")
    assert not stores.graph.annotate(ANN, BOB, "")
    assert pair(stores, ANN, BOB).note == ""


def test_hidden_retweets_are_an_exclusion_of_a_follow_only(stores: Stores) -> None:
    assert stores.graph.set_follow_options(ANN, BOB, FollowOptions(show_retweets=False)) is None
    stores.graph.follow(ANN, BOB, 1, CAP)
    hidden = stores.graph.set_follow_options(ANN, BOB, FollowOptions(show_retweets=False))
    assert hidden is not None
    assert not hidden.show_retweets
    assert stores.graph.set_follow_options(ANN, BOB, FollowOptions(show_retweets=False)) == hidden
    assert stores.graph.exclusions(ANN) == {BOB: hidden}
    stores.graph.set_follow_options(ANN, BOB, FollowOptions(show_retweets=True))
    assert stores.graph.exclusions(ANN) == {}


def test_an_accepted_request_moves_from_one_list_to_the_others(stores: Stores) -> None:
    asked = Relationship(ANN, BOB, requested_id=5, version=1)
    stores.follows.apply(None, asked)
    assert stores.follows.requests(BOB, PageRange(5)) == [Follow(5, ANN)]
    stores.follows.apply(asked, following(ANN, BOB, 6, version=2))
    assert stores.follows.requests(BOB, PageRange(5)) == []
    assert stores.follows.followers(BOB, PageRange(5)) == [Follow(6, ANN)]


def history(steps: Sequence[str]) -> list[tuple[Relationship | None, Relationship]]:
    """Return the changes of a pair that is followed, asked and ended in turn."""
    changes: list[tuple[Relationship | None, Relationship]] = []
    for version, step in enumerate(steps, start=1):
        after = Relationship(
            ANN,
            BOB,
            follow_id=version if step == "follow" else None,
            requested_id=version if step == "request" else None,
            version=version,
        )
        changes.append((changes[-1][1] if changes else None, after))
    return changes


@given(
    st.lists(st.sampled_from(["follow", "request", "end"]), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_late_and_repeated_changes_leave_the_lists_as_the_last_one_says(steps: list[str], order: random.Random) -> None:
    changes = history(steps)
    shuffled = [*changes, *changes]
    order.shuffle(shuffled)
    index = FakeFollowIndex()
    for before, after in shuffled:
        index.apply(before, after)
    last = changes[-1][1]
    assert [follow.id for follow in index.followers(BOB, PageRange(9))] == [last.follow_id] * last.following
    assert [follow.id for follow in index.requests(BOB, PageRange(9))] == [last.requested_id] * last.requested


@pytest.mark.parametrize("seed", range(5))
def test_a_store_survives_the_same_disorder(stores: Stores, seed: int) -> None:
    changes = history(["follow", "end", "request", "follow", "end", "follow"])
    shuffled = [*changes, *changes]
    random.Random(seed).shuffle(shuffled)
    for before, after in shuffled:
        stores.follows.apply(before, after)
    assert stores.follows.followers(BOB, PageRange(9)) == [Follow(6, ANN)]
    assert stores.follows.following(ANN, PageRange(9)) == [Follow(6, BOB)]
    assert stores.follows.requests(BOB, PageRange(9)) == []


@pytest.mark.parametrize("size", [1, 3, 7, 50])
def test_ranges_hold_each_follower_once(stores: Stores, size: int) -> None:
    followers = {1000 + number: number for number in range(1, 23)}
    for user_id, follow_id in followers.items():
        stores.follows.apply(None, following(user_id, BOB, follow_id))
    ranges = stores.follows.split(BOB, size)
    found = [each.user_id for part in ranges for each in stores.follows.in_range(BOB, part)]
    assert sorted(found) == sorted(followers)
    assert all(len(stores.follows.in_range(BOB, part)) <= size for part in ranges)


def test_few_followers_are_one_range_and_none_are_no_range(stores: Stores) -> None:
    assert stores.follows.split(BOB, 10) == []
    for number in range(1, 11):
        stores.follows.apply(None, following(100 + number, BOB, number))
    (only,) = stores.follows.split(BOB, 10)
    assert only.shard == EVERY_SHARD


def test_who_follows_after_a_split_is_in_its_last_range(stores: Stores) -> None:
    stores.follows.apply(None, following(101, BOB, 1))
    ranges = stores.follows.split(BOB, 10)
    stores.follows.apply(None, following(102, BOB, 2))
    assert sorted(each.user_id for part in ranges for each in stores.follows.in_range(BOB, part)) == [101, 102]


def test_an_order_of_celebrity_treatment_is_remembered(stores: Stores) -> None:
    assert not stores.celebrities.ordered(ANN)
    stores.celebrities.order(ANN, True)
    stores.celebrities.order(ANN, True)
    assert stores.celebrities.ordered(ANN)
    stores.celebrities.order(ANN, False)
    assert not stores.celebrities.ordered(ANN)
