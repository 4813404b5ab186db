"""Pushes reach those who subscribed and may see what they are about, each once, whatever becomes of other sockets."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from linnet.domain.pushes import PUBLIC_TOPIC, Push, PushKind, TopicKind, own_topic, tweet_topic
from linnet.domain.timelines import PUBLIC_FEED, Timeline, TimelineEntry
from linnet.domain.tweets import Audience, TweetCounts
from linnet.domain.users import AccountStatus
from tests.unit.services.socket_world import ANN, BOB, CAT, SocketWorld

TWEET = 500


def notification(identifier: int = 1, **fields: Any) -> Push:
    push = Push(PushKind.NOTIFICATION, own_topic(TopicKind.NOTIFICATIONS, ANN), identifier, {"kind": "like"})
    return replace(push, **fields)


def about_tweet(kind: PushKind, occurrence: str = "") -> Push:
    return Push(kind, tweet_topic(TWEET), TWEET, tweet_id=TWEET, occurrence=occurrence)


def new_at_home(world: SocketWorld, *ids: int) -> None:
    """Put posts into Ann's home and deliver what the fan-out sends."""
    for each in ids:
        world.timelines.push([Timeline(ANN)], [TimelineEntry(each, BOB)])
    for each in ids:
        world.deliver.run(Push(PushKind.HOME_NEW, own_topic(TopicKind.HOME, ANN), each))


def test_only_sockets_that_subscribed_get_a_push() -> None:
    world = SocketWorld()
    world.connect("a1", ANN, "notifications", "home")
    world.connect("a2", ANN, "home")
    world.connect("b", BOB, "notifications")
    world.deliver.run(notification())

    assert world.sockets.frames == {
        "a1": [
            {"version": 1, "type": "notification", "topic": "notifications", "id": "1", "data": {"kind": "like"}},
        ]
    }


def test_nobody_is_told_after_unsubscribing() -> None:
    world = SocketWorld()
    connection = world.connect("a", ANN, "notifications")
    world.change.unsubscribe(connection, ["notifications"])
    world.deliver.run(notification())
    assert world.sockets.tried == []


def test_a_socket_that_is_gone_is_removed_and_never_tried_again() -> None:
    world = SocketWorld()
    world.connect("gone", ANN, "notifications")
    world.connect("open", ANN, "notifications")
    world.sockets.gone.add("gone")
    for number in (1, 2):
        world.deliver.run(notification(number))

    assert world.sockets.tried.count("gone") == 1
    assert world.connections.get("gone") is None
    assert world.told("open") == [("notification", "1"), ("notification", "2")]


def test_a_failing_socket_is_left_alone_and_others_get_theirs() -> None:
    world = SocketWorld()
    world.connect("failing", ANN, "notifications")
    world.connect("open", ANN, "notifications")
    world.sockets.failing.add("failing")
    world.deliver.run(notification())

    assert world.sockets.tried.count("failing") == 1
    assert world.connections.get("failing") is not None
    assert world.told("open") == [("notification", "1")]
    assert world.counted == ["SocketFailed", "PushDelivered"]


@pytest.mark.parametrize("who", ["blocker", "blocked"])
def test_a_block_in_either_direction_stops_a_push(who: str) -> None:
    world = SocketWorld()
    world.connect("a", ANN, "notifications", "messages")
    user_id, target_id = (ANN, BOB) if who == "blocker" else (BOB, ANN)
    world.graph.block(user_id, target_id, world.clock.now_ms())
    world.deliver.run(notification(actor_id=BOB))
    world.deliver.run(Push(PushKind.MESSAGE, own_topic(TopicKind.MESSAGES, ANN), 7, actor_id=BOB))
    world.deliver.run(notification(2, actor_id=CAT))
    assert world.told("a") == [("notification", "2")]


def test_a_mute_stops_notifications_and_not_messages() -> None:
    world = SocketWorld()
    world.connect("a", ANN, "notifications", "messages")
    world.graph.mute(ANN, BOB, 0)
    world.deliver.run(notification(actor_id=BOB))
    world.deliver.run(Push(PushKind.MESSAGE, own_topic(TopicKind.MESSAGES, ANN), 7, actor_id=BOB))
    assert world.told("a") == [("message", "7")]


def test_nothing_is_told_of_who_is_suspended() -> None:
    world = SocketWorld()
    world.connect("a", ANN, "notifications")
    world.identity.users[BOB] = replace(world.identity.users[BOB], status=AccountStatus.SUSPENDED)
    world.deliver.run(notification(actor_id=BOB))
    world.deliver.run(notification(actor_id=99))
    assert world.told("a") == []


def test_a_tweet_for_followers_is_not_told_of_once_the_follow_has_ended() -> None:
    world = SocketWorld()
    world.publish(TWEET, BOB, Audience.FOLLOWERS)
    world.graph.follow(ANN, BOB, 1, 10)
    world.connect("a", ANN, "notifications", f"tweet:{TWEET}")
    world.deliver.run(notification(1, actor_id=BOB, tweet_id=TWEET))
    world.graph.unfollow(ANN, BOB, world.clock.now_ms())
    world.deliver.run(notification(2, actor_id=BOB, tweet_id=TWEET))
    world.deliver.run(about_tweet(PushKind.TWEET_EDITED))
    assert world.told("a") == [("notification", "1")]


