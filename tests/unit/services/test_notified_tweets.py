"""Who is told of a followed account's new tweet."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping

import pytest

from linnet.domain.graph import Relationship
from linnet.domain.notification_choices import Choices, Inbox
from linnet.domain.notification_policy import Policy, Treatment
from linnet.domain.notifications import Kind, Measure
from linnet.domain.tweets import Audience
from linnet.domain.users import AccountStatus
from linnet.ports.notifications import NotificationJob
from linnet.services.settle_notifications import LATE_MS
from linnet.services.take_part import MOST_RECIPIENTS
from tests.unit.services.notification_world import ANN, BOB, CAT, DAN, World


@pytest.fixture
def world() -> World:
    return World()


def rung(world: World, reader: int) -> list[int]:
    """Return the tweets that a reader was told of, newest first."""
    shown = world.shown(reader)
    return [each.tweet.tweet.id for each in shown if each.kind is Kind.TWEET and each.tweet is not None]


def test_a_new_tweet_is_told_once_to_followers_who_asked(world: World) -> None:
    world.ring(BOB, ANN)
    world.follow(CAT, ANN)
    first, second = world.post(ANN), world.post(ANN, "again")
    world.settle_all(times=3, order=random.Random(2))

    assert sorted(rung(world, BOB)) == [first.id, second.id]
    assert world.told(BOB) == [(Kind.TWEET, [ANN])] * 2
    assert world.groups(CAT) == world.groups(DAN) == []
    assert len([push for push in world.pushes.sent if push.payload == {"kind": "tweet"}]) == 2


def test_answers_retweets_and_edits_do_not_ring(world: World) -> None:
    theirs, own = world.post(CAT), world.post(ANN)
    world.ring(BOB, ANN)
    world.settle_all()
    world.post(ANN, reply_to=theirs)
    world.post(ANN, reply_to=own)
    world.retweet(ANN, theirs)
    world.edit(own, "edited")
    world.settle_all()

    assert world.groups(BOB) == []


def test_a_quote_rings(world: World) -> None:
    theirs = world.post(CAT)
    world.ring(BOB, ANN)
    quote = world.post(ANN, quote=theirs)
    world.settle_all()

    assert rung(world, BOB) == [quote.id]


def silent(world: World) -> None:
    world.ring(BOB, ANN, on=False)


def unfollowed(world: World) -> None:
    world.unfollow(BOB, ANN)


def followed_anew(world: World) -> None:
    world.unfollow(BOB, ANN)
    world.follow(BOB, ANN)


def blocked(world: World) -> None:
    world.block(ANN, BOB)


def blocking(world: World) -> None:
    world.block(BOB, ANN)


@pytest.mark.parametrize("end", [silent, unfollowed, followed_anew, blocked, blocking])
@pytest.mark.parametrize("when", ["before", "while it waits"])
def test_a_bell_that_ended_is_silent(world: World, end: Callable[[World], None], when: str) -> None:
    world.ring(BOB, ANN)
    if when == "before":
        end(world)
    world.post(ANN)
    if when != "before":
        end(world)
    world.settle_all()

    assert rung(world, BOB) == []


def test_what_was_told_stays_when_the_bell_ends_and_the_job_comes_again(world: World) -> None:
    world.ring(BOB, ANN)
    tweet = world.post(ANN)
    jobs = list(world.jobs.sent)
    world.settle_all()
    world.ring(BOB, ANN, on=False)
    world.look(*jobs)

    assert rung(world, BOB) == [tweet.id]


def test_a_bell_that_comes_back_rings_for_what_is_new(world: World) -> None:
    world.ring(BOB, ANN)
    world.ring(BOB, ANN, on=False)
    world.post(ANN)
    world.settle_all()
    world.ring(BOB, ANN)
    tweet = world.post(ANN)
    world.settle_all()

    assert rung(world, BOB) == [tweet.id]


def test_a_deleted_tweet_is_not_told_and_not_shown(world: World) -> None:
    world.ring(BOB, ANN)
    world.delete(world.post(ANN))
    world.settle_all()
    assert world.groups(BOB) == []
    told = world.post(ANN)
    world.settle_all()
    world.delete(told)

    assert (world.told(BOB), world.unread(BOB)) == ([], 0)


def test_a_muted_author_a_muted_word_and_a_kind_turned_off_are_silent(world: World) -> None:
    for reader in (BOB, CAT, DAN):
        world.ring(reader, ANN)
    world.mute(BOB, ANN)
    world.store.choose(CAT, Choices(muted_words=("snow",)))
    world.store.choose(DAN, Choices(off=frozenset({Kind.TWEET})))
    world.post(ANN, "snow again")
    world.settle_all()

    assert world.groups(BOB) == world.groups(CAT) == world.groups(DAN) == []


def test_tweets_for_followers_ring_and_policies_know_that_the_author_is_followed(world: World) -> None:
    world.ring(BOB, ANN)
    world.store.choose(BOB, Choices(policy=Policy(not_following=Treatment.DROP, new_accounts=Treatment.DROP)))
    world.change_user(ANN, created_ms=world.clock.now_ms())
    tweet = world.post(ANN, audience=Audience.FOLLOWERS)
    world.settle_all()

    assert rung(world, BOB) == [tweet.id]


def test_an_account_without_bells_costs_no_job(world: World) -> None:
    world.follow(BOB, ANN)
    world.settle_all()
    world.post(ANN)

    assert world.jobs.sent == []


def test_of_many_followers_only_those_with_a_bell_are_visited(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for follower in range(1_000, 1_300):
        world.follow(follower, ANN)
    for reader in (BOB, CAT):
        world.ring(reader, ANN)
    world.settle_all()
    visited: list[int] = []
    inbox, reverse = world.store.inbox, world.graph.reverse

    def noted_inbox(recipient_id: int) -> Inbox:
        visited.append(recipient_id)
        return inbox(recipient_id)

    def noted_reverse(target_id: int, user_ids: Collection[int]) -> Mapping[int, Relationship]:
        visited.extend(user_ids)
        return reverse(target_id, user_ids)

    monkeypatch.setattr(world.store, "inbox", noted_inbox)
    monkeypatch.setattr(world.graph, "reverse", noted_reverse)
    world.post(ANN)
    world.settle_all()

    assert sorted(visited) == sorted([BOB, CAT] * 2)


def test_many_bells_are_rung_in_parts(world: World) -> None:
    readers = range(1_000, 1_000 + 2 * MOST_RECIPIENTS + 7)
    for reader in readers:
        world.sign_up(reader, f"reader{reader}")
        world.ring(reader, ANN)
    world.settle_all()
    tweet = world.post(ANN)
    while world.jobs.sent:
        jobs, world.jobs.sent[:] = list(world.jobs.sent), []
        for job in jobs:
            before = world.store.writes
            world.look(job, job)
            assert world.store.writes - before <= MOST_RECIPIENTS

    for reader in readers:
        assert rung(world, reader) == [tweet.id]


def gone(world: World, user_id: int) -> None:
    del world.identity.users[user_id]


def going(world: World, user_id: int) -> None:
    world.change_user(user_id, status=AccountStatus.ERASING)


@pytest.mark.parametrize("leave", [gone, going])
def test_nobody_is_told_of_a_mention_who_is_being_erased(world: World, leave: Callable[[World, int], None]) -> None:
    world.post(ANN, "@cat look")
    leave(world, CAT)
    world.settle_all()

    assert world.groups(CAT) == []


@pytest.mark.parametrize("leave", [gone, going])
def test_nobody_is_told_who_is_erased_when_a_late_job_comes(world: World, leave: Callable[[World, int], None]) -> None:
    theirs = world.post(BOB)
    world.ring(DAN, ANN)
    world.post(ANN, "@cat look", quote=theirs)
    world.like(ANN, theirs)
    late = [*world.jobs.sent, NotificationJob(Measure.SUSPENDED, 7, recipient_ids=(CAT,))]
    world.clock.advance(2 * LATE_MS)
    for each in (BOB, CAT, DAN):
        leave(world, each)
    world.look(*late)

    assert world.groups(BOB) == world.groups(CAT) == world.groups(DAN) == []
