"""What lists hold: written with home, and judged by what the list says when it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.domain.errors import Code, DomainError
from linnet.domain.lists import ListEdit, RepliesPolicy
from linnet.domain.paging import PageRange
from linnet.domain.timelines import BACKFILL, Timeline, TimelineEntry, TimelineState
from linnet.ports.timelines import Job
from tests.unit.services.timeline_world import ANN, BOB, CAT, DAN, EVE, World


@pytest.fixture
def world() -> World:
    """Bob follows Ann, Cat and Dan."""
    made = World()
    made.follow(BOB, ANN, CAT, DAN)
    return made


def stored(world: World, list_id: int, owner: int = BOB) -> list[int]:
    return sorted(world.timelines.entries[Timeline(owner, list_id)])


def test_what_members_post_is_pushed_to_home_and_list_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    friends, others = world.make_list(BOB, ANN), world.make_list(BOB, CAT)
    pushes: list[list[Timeline]] = []
    push = world.timelines.push

    def noted(timelines: Sequence[Timeline], entries: Sequence[TimelineEntry]) -> None:
        pushes.append(list(timelines))
        push(timelines, entries)

    monkeypatch.setattr(world.timelines, "push", noted)
    tweet = world.post(ANN)
    world.settle()
    assert pushes == [[Timeline(BOB), Timeline(BOB, friends)]]
    assert stored(world, friends) == [tweet.id]
    assert world.list_ids(BOB, friends) == world.home_ids(BOB) == [tweet.id]
    assert world.list_ids(BOB, others) == []


def test_a_list_of_somebody_else_does_not_exist(world: World) -> None:
    friends = world.make_list(BOB, ANN)
    with pytest.raises(DomainError) as refused:
        world.list_ids(CAT, friends)
    assert refused.value.code is Code.NOT_FOUND


def test_two_lists_of_one_id_are_two_lists(world: World) -> None:
    friends = world.make_list(BOB, ANN)
    world.follow(CAT, DAN)
    theirs = replace(world.graph.lists[BOB, friends], owner_id=CAT, members=frozenset())
    world.lists.create(theirs, 10)
    world.lists.add(CAT, friends, [DAN], 10)
    first, second = world.post(ANN), world.post(DAN)
    world.settle()
    assert world.list_ids(BOB, friends) == [first.id]
    assert world.list_ids(CAT, friends) == [second.id]


def test_what_is_in_an_exclusive_list_is_not_in_home_until_that_ends(world: World) -> None:
    friends = world.make_list(BOB, ANN, exclusive=True)
    tweet, other = world.post(ANN), world.post(CAT)
    retweet = world.retweet(ANN, other)
    world.settle()
    assert world.home_ids(BOB) == [other.id]
    assert world.list_ids(BOB, friends) == [retweet.original_id, tweet.id]
    world.lists.edit(BOB, friends, ListEdit(exclusive=False))
    assert world.home_ids(BOB) == [other.id, tweet.id]
    world.lists.edit(BOB, friends, ListEdit(exclusive=True))
    assert tweet.id not in world.home_ids(BOB)
    world.lists.remove(BOB, friends, [ANN])
    assert tweet.id in world.home_ids(BOB)


def test_what_others_retweet_of_an_exclusive_member_is_in_home(world: World) -> None:
    world.make_list(BOB, ANN, exclusive=True)
    tweet = world.post(ANN)
    world.retweet(CAT, tweet)
    world.settle()
    assert world.home_ids(BOB) == [tweet.id]


def test_a_celebrity_in_an_exclusive_list_is_in_the_list_only(world: World) -> None:
    friends = world.make_list(BOB, ANN, exclusive=True)
    world.celebrity(ANN)
    world.queue()
    tweet = world.post(ANN)
    world.settle()
    assert stored(world, friends) == []
    assert world.list_ids(BOB, friends) == [tweet.id]
    assert world.home_ids(BOB) == []


def test_celebrities_who_are_no_members_are_left_out(world: World) -> None:
    friends = world.make_list(BOB, CAT)
    for each in (ANN, DAN):
        world.celebrity(each)
    world.queue()
    tweets = [world.post(author) for author in (ANN, CAT, DAN, CAT, ANN)]
    world.settle()
    assert world.list_ids(BOB, friends) == [tweets[3].id, tweets[1].id]


def test_who_ceases_to_be_a_celebrity_is_written_into_lists(world: World) -> None:
    friends = world.make_list(BOB, ANN)
    world.celebrity(ANN)
    world.queue()
    tweet = world.post(ANN)
    world.settle()
    world.not_a_celebrity(ANN)
    world.queue()
    assert stored(world, friends) == [tweet.id]
    assert world.list_ids(BOB, friends) == [tweet.id]


def test_who_joins_brings_the_newest_posts_and_leaves_home_alone(world: World) -> None:
    tweets = [world.post(ANN) for _ in range(BACKFILL + 5)]
    world.settle()
    friends = world.make_list(BOB)
    world.timelines.entries[Timeline(BOB)].clear()
    world.join_list(BOB, friends, ANN)
    world.queue()
    assert stored(world, friends) == [tweet.id for tweet in tweets[5:]]
    assert not world.timelines.entries[Timeline(BOB)]


def test_a_back_fill_that_comes_after_the_member_left_brings_nothing(world: World) -> None:
    world.post(ANN)
    world.settle()
    friends = world.make_list(BOB)
    world.join_list(BOB, friends, ANN)
    world.lists.remove(BOB, friends, [ANN])
    world.queue()
    assert stored(world, friends) == []


def test_who_leaves_is_hidden_at_once_and_cleaned_up_later(world: World) -> None:
    friends = world.make_list(BOB, ANN, CAT)
    gone, kept = world.post(ANN), world.post(CAT)
    world.settle()
    world.leave_list(BOB, friends, ANN)
    assert world.list_ids(BOB, friends) == [kept.id]
    world.queue()
    assert stored(world, friends) == [kept.id]
    assert world.home_ids(BOB) == [kept.id, gone.id]


def test_a_clean_up_after_joining_again_removes_nothing(world: World) -> None:
    friends = world.make_list(BOB, ANN)
    tweet = world.post(ANN)
    world.settle()
    world.leave_list(BOB, friends, ANN)
    world.join_list(BOB, friends, ANN)
    world.queue()
    assert world.list_ids(BOB, friends) == [tweet.id]


def test_who_joins_in_the_middle_of_a_clean_up_gets_the_posts_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    friends = world.make_list(BOB, ANN)
    tweet = world.post(ANN)
    world.settle()
    real = world.timelines.remove_author

    def join_meanwhile(timeline: Timeline, author_id: int) -> bool:
        world.lists.add(BOB, friends, [ANN], 10)
        return real(timeline, author_id)

    world.leave_list(BOB, friends, ANN)
    monkeypatch.setattr(world.timelines, "remove_author", join_meanwhile)
    world.queue()
    assert world.list_ids(BOB, friends) == [tweet.id]


def test_the_timeline_of_a_list_that_is_gone_is_cleared(world: World) -> None:
    friends = world.make_list(BOB, ANN, CAT)
    world.post(ANN)
    world.post(CAT)
    world.settle()
    world.lists.delete(BOB, friends)
    world.jobs.send([Job("leave_list", author_id=each, viewer_id=BOB, list_id=friends) for each in (ANN, CAT)])
    world.queue()
    assert world.graph.pairs[BOB, ANN].lists == world.graph.pairs[BOB, CAT].lists == frozenset()
    world.jobs.send([Job("cleanup", author_id=ANN, viewer_id=BOB, list_id=friends, again=True)])
    world.queue()
    assert stored(world, friends) == []


def test_an_ended_follow_is_hidden_while_the_list_still_holds_the_member(world: World) -> None:
    friends = world.make_list(BOB, ANN)
    tweet = world.post(ANN)
    world.settle()
    assert world.list_ids(BOB, friends) == [tweet.id]
    world.unfollow(BOB, ANN)
    assert world.graph.lists[BOB, friends].members == {ANN}
    assert world.list_ids(BOB, friends) == []


def test_mutes_blocks_and_switched_off_retweets_apply(world: World) -> None:
    friends = world.make_list(BOB, ANN, CAT, DAN)
    tweet, muted, other = world.post(ANN), world.post(CAT), world.post(EVE)
    world.retweet(DAN, other)
    world.settle()
    assert world.list_ids(BOB, friends) == [other.id, muted.id, tweet.id]
    world.graph.change(replace(world.graph.pairs[BOB, CAT], muted_until_ms=0))
    world.graph.change(replace(world.graph.pairs[BOB, DAN], show_retweets=False))
    assert world.list_ids(BOB, friends) == [tweet.id]
    world.block(ANN, BOB)
    assert world.list_ids(BOB, friends) == []


def test_what_is_deleted_or_taken_back_is_removed_from_lists(world: World) -> None:
    friends = world.make_list(BOB, ANN)
    tweet, other = world.post(ANN), world.post(EVE)
    retweet = world.retweet(ANN, other)
    world.settle()
    world.delete(tweet)
    world.unretweet(retweet)
    assert world.list_ids(BOB, friends) == []
    world.settle()
    assert stored(world, friends) == []


@pytest.mark.parametrize(
    ("policy", "shown"),
    [
        (RepliesPolicy.FOLLOWED, {"to the reader", "to oneself", "to a member", "to a followed account"}),
        (RepliesPolicy.LIST, {"to the reader", "to oneself", "to a member"}),
        (RepliesPolicy.NONE, {"to the reader", "to oneself"}),
    ],
)
@pytest.mark.parametrize("rebuilding", [False, True])
def test_a_policy_says_which_answers_are_shown(
    world: World, policy: RepliesPolicy, shown: set[str], rebuilding: bool
) -> None:
    friends = world.make_list(BOB, ANN, CAT, replies_policy=policy)
    asked = {who: world.post(who) for who in (ANN, BOB, CAT, DAN, EVE)}
    texts = {
        BOB: "to the reader",
        ANN: "to oneself",
        CAT: "to a member",
        DAN: "to a followed account",
        EVE: "to a stranger",
    }
    for who, tweet in asked.items():
        world.post(ANN, texts[who], reply_to=tweet)
    world.settle()
    if rebuilding:
        del world.timelines.stored_states[BOB]
    page = world.read_list.run(world.viewer(BOB), friends, PageRange(50))
    assert {each.tweet.text for each in page.tweets} - {"hello"} == shown


def test_a_change_of_policy_shows_at_once(world: World) -> None:
    friends = world.make_list(BOB, ANN, replies_policy=RepliesPolicy.NONE)
    answer = world.post(ANN, reply_to=world.post(CAT))
    world.settle()
    assert world.list_ids(BOB, friends) == []
    world.lists.edit(BOB, friends, ListEdit(replies_policy=RepliesPolicy.FOLLOWED))
    assert world.list_ids(BOB, friends) == [answer.id]


def test_what_a_member_retweets_is_shown_whomever_it_answers(world: World) -> None:
    friends = world.make_list(BOB, ANN, replies_policy=RepliesPolicy.NONE)
    answer = world.post(EVE, reply_to=world.post(DAN))
    world.retweet(ANN, answer)
    world.settle()
    assert world.list_ids(BOB, friends) == [answer.id]


def test_who_comes_back_reads_members_posts_at_once_and_stored_after_the_rebuild(world: World) -> None:
    friends = world.make_list(BOB, ANN)
    world.timelines.stored_states[BOB] = TimelineState(last_seen_day=world.today - 40)
    tweet, other = world.post(ANN), world.post(CAT)
    world.settle()
    assert stored(world, friends) == []
    assert world.list_ids(BOB, friends) == [tweet.id]
    assert [job.kind for job in world.jobs.sent] == ["rebuild"]
    world.queue()
    assert stored(world, friends) == [tweet.id]
    assert sorted(world.timelines.entries[Timeline(BOB)]) == [tweet.id, other.id]
    later = world.post(ANN)
    world.settle()
    assert world.list_ids(BOB, friends) == [later.id, tweet.id]


def test_a_list_is_rebuilt_with_as_many_posts_as_joining_brings(world: World) -> None:
    strangers = range(1000, 1100)
    for each in strangers:
        world.sign_up(each, f"stranger{each}")
    world.follow(BOB, *strangers)
    friends = world.make_list(BOB, ANN)
    tweets = [world.post(ANN) for _ in range(50)]
    world.stream()
    world.jobs.sent.clear()
    world.timelines.stored_states[BOB] = TimelineState(returned_ms=5)
    world.jobs.send([Job("rebuild", author_id=BOB, viewer_id=BOB)])
    world.queue()
    assert stored(world, friends) == [tweet.id for tweet in tweets]


def test_who_reads_only_lists_counts_as_seen(world: World) -> None:
    friends = world.make_list(BOB, ANN)
    world.clock.advance(86_400_000)
    world.list_ids(BOB, friends)
    assert world.timelines.stored_states[BOB].last_seen_day == world.today


@settings(deadline=None, max_examples=30)
@given(
    authors=st.lists(st.sampled_from([ANN, CAT, DAN]), max_size=30),
    celebrity=st.sampled_from([None, ANN, DAN]),
    left=st.sampled_from([None, ANN, CAT]),
    limit=st.integers(1, 7),
)
def test_pages_of_a_list_have_no_gaps_and_repeat_nothing(
    authors: list[int], celebrity: int | None, left: int | None, limit: int
) -> None:
    world = World()
    world.follow(BOB, ANN, CAT, DAN)
    friends = world.make_list(BOB, ANN, CAT)
    if celebrity is not None:
        world.celebrity(celebrity)
        world.queue()
    posts = [(author, world.post(author).id) for author in authors]
    world.settle()
    if left is not None:
        world.leave_list(BOB, friends, left)
    wanted = [tweet_id for author, tweet_id in reversed(posts) if author in {ANN, CAT} - {left}]
    found: list[int] = []
    before: int | None = None
    while True:
        page = world.read_list.run(world.viewer(BOB), friends, PageRange(limit, before))
        found += [shown.tweet.id for shown in page.tweets]
        before = page.next_before
        if before is None:
            break
    assert found == wanted
    upwards: list[int] = []
    after: int | None = 0
    while after is not None:
        page = world.read_list.run(world.viewer(BOB), friends, PageRange(limit, after=after, ascending=True))
        if not page.tweets:
            break
        upwards = [shown.tweet.id for shown in page.tweets] + upwards
        after = page.next_after
    assert upwards == wanted
