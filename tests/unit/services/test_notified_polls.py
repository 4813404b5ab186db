"""Who is told that a poll ended."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest

from linnet.domain.notification_choices import Choices
from linnet.domain.notification_policy import Policy, Treatment
from linnet.domain.notifications import Kind
from linnet.domain.tweets import Post
from linnet.domain.users import AccountStatus, User
from linnet.ports.notifications import NotificationJob
from linnet.services.end_polls import SETTLED_MS
from linnet.services.take_part import MOST_RECIPIENTS
from tests.unit.services.notification_world import ANN, BOB, CAT, DAN, World


@pytest.fixture
def world() -> World:
    return World()


def test_a_poll_that_ended_is_told_to_its_author_and_voters_once(world: World) -> None:
    poll = world.ask_all(ANN)
    world.vote(BOB, poll)
    world.vote(CAT, poll)
    for _ in range(2):
        world.let_polls_end()
        world.settle_all(times=3, order=random.Random(5))

    for reader in (ANN, BOB, CAT):
        assert world.told(reader) == [(Kind.POLL_ENDED, [ANN])]
        assert world.unread(reader) == 1
    assert world.groups(DAN) == []
    assert len([push for push in world.pushes.sent if push.payload == {"kind": "poll_ended"}]) == 3


def test_nothing_is_told_of_a_poll_before_its_last_votes_can_be_seen(world: World) -> None:
    poll = world.ask_all(ANN)
    assert poll.poll is not None
    world.vote(BOB, poll)
    world.settle_all()
    world.clock.advance(poll.poll.ends_ms + SETTLED_MS - world.clock.now_ms())
    assert world.end_polls.run() == 0
    world.clock.advance(1)
    assert world.end_polls.run() == 1
    world.settle_all()

    assert world.told(BOB) == [(Kind.POLL_ENDED, [ANN])]


def test_a_run_that_was_killed_before_it_closed_a_poll_tells_nobody_twice(world: World) -> None:
    poll = world.ask_all(ANN)
    world.vote(BOB, poll)
    world.let_polls_end()
    world.settle_all()
    world.read_all(BOB)
    world.tweets.closed_polls.clear()
    assert world.end_polls.run() == 1
    world.settle_all()

    assert len(world.told(BOB)) == 1
    assert world.unread(BOB) == 0


def test_a_run_that_could_not_queue_leaves_the_poll_to_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.ask_all(ANN)

    def refuse(jobs: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as refusing:
        refusing.setattr(world.jobs, "send", refuse)
        with pytest.raises(ConnectionError):
            world.let_polls_end()

    assert world.end_polls.run() == 1


def test_nothing_is_told_of_a_poll_that_was_deleted(world: World) -> None:
    poll, late = world.ask_all(ANN), world.ask_all(ANN)
    for tweet in (poll, late):
        world.vote(BOB, tweet)
    world.delete(poll)
    world.let_polls_end()
    world.delete(late)
    world.settle_all()

    assert world.groups(ANN) == world.groups(BOB) == []


def test_a_poll_that_is_deleted_afterwards_is_not_shown(world: World) -> None:
    poll = world.ask_all(ANN)
    world.vote(BOB, poll)
    world.let_polls_end()
    world.settle_all()
    world.delete(poll)

    assert world.told(ANN) == world.told(BOB) == []
    assert world.unread(BOB) == 0


@pytest.mark.parametrize(("who", "whom"), [(BOB, ANN), (ANN, BOB)])
def test_a_block_in_either_direction_keeps_the_end_from_a_voter(world: World, who: int, whom: int) -> None:
    poll = world.ask_all(ANN)
    world.vote(BOB, poll)
    world.block(who, whom)
    world.let_polls_end()
    world.settle_all()

    assert world.groups(BOB) == []
    assert world.told(ANN) == [(Kind.POLL_ENDED, [ANN])]


def test_a_muted_or_suspended_author_is_not_heard_of(world: World) -> None:
    poll = world.ask_all(ANN)
    world.vote(BOB, poll)
    world.vote(CAT, poll)
    world.mute(BOB, ANN)
    world.let_polls_end()
    world.settle_all()
    assert world.groups(BOB) == []
    world.change_user(ANN, status=AccountStatus.SUSPENDED)

    assert world.told(CAT) == []


@pytest.mark.parametrize("reader", [ANN, BOB])
def test_whoever_turned_the_kind_off_is_not_told(world: World, reader: int) -> None:
    poll = world.ask_all(ANN)
    world.vote(BOB, poll)
    world.store.choose(reader, Choices(off=frozenset({Kind.POLL_ENDED})))
    world.let_polls_end()
    world.settle_all()

    assert world.groups(reader) == []


@pytest.mark.parametrize("reader", [ANN, BOB])
def test_nothing_is_told_about_a_muted_thread(world: World, reader: int) -> None:
    poll = world.ask_all(ANN)
    world.vote(BOB, poll)
    world.graph.muted_threads.add(reader, poll.id)
    world.let_polls_end()
    world.settle_all()

    assert world.groups(reader) == []


def test_policies_keep_strangers_out_and_nobody_is_a_stranger_to_themselves(world: World) -> None:
    poll = world.ask_all(ANN, "spoilers?")
    for voter in (BOB, CAT, DAN):
        world.vote(voter, poll)
    world.follow(CAT, ANN)
    world.settle_all()
    everything = Choices(
        policy=Policy(not_following=Treatment.DROP, new_accounts=Treatment.DROP), muted_words=("spoilers",)
    )
    for reader, choices in ((ANN, everything), (BOB, replace(everything, muted_words=())), (DAN, Choices())):
        world.store.choose(reader, choices)
    world.store.choose(CAT, replace(everything, muted_words=()))
    world.let_polls_end()
    world.settle_all()

    assert world.groups(BOB) == []
    for reader in (CAT, DAN):
        assert world.told(reader) == [(Kind.POLL_ENDED, [ANN])]
    assert (Kind.POLL_ENDED, [ANN]) in world.told(ANN)


def test_a_voter_who_may_not_see_the_poll_any_more_is_not_told(world: World) -> None:
    poll = world.ask_all(ANN)
    world.vote(BOB, poll)
    world.change_user(ANN, protected=True)
    world.let_polls_end()
    world.settle_all()

    assert world.groups(BOB) == []
    assert world.told(ANN) == [(Kind.POLL_ENDED, [ANN])]


def test_a_popular_poll_is_told_in_parts_each_read_and_done_by_one_job(world: World) -> None:
    poll = world.ask_all(ANN)
    voters = range(1_000, 1_000 + 2 * MOST_RECIPIENTS + 30)
    for voter in voters:
        world.sign_up(voter, f"voter{voter}")
        world.vote(voter, poll)
    world.let_polls_end()
    sizes: list[int] = []
    while world.jobs.sent:
        jobs, world.jobs.sent[:] = list(world.jobs.sent), []
        for job in jobs:
            before = world.store.writes
            world.notify.run(job)
            sizes.append(world.store.writes - before)
            # Again, as a queue may deliver it: whoever was told is not told again.
            world.notify.run(replace(job))
            assert world.store.writes - before == sizes[-1]

    assert max(sizes) <= MOST_RECIPIENTS
    for reader in (ANN, *voters):
        assert world.told(reader) == [(Kind.POLL_ENDED, [ANN])]


def test_a_poll_of_many_reads_its_author_once_for_each_job(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    poll = world.ask_all(ANN)
    for voter in (BOB, CAT, DAN):
        world.vote(voter, poll)
    asked: list[object] = []
    get_many, get = world.users.get_many, world.tweets.get

    def noted_users(ids: Collection[int]) -> Mapping[int, User]:
        asked.append(ids)
        return get_many(ids)

    def noted_tweet(tweet_id: int) -> Post | None:
        asked.append(tweet_id)
        return get(tweet_id)

    monkeypatch.setattr(world.users, "get_many", noted_users)
    monkeypatch.setattr(world.tweets, "get", noted_tweet)
    world.look(NotificationJob("poll_ended", poll.id))

    assert asked == [poll.id, [ANN]]
