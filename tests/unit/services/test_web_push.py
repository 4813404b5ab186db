"""Whom Web Push tells of what, and what becomes of it when services are down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from linnet.domain.notifications import Kind, Measure
from linnet.domain.users import AccountStatus
from linnet.domain.web_push import (
    LONGEST_PAUSE_S,
    PAUSES_S,
    PUSH_LIVES_S,
    PushPolicy,
)
from linnet.ports.notifications import NotificationJob
from linnet.ports.web_push import PushGone, PushRefused, PushUnavailable, WebPushJob
from tests.unit.services.notification_world import ANN, BOB, CAT, DAN, World
from tests.unit.services.web_push_world import ORIGIN, WebPushWorld, asked


@pytest.fixture
def world() -> WebPushWorld:
    return WebPushWorld()


def test_a_notification_is_told_as_apps_read_it(world: WebPushWorld) -> None:
    world.subscribe("phone")
    world.post(BOB, "@ann look\n\nat this")
    world.work()
    notification = world.shown(ANN)[0]
    assert world.sent() == [
        (
            "phone",
            {
                "access_token": world.sent()[0][1]["access_token"],
                "preferred_locale": "en",
                "notification_id": str(notification.id),
                "notification_type": "mention",
                "icon": f"{ORIGIN}/avatars/original/missing.png",
                "title": "Bob mentioned you",
                "body": "@ann look at this",
            },
        )
    ]
    assert world.sent()[0][1]["access_token"].endswith(".phone")
    assert world.counted == ["WebPushDelivered"]


def test_each_kind_has_its_words(world: WebPushWorld) -> None:
    world.subscribe("phone")
    world.subscribe("native", native=True)
    tweet = world.post(ANN, "mine")
    world.post(BOB, "@ann", reply_to=tweet)
    world.post(BOB, "well", quote=tweet)
    world.like(BOB, tweet)
    world.retweet(BOB, tweet)
    world.follow(BOB, ANN)
    world.ask(CAT, ANN)
    world.ask(ANN, DAN)
    world.accept(DAN, ANN)
    world.ring(ANN, CAT)
    seen = world.post(CAT, "news")
    poll = world.ask_all(BOB)
    world.vote(ANN, poll)
    world.like(ANN, seen)
    world.edit(seen, "newer")
    world.let_polls_end()
    world.work()
    titles = {body["notification_type"]: body["title"] for name, body in world.sent() if name == "native"}
    assert titles == {
        "reply": "Bob replied to you",
        "quote": "Bob quoted your post",
        "like": "Bob favourited your post",
        "retweet": "Bob boosted your post",
        "follow": "Bob followed you",
        "follow_request": "Cat wants to follow you",
        "request_accepted": "Dan accepted your follow request",
        "tweet": "Cat posted",
        "poll_ended": "A poll by Bob has ended",
        "edit": "Cat edited a post",
    }
    assert {kind for name, kind in world.pushed() if name == "phone"} >= {
        "mention",
        "quote",
        "favourite",
        "reblog",
        "follow",
        "follow_request",
        "status",
        "poll",
        "update",
    }


def test_long_texts_are_cut_and_warnings_stand_for_texts(world: WebPushWorld) -> None:
    world.subscribe("phone")
    world.post(BOB, "@ann " + "x" * 200)
    world.work()
    assert world.sent()[0][1]["body"] == "@ann " + "x" * 134 + "…"
    hidden = world.post(BOB, "@ann the butler did it")
    world.tweets.put(replace(hidden, content_warning="spoiler"))
    world.work()
    assert world.sent()[1][1]["body"] == "spoiler"


def test_only_what_was_asked_for_is_told(world: WebPushWorld) -> None:
    world.subscribe("likes", alerts=frozenset({Kind.LIKE}))
    world.subscribe("nothing", policy=PushPolicy.NONE)
    tweet = world.post(ANN)
    world.like(BOB, tweet)
    world.retweet(BOB, tweet)
    world.work()
    assert world.pushed() == [("likes", "favourite")]


def test_policies_name_of_whom(world: WebPushWorld) -> None:
    for policy in PushPolicy:
        world.subscribe(policy.value, policy=policy, alerts=frozenset({Kind.LIKE, Kind.POLL_ENDED}))
    world.follow(ANN, BOB)
    world.follow(CAT, ANN)
    tweet = world.post(ANN)
    expected = {BOB: {"all", "followed"}, CAT: {"all", "follower"}, DAN: {"all"}}
    for actor, clients in expected.items():
        world.services.sent.clear()
        world.like(actor, tweet)
        world.work()
        assert {name for name, _ in world.pushed()} == clients, actor
    # The end of one's own poll comes from nobody else.
    world.services.sent.clear()
    world.ask_all(ANN)
    world.let_polls_end()
    world.work()
    assert {name for name, _ in world.pushed()} == {"all", "followed", "follower"}


@pytest.mark.parametrize(
    "hide",
    [
        lambda world, tweet: world.block(ANN, BOB),
        lambda world, tweet: world.block(BOB, ANN),
        lambda world, tweet: world.mute(ANN, BOB),
        lambda world, tweet: world.delete(tweet),
        lambda world, tweet: world.change_user(BOB, status=AccountStatus.SUSPENDED),
        lambda world, tweet: world.graph.muted_threads.add(ANN, tweet.conversation_id),
        lambda world, tweet: world.read_all(ANN),
    ],
)
def test_the_rules_hold_when_it_is_sent(world: WebPushWorld, hide: Callable[[World, Any], None]) -> None:
    world.subscribe("phone")
    tweet = world.post(BOB, "@ann")
    world.settle_all()
    jobs = world.web_pushes.taken()
    assert len(jobs) == 1
    hide(world, tweet)
    world.send.run(jobs[0])
    assert world.services.sent == []


def test_without_subscriptions_nothing_is_queued(world: WebPushWorld) -> None:
    tweet = world.post(ANN)
    world.like(BOB, tweet)
    world.settle_all()
    assert world.web_pushes.waiting == []
    viewer = world.log_in("phone")
    world.keep.subscribe(viewer, "t", asked("phone"))
    world.keep.unsubscribe(viewer)
    world.like(CAT, tweet)
    world.settle_all()
    (job,) = world.web_pushes.taken()
    # It finds out that nobody is left, and is not asked again.
    world.send.run(job)
    world.like(DAN, tweet)
    world.settle_all()
    assert world.web_pushes.waiting == []


def test_a_subscription_that_came_meanwhile_is_not_forgotten(world: WebPushWorld) -> None:
    viewer = world.log_in("phone")
    world.keep.subscribe(viewer, "t", asked("phone"))
    world.keep.unsubscribe(viewer)
    tweet = world.post(ANN)
    world.like(BOB, tweet)
    world.settle_all()
    (job,) = world.web_pushes.taken()
    world.subscribe("tablet")
    world.keep.unsubscribe(world.log_in("other"))
    world.send.run(job)
    world.services.sent.clear()
    world.like(CAT, tweet)
    world.work()
    assert world.pushed() == [("tablet", "favourite")]


def test_sessions_that_ended_are_told_nothing(world: WebPushWorld) -> None:
    gone, left = world.subscribe("gone"), world.subscribe("left")
    world.subscribe("bobs", BOB)
    world.like(BOB, world.post(ANN))
    world.settle_all()
    (job,) = world.web_pushes.taken()
    world.sessions.remove([gone.token_sha256])
    world.send.run(job)
    assert world.pushed() == [("left", "favourite")]
    assert list(world.subscriptions.of_user(ANN)) == [left]
    world.sessions.remove([left.token_sha256])
    for _ in range(2):
        world.end.run(ANN)
    assert list(world.subscriptions.of_user(ANN)) == []
    world.end.run(BOB)
    assert len(world.subscriptions.of_user(BOB)) == 1


def test_a_token_without_the_scope_and_an_account_that_left_are_told_nothing(world: WebPushWorld) -> None:
    world.keep.subscribe(world.log_in("reader", scopes=frozenset({"read"})), "t", asked("reader"))
    world.subscribe("phone")
    tweet = world.post(ANN)
    world.like(BOB, tweet)
    world.settle_all()
    (job,) = world.web_pushes.taken()
    account = world.identity.accounts[ANN]
    world.identity.accounts[ANN] = replace(account, status=AccountStatus.DEACTIVATED)
    world.send.run(job)
    assert world.pushed() == []
    world.identity.accounts[ANN] = account
    world.send.run(job)
    assert world.pushed() == [("phone", "favourite")]


def test_a_client_that_is_gone_is_forgotten_once(world: WebPushWorld) -> None:
    gone = world.subscribe("gone")
    world.services.failing[gone.endpoint] = PushGone("410")
    tweet = world.post(ANN)
    world.like(BOB, tweet)
    world.work()
    assert (list(world.subscriptions.of_user(ANN)), world.counted) == ([], ["WebPushGone"])
    world.like(CAT, tweet)
    world.work()
    assert world.counted == ["WebPushGone"]


def test_what_a_service_refuses_is_not_sent_again(world: WebPushWorld) -> None:
    world.services.failing[world.subscribe("phone").endpoint] = PushRefused("400")
    world.like(BOB, world.post(ANN))
    world.work()
    assert (world.web_pushes.waiting, world.counted) == ([], ["WebPushRefused"])
    assert len(world.subscriptions.of_user(ANN)) == 1


def test_a_service_that_is_down_is_asked_again_for_its_client_alone(world: WebPushWorld) -> None:
    down, _ = world.subscribe("down"), world.subscribe("up")
    world.services.failing[down.endpoint] = PushUnavailable("503")
    world.like(BOB, world.post(ANN))
    world.settle_all()
    (job,) = world.web_pushes.taken()
    pauses = []
    while True:
        world.send.run(job)
        if not world.web_pushes.waiting:
            break
        (job,) = world.web_pushes.taken()
        assert job.subscription_id == down.id
        pauses.append(job.delay_s)
    assert pauses == list(PAUSES_S)
    assert world.pushed() == [("up", "favourite")]
    assert world.counted.count("WebPushPostponed") == len(PAUSES_S)
    assert world.counted[-1] == "WebPushGivenUp"
    world.send.run(replace(job, attempts=1))
    del world.services.failing[down.endpoint]
    (job,) = world.web_pushes.taken()
    world.send.run(job)
    assert world.pushed() == [("up", "favourite"), ("down", "favourite")]


@pytest.mark.parametrize(("wanted", "waited"), [(1, PAUSES_S[0]), (200, 200), (10**8, LONGEST_PAUSE_S)])
def test_a_service_says_how_long_to_wait(world: WebPushWorld, wanted: int, waited: int) -> None:
    world.services.failing[world.subscribe("busy").endpoint] = PushUnavailable("429", wanted)
    world.like(BOB, world.post(ANN))
    world.work()
    assert [job.delay_s for job in world.web_pushes.waiting] == [waited]


def test_old_news_is_not_sent(world: WebPushWorld) -> None:
    world.subscribe("phone")
    world.like(BOB, world.post(ANN))
    world.settle_all()
    (job,) = world.web_pushes.taken()
    world.clock.advance(PUSH_LIVES_S * 1000 + 60_000)
    world.send.run(job)
    assert (world.services.sent, world.counted) == ([], [])


def test_only_what_is_of_the_same_thing_replaces_what_waits(world: WebPushWorld) -> None:
    world.subscribe("phone")
    world.subscribe("tablet")
    first, second = world.post(ANN), world.post(ANN)
    for actor, tweet in ((BOB, first), (CAT, first), (BOB, second)):
        world.like(actor, tweet)
        world.work()
    topics = {
        name: [topic for each, _, topic in world.services.sent if each.endpoint.endswith(name)]
        for name in ("phone", "tablet")
    }
    one, same, other = topics["phone"]
    assert one == same != other
    assert one is not None
    assert len(one) == 32
    # Services do not learn that two clients are told of the same.
    assert topics["phone"][0] != topics["tablet"][0]
    world.services.sent.clear()
    world.post(BOB, "@ann")
    world.work()
    assert [topic for _, _, topic in world.services.sent] == [None, None]


def test_a_notice_of_the_platform_comes_from_nobody(world: WebPushWorld) -> None:
    world.subscribe("phone", policy=PushPolicy.FOLLOWED)
    world.look(NotificationJob(Measure.SUSPENSION_LIFTED, 5, recipient_ids=(ANN,)))
    newest = world.groups(ANN)[0].position
    assert newest is not None
    (subscription,) = world.subscriptions.of_user(ANN)
    world.web_pushes.waiting.clear()
    world.send.run(WebPushJob(ANN, newest, Kind.MODERATION, subscription.id))
    ((_, body),) = world.sent()
    assert (body["title"], body["notification_type"]) == ("The moderators decided about your account", "moderation")
