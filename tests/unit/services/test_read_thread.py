"""Threads: order, paging without gap or repetition, and what a reader may not see."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.errors import Code, DomainError
from linnet.domain.tweets import Audience, Tweet, TweetCounts
from linnet.domain.users import Viewer
from linnet.services.read_context import MAX_REPLIES_TO_STRANGERS, ReadContext
from linnet.services.read_thread import MAX_ROUNDS, ReadThread
from tests.unit.services.tweet_world import ANN, BOB, CAT, World, viewer


def walk(world: World, reader: Viewer | None, tweet_id: int, limit: int) -> list[list[int]]:
    pages = []
    position = None
    while True:
        thread = world.thread(reader, tweet_id, position, limit)
        assert len(thread.replies) <= limit
        pages.append([shown.tweet.id for shown in thread.replies])
        position = thread.next_position
        if position is None:
            return pages


def flat(pages: list[list[int]]) -> list[int]:
    return [tweet_id for page in pages for tweet_id in page]


def test_the_own_thread_comes_first(world: World) -> None:
    root = world.post(ANN)
    early = world.post(BOB, reply_to=root.id)
    own = world.post(ANN, reply_to=root.id)
    to_bob = world.post(ANN, reply_to=early.id)
    more = world.post(ANN, reply_to=own.id)

    assert flat(walk(world, None, root.id, 20)) == [own.id, more.id, early.id, to_bob.id]


def test_what_stands_above_is_shown_oldest_first_on_the_first_page(world: World) -> None:
    root = world.post(ANN)
    middle = world.post(BOB, reply_to=root.id)
    focal = world.post(CAT, reply_to=middle.id)
    below = [world.post(ANN, reply_to=focal.id) for _ in range(2)]

    first = world.thread(None, focal.id, None, 1)
    second = world.thread(None, focal.id, first.next_position, 1)

    assert [shown.tweet.id for shown in first.ancestors] == [root.id, middle.id]
    assert second.ancestors == ()
    assert [shown.tweet.id for shown in (*first.replies, *second.replies)] == [tweet.id for tweet in below]


def test_only_what_descends_from_the_tweet_is_below_it(world: World) -> None:
    root = world.post(ANN)
    focal = world.post(BOB, reply_to=root.id)
    world.post(CAT, reply_to=root.id)
    world.post(ANN, reply_to=root.id)
    child = world.post(CAT, reply_to=focal.id)
    grandchild = world.post(BOB, reply_to=child.id)

    assert flat(walk(world, None, focal.id, 20)) == [child.id, grandchild.id]


def test_what_a_reader_may_not_see_is_neither_shown_nor_counted(world: World) -> None:
    root = world.post(ANN)
    seen = world.post(ANN, reply_to=root.id)
    world.post(BOB, reply_to=root.id)
    gone = world.post(CAT, reply_to=root.id)
    world.post(CAT, reply_to=root.id, audience=Audience.FOLLOWERS)
    world.delete(viewer(CAT), gone.id)
    world.table.count(root.id, TweetCounts(replies=3))
    world.pairs.block(BOB, CAT)

    thread = world.thread(viewer(CAT), root.id, None, 20)

    # Cat sees her own tweet for followers, but nothing of Bob's.
    assert seen.id in [shown.tweet.id for shown in thread.replies]
    assert {shown.author.id for shown in thread.replies} == {ANN, CAT}
    assert thread.tweet.tweet.counts.replies == 2
    assert world.thread(None, root.id, None, 20).tweet.tweet.counts.replies == 2


def test_hidden_replies_of_a_long_thread_are_taken_off_its_count(world: World) -> None:
    root = world.post(ANN)
    world.post(BOB, reply_to=root.id)
    for _ in range(4):
        world.post(CAT, reply_to=root.id)
    world.table.count(root.id, TweetCounts(replies=5))
    world.pairs.block(ANN, BOB)

    thread = world.thread(viewer(ANN), root.id, None, 2)

    assert thread.next_position is not None
    assert thread.tweet.tweet.counts.replies == 4


def test_a_hidden_ancestor_is_left_out(world: World) -> None:
    root = world.post(ANN)
    middle = world.post(BOB, reply_to=root.id)
    focal = world.post(CAT, reply_to=middle.id)
    world.delete(viewer(BOB), middle.id)

    assert [shown.tweet.id for shown in world.thread(None, focal.id, None, 20).ancestors] == [root.id]


def test_the_thread_of_a_hidden_tweet_is_not_found(world: World) -> None:
    root = world.post(ANN, audience=Audience.FOLLOWERS)

    with pytest.raises(DomainError) as refused:
        world.thread(viewer(BOB), root.id, None, 20)

    assert refused.value.code is Code.NOT_FOUND


def test_a_few_descendants_in_a_huge_conversation_are_found_in_bounded_steps(world: World) -> None:
    root = world.post(ANN)
    focal = world.post(BOB, reply_to=root.id)
    for _ in range(300):
        world.post(CAT, reply_to=root.id)
    child = world.post(CAT, reply_to=focal.id)

    before = len(world.parallel.sizes)
    world.thread(None, focal.id, None, 1)
    assert len(world.parallel.sizes) - before < 10 * MAX_ROUNDS

    assert flat(walk(world, None, focal.id, 1)) == [child.id]


@given(seed=st.integers(0, 1_000), size=st.integers(0, 30), limit=st.integers(1, 40))
def test_pages_of_any_size_make_the_whole_thread(seed: int, size: int, limit: int) -> None:
    world, chance = World(), random.Random(seed)
    root = world.post(ANN)
    tweets: list[Tweet] = [root]
    for _ in range(size):
        parent = chance.choice(tweets)
        tweets.append(world.post(chance.choice([ANN, BOB, CAT]), reply_to=parent.id))
    world.pairs.block(ANN, CAT)
    focal = chance.choice([tweet for tweet in tweets if tweet.author_id != CAT])

    shown = flat(walk(world, viewer(ANN), focal.id, limit))

    expected = {tweet.id for tweet in tweets if focal.id in tweet.ancestors and tweet.author_id != CAT}
    assert set(shown) == expected
    assert len(shown) == len(expected)


@given(seed=st.integers(0, 1_000), limit=st.integers(1, 5))
def test_replies_that_arrive_while_reading_leave_no_gap_and_no_repetition(seed: int, limit: int) -> None:
    world, chance = World(), random.Random(seed)
    root = world.post(ANN)
    there = {world.post(chance.choice([ANN, BOB]), reply_to=root.id).id for _ in range(12)}

    seen: list[int] = []
    position = None
    arriving = 20
    while True:
        thread = world.thread(None, root.id, position, limit)
        seen += [shown.tweet.id for shown in thread.replies]
        position = thread.next_position
        if position is None:
            break
        if arriving:
            arriving -= 1
            world.post(chance.choice([ANN, BOB]), reply_to=root.id)

    assert there <= set(seen)
    assert len(seen) == len(set(seen))


@pytest.fixture
def world() -> World:
    return World()


def test_a_conversation_is_read_whole_depth_first(world: World) -> None:
    top = world.post(ANN)
    early = world.post(BOB, reply_to=top.id)
    late = world.post(CAT, reply_to=top.id)
    below = world.post(CAT, reply_to=early.id)
    own = world.post(ANN, reply_to=top.id)
    read = ReadContext(ReadThread(world.read, world.table, world.parallel))

    assert [shown.tweet.id for shown in read.run(None, top.id).replies] == [own.id, early.id, below.id, late.id]
    thread = read.run(viewer(BOB), below.id)
    assert [shown.tweet.id for shown in thread.ancestors] == [top.id, early.id]
    assert thread.replies == ()


def test_strangers_are_shown_less_of_a_huge_conversation(world: World) -> None:
    top = world.post(ANN)
    for _ in range(MAX_REPLIES_TO_STRANGERS + 5):
        world.post(BOB, reply_to=top.id)
    read = ReadContext(ReadThread(world.read, world.table, world.parallel))

    assert len(read.run(None, top.id).replies) == MAX_REPLIES_TO_STRANGERS
    assert len(read.run(viewer(CAT), top.id).replies) == MAX_REPLIES_TO_STRANGERS + 5
