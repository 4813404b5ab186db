"""Tweets of followed hashtags at home, in their places, for whom they are, until the hashtag is followed no more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.domain.errors import Code, DomainError
from linnet.domain.graph import Relationship
from linnet.domain.paging import PageRange
from linnet.domain.tweets import Audience
from linnet.services.follow_hashtag import MAX_FOLLOWED, FollowHashtag
from tests.unit.services.timeline_world import ANN, BOB, CAT, World, ids


def followed(*tags: str) -> tuple[World, FollowHashtag]:
    """Return a world in which Ann follows hashtags."""
    world = World()
    follow = FollowHashtag(world.accounts)
    for tag in tags:
        follow.run(world.viewer(ANN), tag)
    return world, follow


def test_tweets_of_a_followed_hashtag_are_at_home_beside_those_of_followees() -> None:
    world, _ = followed("#Birds")
    world.follow(ANN, BOB)
    first = world.post(BOB, "no hashtag")
    tagged = world.post(CAT, "seen #birds")
    world.post(CAT, "seen #cats")
    last = world.post(BOB, "none either")
    world.settle()

    assert world.home_ids(ANN) == [last.id, tagged.id, first.id]


def test_what_was_posted_before_the_hashtag_was_followed_is_there_too() -> None:
    world, follow = followed()
    tweet = world.post(CAT, "#birds")
    world.settle()
    follow.run(world.viewer(ANN), "birds")

    assert world.home_ids(ANN) == [tweet.id]


def test_a_tweet_that_comes_both_ways_stands_once() -> None:
    world, _ = followed("birds", "cats")
    world.follow(ANN, BOB)
    tweet = world.post(BOB, "#birds and #cats")
    world.settle()

    assert world.home_ids(ANN) == [tweet.id]


def test_nothing_joins_home_that_is_not_for_everybody_or_answers_somebody_else() -> None:
    world, _ = followed("birds")
    own = world.post(CAT, "thread")
    world.post(CAT, "#birds", audience=Audience.UNLISTED)
    world.post(BOB, "#birds", reply_to=own)
    thread = world.post(CAT, "#birds", reply_to=own)
    world.settle()

    assert world.home_ids(ANN) == [thread.id]


def test_an_edit_moves_a_tweet_out_and_in() -> None:
    world, _ = followed("birds")
    out, in_ = world.post(CAT, "#birds"), world.post(CAT, "nothing")
    world.settle()
    world.edit(out, text="nothing")
    world.edit(in_, text="#Birds")
    world.settle()

    assert world.home_ids(ANN) == [in_.id]


def test_blocks_mutes_and_deletions_hide_at_once() -> None:
    world, _ = followed("birds")
    tweets = [world.post(author, "#birds") for author in (BOB, CAT, BOB)]
    world.settle()
    world.graph.change(Relationship(ANN, BOB, muted_until_ms=0))
    assert world.home_ids(ANN) == [tweets[1].id]
    world.delete(tweets[1])

    assert world.home_ids(ANN) == []


def test_a_hashtag_that_is_followed_no_more_brings_nothing() -> None:
    world, follow = followed("birds")
    world.post(CAT, "#birds")
    world.settle()
    for _ in range(2):
        follow.undo(world.viewer(ANN), "BIRDS")

    assert world.home_ids(ANN) == []
    assert follow.all(world.viewer(ANN)) == []


def test_so_many_may_be_followed_and_one_of_them_again() -> None:
    world, follow = followed(*[f"tag{number}" for number in range(MAX_FOLLOWED)])

    with pytest.raises(DomainError) as refused:
        follow.run(world.viewer(ANN), "another")
    assert refused.value.code is Code.LIMIT_REACHED
    assert follow.run(world.viewer(ANN), "TAG1") == "tag1"


@pytest.mark.parametrize("written", ["", "#", "1", "a b", "#" * 400])
def test_what_is_no_hashtag_cannot_be_followed(written: str) -> None:
    world, follow = followed()
    with pytest.raises(DomainError) as refused:
        follow.run(world.viewer(ANN), written)
    assert refused.value.code is Code.NOT_FOUND


def test_home_with_followed_hashtags_is_two_trips() -> None:
    world, _ = followed("birds", "cats", "dogs")
    world.post(CAT, "#birds #cats #dogs")
    world.settle()
    # Seen today: what the first visit of a day writes down is left out.
    viewer = replace(world.viewer(ANN), last_seen_day=world.today)
    world.parallel.sizes.clear()
    world.read_home.run(viewer, PageRange(20))

    first, *_, second = [size for size in world.parallel.sizes if size > 1]
    assert (first, second) == (2 + 2 + 3, 3)


@settings(max_examples=40, deadline=None)
@given(
    posts=st.lists(st.tuples(st.sampled_from([BOB, CAT]), st.sampled_from(["", "#birds", "#cats", "#birds #cats"]))),
    limit=st.integers(1, 4),
)
def test_pages_of_home_have_every_tweet_once(posts: list[tuple[int, str]], limit: int) -> None:
    world, _ = followed("birds", "cats")
    world.follow(ANN, BOB)
    made = [world.post(author, f"hello {tags}") for author, tags in posts]
    world.settle()
    found: list[int] = []
    before: int | None = None
    while True:
        page = world.home(ANN, before, limit)
        found += ids(page)
        before = page.next_before
        if before is None:
            break

    assert found == [tweet.id for tweet in reversed(made) if tweet.author_id == BOB or tweet.entities.hashtags]
