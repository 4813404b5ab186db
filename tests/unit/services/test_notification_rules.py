"""Whom a recipient does not want to hear of, or may not: when a notification is made, and again when it is read."""

from __future__ import annotations

import pytest

from linnet.domain.notification_choices import Choices
from linnet.domain.notification_policy import Policy, Treatment
from linnet.domain.notifications import NOBODY, RETENTION_MS, Entry, Group, Kind, Subject
from linnet.domain.users import AccountStatus
from linnet.ports.notifications import NotificationJob
from linnet.services.read_notifications import MAX_SHOWN_ACTORS, Wanted
from tests.unit.services.notification_world import ANN, BOB, CAT, DAN, World, viewer


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("hide", [World.block, World.mute])
def test_nothing_is_made_of_what_blocked_and_muted_accounts_do(world: World, hide: object) -> None:
    tweet = world.post(ANN)
    hide(world, ANN, BOB)  # type: ignore[operator]
    world.like(BOB, tweet)
    world.retweet(BOB, tweet)
    world.post(BOB, "@ann")
    world.settle_all()

    assert world.groups(ANN) == []


@pytest.mark.parametrize("hide", [World.block, World.mute])
def test_a_block_or_mute_hides_what_was_made_before_from_the_next_read(world: World, hide: object) -> None:
    tweet = world.post(ANN)
    world.retweet(CAT, tweet)
    world.retweet(BOB, tweet)
    world.post(BOB, "@ann")
    world.settle_all()
    hide(world, ANN, BOB)  # type: ignore[operator]

    assert world.told(ANN) == [(Kind.RETWEET, [CAT])]
    assert world.unread(ANN) == 1


def test_whoever_blocked_the_recipient_is_not_named(world: World) -> None:
    tweet = world.post(ANN)
    world.retweet(BOB, tweet)
    world.settle_all()
    world.block(BOB, ANN)

    assert world.told(ANN) == []


def test_accounts_that_are_only_counted_are_not_counted_when_they_are_blocked(world: World) -> None:
    tweet = world.post(ANN)
    for actor in (BOB, *range(1_000, 1_000 + MAX_SHOWN_ACTORS)):
        if actor != BOB:
            world.sign_up(actor, f"fan{actor}")
        world.retweet(actor, tweet)
    world.settle_all()
    assert world.shown(ANN)[0].actor_count == MAX_SHOWN_ACTORS + 1
    world.block(ANN, BOB)

    assert world.shown(ANN)[0].actor_count == MAX_SHOWN_ACTORS


def test_news_from_a_blocked_account_does_not_make_what_was_read_unread(world: World) -> None:
    tweet = world.post(ANN)
    world.retweet(BOB, tweet)
    world.settle_all()
    world.read_all(ANN)
    world.retweet(CAT, tweet)
    world.settle_all()
    assert world.unread(ANN) == 1
    world.block(ANN, CAT)

    assert world.told(ANN) == [(Kind.RETWEET, [BOB])]
    assert world.unread(ANN) == 0


def test_suspended_accounts_are_not_named(world: World) -> None:
    tweet = world.post(ANN)
    world.retweet(BOB, tweet)
    world.settle_all()
    world.change_user(BOB, status=AccountStatus.SUSPENDED)

    assert world.told(ANN) == []
    assert world.unread(ANN) == 0


@pytest.mark.parametrize("status", [AccountStatus.DEACTIVATED, AccountStatus.SUSPENDED])
def test_what_was_worked_off_while_an_account_took_no_part_is_told_after_its_return(
    world: World, status: AccountStatus
) -> None:
    tweet = world.post(ANN)
    world.retweet(BOB, tweet)
    world.follow(BOB, ANN)
    world.post(BOB, "@ann")
    world.post(BOB, "an answer", reply_to=tweet)
    world.post(BOB, "look", quote=tweet)
    world.change_user(BOB, status=status)
    world.settle_all()
    assert world.told(ANN) == []
    assert world.unread(ANN) == 0
    assert world.pushes.sent == []
    world.change_user(BOB, status=AccountStatus.ACTIVE)

    kinds = {Kind.RETWEET, Kind.FOLLOW, Kind.MENTION, Kind.REPLY, Kind.QUOTE}
    assert {kind for kind, actors in world.told(ANN) if actors == [BOB]} == kinds
    assert world.unread(ANN) == len(kinds)


def test_the_push_of_a_group_names_who_takes_part(world: World) -> None:
    tweet = world.post(ANN)
    world.retweet(BOB, tweet)
    world.retweet(CAT, tweet)
    world.change_user(CAT, status=AccountStatus.DEACTIVATED)
    world.look(NotificationJob(Kind.RETWEET.value, tweet.id, actor_ids=(BOB, CAT)))

    assert [push.actor_id for push in world.pushes.sent] == [BOB]


def test_nothing_is_made_of_what_an_account_did_that_is_being_erased(world: World) -> None:
    world.retweet(BOB, world.post(ANN))
    world.change_user(BOB, status=AccountStatus.ERASING)
    world.settle_all()

    assert world.groups(ANN) == []


