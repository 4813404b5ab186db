"""Who is notified of what, once, and no longer than it holds."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.domain.changes import EngagementChange
from linnet.domain.notification_choices import Choices
from linnet.domain.notification_policy import Policy, Treatment
from linnet.domain.notifications import MAX_ENTRIES, Group, Kind, Subject
from linnet.domain.pushes import Push
from linnet.domain.tweets import Audience, Flags, Retweet
from linnet.ports.identity import VersionConflict
from linnet.ports.notifications import NotificationJob
from linnet.services.announce_changes import MAX_ACTORS
from linnet.services.notify import MAX_ADDRESSED, UnknownJob, addressed_by
from tests.unit.services.notification_world import ANN, BOB, CAT, DAN, World


@pytest.fixture
def world() -> World:
    return World()


def test_a_retweet_notifies_the_author(world: World) -> None:
    tweet = world.post(ANN)
    world.retweet(BOB, tweet)
    world.settle_all()

    assert world.told(ANN) == [(Kind.RETWEET, [BOB])]
    assert world.told(BOB) == []


def test_a_like_is_told_until_it_is_taken_back(world: World) -> None:
    tweet = world.post(ANN)
    world.like(BOB, tweet)
    world.retweet(BOB, tweet)
    world.settle_all()
    assert world.told(ANN) == [(Kind.RETWEET, [BOB]), (Kind.LIKE, [BOB])]

    world.unlike(BOB, tweet)
    world.settle_all()
    assert world.told(ANN) == [(Kind.RETWEET, [BOB])]


def test_nobody_is_notified_of_what_they_do_themselves(world: World) -> None:
    tweet = world.post(ANN, "I, @ann")
    world.retweet(ANN, tweet)
    world.post(ANN, "and on", reply_to=tweet)
    world.settle_all()

    assert world.groups(ANN) == []


def test_many_who_do_the_same_are_one_group(world: World) -> None:
    tweet = world.post(ANN)
    for actor in (BOB, CAT, DAN):
        world.retweet(actor, tweet)
    world.settle_all()

    (shown,) = world.shown(ANN)
    assert [actor.id for actor in shown.actors] == [DAN, CAT, BOB]
    assert (shown.actor_count, shown.more) == (3, False)


@pytest.mark.parametrize("times", [1, 3])
def test_retweeting_again_after_taking_it_back_notifies_once(world: World, times: int) -> None:
    tweet = world.post(ANN)
    first = world.retweet(BOB, tweet)
    world.settle_all(times=times)
    (before,) = world.groups(ANN)
    world.unretweet(first, tweet)
    world.settle_all(times=times)
    assert world.groups(ANN) == []

    world.retweet(BOB, tweet)
    world.settle_all(times=times)
    (after,) = world.groups(ANN)
    assert after.entries == before.entries


def test_doing_it_again_after_it_was_read_is_no_news(world: World) -> None:
    tweet = world.post(ANN)
    first = world.retweet(BOB, tweet)
    world.settle_all()
    world.read_all(ANN)
    world.unretweet(first, tweet)
    world.settle_all()
    assert world.told(ANN) == [(Kind.RETWEET, [BOB])]

    world.retweet(BOB, tweet)
    world.settle_all()
    assert world.unread(ANN) == 0


def test_what_was_taken_back_before_it_was_read_is_news_if_done_after(world: World) -> None:
    tweet = world.post(ANN)
    first = world.retweet(BOB, tweet)
    world.settle_all()
    world.unretweet(first, tweet)
    world.settle_all()
    world.read_all(ANN)
    world.retweet(BOB, tweet)
    world.settle_all()

    assert world.unread(ANN) == 1


def test_a_job_that_comes_late_sees_what_holds(world: World) -> None:
    tweet = world.post(ANN)
    retweet = world.retweet(BOB, tweet)
    late = list(world.jobs.sent)
    world.unretweet(retweet, tweet)
    world.settle_all()
    world.look(*late)

    assert world.groups(ANN) == []


def test_what_is_taken_back_while_it_is_written_does_not_stay(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tweet = world.post(ANN)
    retweet = world.retweet(BOB, tweet)
    put = world.store.put

    def meanwhile(group: Group) -> Group:
        # The job of taking it back runs now, and finds nothing to withdraw.
        monkeypatch.undo()
        world.jobs.sent.clear()
        world.unretweet(retweet, tweet)
        world.settle_all()
        return put(group)

    monkeypatch.setattr(world.store, "put", meanwhile)
    world.settle_all()

    assert world.groups(ANN) == []


def test_a_write_in_between_is_not_lost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tweet = world.post(ANN)
    world.retweet(BOB, tweet)
    first = list(world.jobs.sent)
    put = world.store.put

    def meanwhile(group: Group) -> Group:
        monkeypatch.undo()
        world.jobs.sent.clear()
        world.retweet(CAT, tweet)
        world.settle_all()
        return put(group)

    monkeypatch.setattr(world.store, "put", meanwhile)
    world.look(*first)

    assert world.told(ANN) == [(Kind.RETWEET, [BOB, CAT])]


def test_a_group_that_others_write_all_the_time_is_tried_again_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tweet = world.post(ANN)
    world.retweet(BOB, tweet)

    def always(_: object) -> object:
        raise VersionConflict

    monkeypatch.setattr(world.store, "put", always)
    with pytest.raises(VersionConflict):
        world.settle_all()


def test_replies_quotes_and_mentions_notify_each_once(world: World) -> None:
    tweet = world.post(ANN)
    world.post(BOB, "@ann @cat well", reply_to=tweet)
    world.post(DAN, "look @ann @cat", quote=tweet)
    world.settle_all(times=2)

    assert world.told(ANN) == [(Kind.QUOTE, [DAN]), (Kind.REPLY, [BOB])]
    assert world.told(CAT) == [(Kind.MENTION, [DAN]), (Kind.MENTION, [BOB])]


def test_a_deleted_tweet_notifies_nobody(world: World) -> None:
    quoted = world.post(ANN)
    tweet = world.post(BOB, "@cat look", quote=quoted)
    world.settle_all()
    world.delete(tweet)
    assert world.told(CAT) == []
    assert world.unread(ANN) == 0

    world.settle_all()
    assert world.groups(CAT) == []
    assert world.groups(ANN) == []


def test_a_tweet_disturbs_no_more_than_so_many(world: World) -> None:
    tweet = replace(world.post(ANN), mentioned_ids=tuple(range(100, 200)))

    assert len(addressed_by(tweet, None)) == MAX_ADDRESSED


def test_who_may_not_see_a_tweet_is_not_told_of_it(world: World) -> None:
    world.post(ANN, "dear followers, and @bob, and @cat", audience=Audience.FOLLOWERS)
    world.follow(CAT, ANN)
    world.settle_all()

    assert world.groups(BOB) == []
    assert world.told(CAT) == [(Kind.MENTION, [ANN])]


def test_follows_are_one_group(world: World) -> None:
    world.follow(BOB, ANN)
    world.follow(CAT, ANN)
    world.settle_all(times=2)
    assert world.told(ANN) == [(Kind.FOLLOW, [CAT, BOB])]

    world.unfollow(CAT, ANN)
    world.settle_all()
    assert world.told(ANN) == [(Kind.FOLLOW, [BOB])]


def test_a_request_is_told_until_it_is_answered_and_then_the_answer(world: World) -> None:
    world.ask(BOB, ANN)
    world.settle_all()
    assert world.told(ANN) == [(Kind.FOLLOW_REQUEST, [BOB])]

    world.accept(ANN, BOB)
    world.settle_all()
    assert world.told(ANN) == []
    assert world.told(BOB) == [(Kind.REQUEST_ACCEPTED, [ANN])]


def test_a_hundred_thousand_retweets_are_one_row_of_bounded_size(world: World) -> None:
    tweet = world.post(ANN)
    for number in range(2 * MAX_ENTRIES):
        world.sign_up(1000 + number, f"fan{number}")
        world.retweet(1000 + number, tweet)
        world.settle_all()
    (group,) = world.groups(ANN)

    assert [entry.actor_id for entry in group.entries] == [
        1000 + n for n in reversed(range(MAX_ENTRIES, 2 * MAX_ENTRIES))
    ]
    (shown,) = world.shown(ANN)
    assert (shown.actor_count, shown.more) == (MAX_ENTRIES, True)
    counts = replace(tweet.counts, retweets=100_000)
    world.tweets.count(tweet.id, counts)
    (shown,) = world.shown(ANN)
    assert (shown.actor_count, shown.more) == (100_000, False)


def test_a_forgotten_account_is_not_news_when_its_job_comes_again(world: World) -> None:
    tweet = world.post(ANN)
    for number in range(2 * MAX_ENTRIES):
        world.sign_up(1000 + number, f"fan{number}")
        world.retweet(1000 + number, tweet)
    jobs = list(world.jobs.sent)
    world.settle_all()
    before = world.store.group(Subject(ANN, Kind.RETWEET, tweet.id))
    world.clock.advance(3_600_000)
    world.look(*jobs)

    assert world.store.group(Subject(ANN, Kind.RETWEET, tweet.id)) == before


def test_a_batch_is_one_job_for_each_tweet_and_one_write(world: World) -> None:
    tweet = world.post(ANN)
    retweets = []
    for number in range(100):
        world.sign_up(1000 + number, f"fan{number}")
        retweets.append(world.ids.next_id())
        world.tweets.put(Retweet(retweets[-1], 1000 + number, tweet.id, ANN))
    world.store.writes = 0
    world.look(NotificationJob("retweet", tweet.id, actor_ids=tuple(range(1000, 1100))))

    assert world.store.writes == 1
    (group,) = world.groups(ANN)
    assert {entry.actor_id for entry in group.entries} == set(range(1050, 1100))
    world.look(NotificationJob("retweet", tweet.id, actor_ids=tuple(range(1000, 1100))))
    assert world.groups(ANN) == [group]


def test_one_who_is_wanted_is_found_in_a_large_batch_of_others(world: World) -> None:
    tweet = world.post(ANN)
    world.store.choose(ANN, Choices(policy=Policy(not_following=Treatment.DROP)))
    for number in range(300):
        world.sign_up(1000 + number, f"fan{number}")
        world.tweets.put(Retweet(world.ids.next_id(), 1000 + number, tweet.id, ANN))
    world.follow(ANN, 1007)
    world.look(NotificationJob("retweet", tweet.id, actor_ids=tuple(range(1000, 1300))))

    assert world.told(ANN) == [(Kind.RETWEET, [1007])]


def test_sockets_hear_of_what_is_new_and_of_nothing_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Push] = []
    monkeypatch.setattr(world.pushes, "send", sent.extend)
    tweet = world.post(ANN)
    world.retweet(BOB, tweet)
    world.settle_all(times=3)
    retweet = world.retweet(CAT, tweet)
    world.settle_all(times=3)
    world.unretweet(retweet, tweet)
    world.settle_all(times=3)

    assert [(push.topic.owner_id, push.actor_id, push.tweet_id) for push in sent] == [
        (ANN, BOB, tweet.id),
        (ANN, CAT, tweet.id),
    ]


def test_a_batch_names_each_account_once_the_last_to_act_last(world: World) -> None:
    acts = [(BOB, 1), (CAT, 2), (BOB, 3)]
    world.announce.engagements([EngagementChange(actor, 7, None, Flags(retweet_id=act), act) for actor, act in acts])

    assert world.jobs.sent == [NotificationJob("retweet", 7, actor_ids=(CAT, BOB))]


def test_jobs_hold_a_bounded_number_of_accounts(world: World) -> None:
    changes = [EngagementChange(actor, 7, None, Flags(retweet_id=actor), actor) for actor in range(1, 1202)]
    world.announce.engagements(changes)

    assert [len(job.actor_ids) for job in world.jobs.sent] == [MAX_ACTORS, MAX_ACTORS, 201]


def test_an_unknown_job_is_refused(world: World) -> None:
    with pytest.raises(UnknownJob):
        world.look(NotificationJob("later", 1))


def test_changes_that_address_nobody_are_not_announced(world: World) -> None:
    tweet = world.post(ANN)
    world.delete(tweet)
    world.mute(ANN, BOB)

    assert world.jobs.sent == []


Act = tuple[str, int]


@settings(max_examples=60, deadline=None)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["do", "undo", "read", "work"]), st.sampled_from([BOB, CAT, DAN])), max_size=25
    ),
    seed=st.integers(0, 1000),
)
def test_the_end_is_a_function_of_edges_and_reading_whatever_the_order_and_number_of_jobs(
    acts: Collection[Act], seed: int
) -> None:
    world = World()
    order = random.Random(seed)
    tweet = world.post(ANN)
    standing: dict[int, Retweet] = {}
    replays: list[NotificationJob] = []
    for act, actor in acts:
        if act == "do" and actor not in standing:
            standing[actor] = world.retweet(actor, tweet)
        elif act == "undo" and actor in standing:
            world.unretweet(standing.pop(actor), tweet)
        elif act == "read":
            world.read_all(ANN)
        else:
            replays += world.jobs.sent
            world.settle_all(times=2, order=order)
    replays += world.jobs.sent
    world.settle_all(times=2, order=order)
    world.look(*order.sample(replays, len(replays)))

    named = {actor for _, actors in world.told(ANN) for actor in actors}
    group = world.store.group(Subject(ANN, Kind.RETWEET, tweet.id))
    upto = world.store.inbox(ANN).read_upto
    assert set(standing) <= named
    # Whatever is shown although it was taken back had been read.
    entries = () if group is None else group.standing
    assert all(entry.actor_id in standing or entry.id <= upto for entry in entries)
    assert len({entry.actor_id for entry in entries}) == len(entries)