def test_who_watched_a_tweet_learns_that_it_is_gone() -> None:
    world = SocketWorld()
    tweet = world.publish(TWEET, BOB)
    world.connect("a", ANN, f"tweet:{TWEET}")
    world.connect("c", CAT, f"tweet:{TWEET}")
    world.graph.block(BOB, CAT, world.clock.now_ms())
    world.tweets.delete(tweet, world.clock.now_ms())
    world.deliver.run(about_tweet(PushKind.TWEET_DELETED))
    world.deliver.run(about_tweet(PushKind.TWEET_EDITED))
    assert world.told("a") == [("tweet.deleted", str(TWEET))]
    assert world.told("c") == []


def test_counts_are_told_as_they_are_and_only_when_they_changed() -> None:
    world = SocketWorld()
    tweet = world.publish(TWEET, BOB)
    world.connect("a", ANN, f"tweet:{TWEET}")
    world.tweets.posts[TWEET] = replace(tweet, counts=TweetCounts(retweets=3))
    for number in range(3):
        world.deliver.run(about_tweet(PushKind.TWEET_COUNTS, str(number)))
    assert [frame["data"]["retweets"] for frame in world.sockets.frames["a"]] == [3]
    assert world.paused_s == []


def test_counts_are_told_at_most_once_a_second_and_the_last_ones_always() -> None:
    world = SocketWorld()
    tweet = world.publish(TWEET, BOB)
    world.connect("a", ANN, f"tweet:{TWEET}")
    told_ms = []
    for number in range(1, 4):
        world.tweets.posts[TWEET] = replace(tweet, counts=TweetCounts(retweets=number))
        world.deliver.run(about_tweet(PushKind.TWEET_COUNTS, str(number)))
        told_ms.append(world.clock.now_ms())
        world.clock.advance(100)
    assert [frame["data"]["retweets"] for frame in world.sockets.frames["a"]] == [1, 2, 3]
    assert all(later - earlier >= 1_000 for earlier, later in itertools.pairwise(told_ms))


def test_what_is_new_at_home_is_counted_and_told_together() -> None:
    world = SocketWorld()
    world.connect("a", ANN, "home")
    new_at_home(world, 101, 102, 103)
    assert [frame["data"] for frame in world.sockets.frames["a"]] == [
        {"count": 3, "more": False, "newestId": "103"},
    ]
    new_at_home(world, 104)
    assert world.sockets.frames["a"][-1]["data"] == {"count": 1, "more": False, "newestId": "104"}


def test_more_than_a_page_of_news_is_not_counted_further() -> None:
    world = SocketWorld()
    world.connect("a", ANN, "home")
    new_at_home(world, *range(101, 130))
    assert world.sockets.frames["a"][0]["data"] == {"count": 20, "more": True, "newestId": "129"}


def test_an_entry_that_comes_late_below_the_newest_is_told_once() -> None:
    world = SocketWorld()
    world.connect("a", ANN, "home")
    new_at_home(world, 102)
    for _ in range(2):
        new_at_home(world, 101)
    assert [frame["data"] for frame in world.sockets.frames["a"]] == [
        {"count": 1, "more": False, "newestId": "102"},
        {"count": 1, "more": False, "newestId": "102"},
    ]


def test_an_entry_that_moves_up_because_others_left_is_no_news() -> None:
    world = SocketWorld()
    world.connect("a", ANN, "home")
    world.timelines.push([Timeline(ANN)], [TimelineEntry(each, BOB) for each in range(100, 130)])
    world.deliver.run(Push(PushKind.HOME_NEW, own_topic(TopicKind.HOME, ANN), 129))
    world.timelines.remove([Timeline(ANN)], range(120, 130))
    world.deliver.run(Push(PushKind.HOME_NEW, own_topic(TopicKind.HOME, ANN), 130))
    assert len(world.sockets.frames["a"]) == 1


def test_home_does_not_tell_of_who_is_muted() -> None:
    world = SocketWorld()
    world.connect("a", ANN, "home")
    world.graph.mute(ANN, BOB, 0)
    new_at_home(world, 101)
    assert world.sockets.tried == []


def test_the_newest_of_a_feed_is_not_told_to_those_who_may_not_see_it() -> None:
    world = SocketWorld()
    world.publish(TWEET, BOB)
    world.feeds.add(PUBLIC_FEED, TimelineEntry(TWEET, BOB))
    world.connect("a", ANN, "public")
    world.connect("c", CAT, "public")
    world.graph.mute(CAT, BOB, 0)
    world.deliver.run(Push(PushKind.FEED_NEW, PUBLIC_TOPIC, TWEET, tweet_id=TWEET))
    assert [frame["data"] for frame in world.sockets.frames["a"]] == [{"newestId": str(TWEET)}]
    assert world.told("c") == []


def test_a_topic_in_parts_is_delivered_by_a_push_for_each() -> None:
    world = SocketWorld(shards=4)
    tweet = world.publish(TWEET, BOB)
    names = [f"socket{number}" for number in range(9)]
    for number, name in enumerate(names):
        world.connect(name, (ANN, BOB, CAT)[number % 3], f"tweet:{TWEET}")
    world.tweets.posts[TWEET] = replace(tweet, counts=TweetCounts(retweets=1))
    world.deliver.run(about_tweet(PushKind.TWEET_COUNTS, "1"))
    assert world.sockets.tried == []
    assert [push.shard for push in world.pushes.sent] == [0, 1, 2, 3]
    for push in world.pushes.sent:
        world.deliver.run(push)
    assert sorted(world.sockets.tried) == names


def test_a_push_to_nobody_reads_one_row() -> None:
    world = SocketWorld()
    world.deliver.run(notification(actor_id=BOB))
    assert world.parallel.sizes == []
    assert world.counted == []
