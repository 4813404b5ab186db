"""What follows and their ends do to home timelines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.domain.timelines import Timeline, entry_of_post
from linnet.ports.timelines import Job
from tests.unit.services.timeline_world import ANN, BOB, CAT, DAN, World


def test_a_follow_brings_the_newest_hundred_posts() -> None:
    world = World()
    tweets = [world.post(ANN) for _ in range(110)]
    world.follow(BOB, ANN)
    world.jobs.send([Job("backfill", author_id=ANN, viewer_id=BOB)])
    world.queue()

    assert sorted(world.timelines.entries[Timeline(BOB)]) == [tweet.id for tweet in tweets[10:]]


def test_a_back_fill_leaves_out_answers_to_whom_the_follower_does_not_follow() -> None:
    world = World()
    own = world.post(ANN)
    to_cat = world.post(ANN, reply_to=world.post(CAT))
    to_dan = world.post(ANN, reply_to=world.post(DAN))
    to_bob = world.post(ANN, reply_to=world.post(BOB))
    world.follow(BOB, ANN, DAN)
    world.jobs.send([Job("backfill", author_id=ANN, viewer_id=BOB)])
    world.queue()

    assert sorted(world.timelines.entries[Timeline(BOB)]) == [own.id, to_dan.id, to_bob.id]
    assert to_cat.id not in world.timelines.entries[Timeline(BOB)]


def test_a_back_fill_after_the_unfollow_does_nothing() -> None:
    world = World()
    world.post(ANN)
    world.unfollow(BOB, ANN)
    world.jobs.send([Job("backfill", author_id=ANN, viewer_id=BOB)])
    world.queue()

    assert not world.timelines.entries[Timeline(BOB)]


def test_following_a_celebrity_is_remembered_instead_of_copied() -> None:
    world = World()
    world.celebrity(ANN)
    tweet = world.post(ANN)
    world.settle()
    world.follow(BOB, ANN)
    world.jobs.send([Job("backfill", author_id=ANN, viewer_id=BOB)])
    world.queue()

    assert not world.timelines.entries[Timeline(BOB)]
    assert world.home_ids(BOB) == [tweet.id]


def test_a_clean_up_hides_the_author_until_no_container_knows_the_old_celebrities() -> None:
    world = World()
    world.celebrity(ANN)
    world.follow(BOB, ANN)
    world.post(ANN)
    at = world.unfollow(BOB, ANN)
    world.fan_out().run(Job("cleanup", author_id=ANN, viewer_id=BOB, unfollowed_ms=at))

    assert ANN not in world.identity.accounts[BOB].pulled_followees
    assert world.graph.pairs[BOB, ANN].unfollowed_ms == at
    assert replace(world.jobs.sent[-1], first_ms=None) == Job(
        "cleanup", author_id=ANN, viewer_id=BOB, unfollowed_ms=at, again=True
    )


def test_a_clean_up_removes_the_entries_and_then_the_mark() -> None:
    world = World()
    world.follow(BOB, ANN, CAT)
    world.post(ANN)
    kept = world.post(CAT)
    world.settle()
    at = world.unfollow(BOB, ANN)
    world.jobs.send([Job("cleanup", author_id=ANN, viewer_id=BOB, unfollowed_ms=at)])
    world.queue()

    assert list(world.timelines.entries[Timeline(BOB)]) == [kept.id]
    assert world.graph.pairs[BOB, ANN].unfollowed_ms is None


def test_the_mark_stays_while_a_replica_may_show_what_was_just_taken_out() -> None:
    world = World()
    world.follow(BOB, ANN)
    world.post(ANN)
    world.settle()
    at = world.unfollow(BOB, ANN)
    first = Job("cleanup", author_id=ANN, viewer_id=BOB, unfollowed_ms=at)
    world.fan_out().run(first)
    # A push that knew Bob as a follower comes behind it.
    world.timelines.push([Timeline(BOB)], [entry_of_post(world.post(ANN))])
    world.jobs.sent.clear()
    again = replace(first, again=True, first_ms=at)
    world.fan_out().run(again)

    assert not world.timelines.entries[Timeline(BOB)]
    assert world.graph.pairs[BOB, ANN].unfollowed_ms == at
    assert world.jobs.sent == [again]
    world.fan_out().run(again)
    assert world.graph.pairs[BOB, ANN].unfollowed_ms is None


def test_a_clean_up_after_following_again_removes_nothing() -> None:
    world = World()
    world.follow(BOB, ANN)
    tweet = world.post(ANN)
    world.settle()
    world.jobs.send([Job("cleanup", author_id=ANN, viewer_id=BOB, unfollowed_ms=1)])
    world.queue()

    assert list(world.timelines.entries[Timeline(BOB)]) == [tweet.id]


def test_a_follow_in_the_middle_of_a_clean_up_gets_its_posts_back(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    tweet = world.post(ANN)
    world.unfollow(BOB, ANN)
    real = world.timelines.remove_author

    def follow_meanwhile(timeline: Timeline, author_id: int) -> bool:
        world.follow(BOB, ANN)
        return real(timeline, author_id)

    monkeypatch.setattr(world.timelines, "remove_author", follow_meanwhile)
    world.jobs.send([Job("cleanup", author_id=ANN, viewer_id=BOB, unfollowed_ms=None)])
    world.queue()

    assert list(world.timelines.entries[Timeline(BOB)]) == [tweet.id]