def test_what_a_protected_account_retweets_is_told_to_its_followers(world: World) -> None:
    tweet = world.post(ANN)
    world.change_user(BOB, protected=True)
    world.change_user(CAT, protected=True)
    world.graph.follow(ANN, CAT, world.ids.next_id(), 10)
    world.retweet(BOB, tweet)
    world.retweet(CAT, tweet)
    world.settle_all()
    assert world.told(ANN) == [(Kind.RETWEET, [CAT])]

    world.unfollow(ANN, CAT)
    assert world.told(ANN) == []


def test_nothing_is_told_about_a_muted_thread(world: World) -> None:
    root = world.post(ANN)
    reply = world.post(BOB, "an answer", reply_to=root)
    world.settle_all()
    world.threads.mute(viewer(ANN), reply.id)
    assert world.told(ANN) == []

    world.post(CAT, "another", reply_to=reply)
    world.post(CAT, "and @ann", reply_to=root)
    world.post(DAN, "look", quote=root)
    world.retweet(DAN, root)
    world.settle_all()
    assert world.told(ANN) == []
    assert world.told(BOB) == [(Kind.REPLY, [CAT])]

    world.threads.unmute(viewer(ANN), root.id)
    assert world.told(ANN) == [(Kind.REPLY, [BOB])]


def test_a_quote_is_told_in_the_thread_of_what_it_quotes(world: World) -> None:
    root = world.post(ANN)
    world.post(BOB, "look", quote=root)
    world.settle_all()
    assert world.told(ANN) == [(Kind.QUOTE, [BOB])]
    world.threads.mute(viewer(ANN), root.id)
    assert world.told(ANN) == []


def test_kinds_that_are_off_are_not_made(world: World) -> None:
    world.store.choose(ANN, Choices(off=frozenset({Kind.RETWEET})))
    world.retweet(BOB, world.post(ANN))
    world.follow(BOB, ANN)
    world.settle_all()

    assert [group.subject.kind for group in world.groups(ANN)] == [Kind.FOLLOW]


def test_strangers_can_be_kept_out(world: World) -> None:
    world.store.choose(ANN, Choices(policy=Policy(not_following=Treatment.DROP)))
    world.follow(ANN, CAT)
    tweet = world.post(ANN)
    world.retweet(BOB, tweet)
    world.retweet(CAT, tweet)
    world.settle_all()

    assert world.told(ANN) == [(Kind.RETWEET, [CAT])]


def test_new_accounts_can_be_kept_out_unless_they_are_followed(world: World) -> None:
    world.store.choose(ANN, Choices(policy=Policy(new_accounts=Treatment.DROP)))
    for actor in (BOB, CAT):
        world.change_user(actor, created_ms=world.clock.now_ms())
    world.follow(ANN, CAT)
    tweet = world.post(ANN)
    for actor in (BOB, CAT, DAN):
        world.retweet(actor, tweet)
    world.settle_all()

    assert world.told(ANN) == [(Kind.RETWEET, [DAN, CAT])]


def test_muted_words_keep_out_what_others_write_before_and_after(world: World) -> None:
    world.post(BOB, "@ann SPOILER ahead")
    world.settle_all()
    assert len(world.shown(ANN)) == 1
    world.store.choose(ANN, Choices(muted_words=("spoiler",)))
    assert world.shown(ANN) == []

    world.post(BOB, "@ann another spoiler")
    world.retweet(BOB, world.post(ANN, "my own spoiler"))
    world.settle_all()
    assert world.told(ANN) == [(Kind.RETWEET, [BOB])]
    assert len(world.groups(ANN)) == 2


def test_what_is_older_than_ninety_days_is_gone_before_its_row_is(world: World) -> None:
    tweet = world.post(ANN)
    world.retweet(BOB, tweet)
    world.settle_all()
    world.clock.advance(RETENTION_MS - 10_000)
    world.retweet(CAT, tweet)
    world.settle_all()
    assert world.told(ANN) == [(Kind.RETWEET, [CAT, BOB])]

    world.clock.advance(60_000)
    assert world.told(ANN) == [(Kind.RETWEET, [CAT])]
    world.clock.advance(RETENTION_MS)
    assert world.told(ANN) == []
    assert world.unread(ANN) == 0


def test_a_notice_of_the_platform_needs_nobody_and_obeys_no_choice(world: World) -> None:
    world.store.choose(ANN, Choices(policy=Policy(not_following=Treatment.DROP, new_accounts=Treatment.DROP)))
    world.store.put(Group(Subject(ANN, Kind.MODERATION, 7), (Entry(world.ids.next_id(), NOBODY),)))

    (shown,) = world.shown(ANN)
    assert (shown.kind, shown.actors, shown.tweet, shown.unread) == (Kind.MODERATION, (), None, True)
    (single,) = world.read.unfolded(viewer(ANN), Wanted(), None, 10).items
    assert single.id == shown.id
