"""Let something happen, and say what an app was told of it."""

from __future__ import annotations

import json
from typing import Any

from linnet.domain.ids import id_at
from linnet.domain.notifications import Group, Kind, Subject, notice
from linnet.domain.pushes import PUBLIC_TOPIC, Push, PushKind, Topic, TopicKind, own_topic
from linnet.domain.timelines import PUBLIC_FEED, Timeline, TimelineEntry, tag_feed
from tests.unit.services.socket_world import ANN, BOB, SocketWorld

USER, PUBLIC, DIRECT = {"stream": "user"}, {"stream": "public"}, {"stream": "direct"}
HOME = own_topic(TopicKind.HOME, ANN)


def fresh_id(world: SocketWorld) -> int:
    """Return the id of something that happens now."""
    world.clock.advance(5)
    return id_at(world.clock.now_ms())


def comes_home(world: SocketWorld, author_id: int = BOB, **fields: Any) -> int:
    """Let somebody post, and the fan-out tell Ann's home of it."""
    tweet_id = fresh_id(world)
    world.publish(tweet_id, author_id, **fields)
    world.timelines.push([Timeline(ANN)], [TimelineEntry(tweet_id, author_id)])
    world.deliver.run(Push(PushKind.HOME_NEW, HOME, tweet_id))
    return tweet_id


def appears(world: SocketWorld, topic: Topic = PUBLIC_TOPIC, author_id: int = BOB, **fields: Any) -> int:
    """Let somebody post into a feed, and the router tell of it."""
    tweet_id = fresh_id(world)
    world.publish(tweet_id, author_id, **fields)
    feed = PUBLIC_FEED if topic == PUBLIC_TOPIC else tag_feed(topic.subject)
    world.feeds.add(feed, TimelineEntry(tweet_id, author_id))
    world.deliver.run(Push(PushKind.FEED_NEW, topic, tweet_id, tweet_id=tweet_id))
    return tweet_id


def told(world: SocketWorld, name: str = "app") -> list[tuple[list[str], str, str]]:
    """Return stream, event, and the id that each frame is about."""

    def id_of(payload: str) -> str:
        return payload if payload.isdigit() else json.loads(payload)["id"]

    return [(each["stream"], each["event"], id_of(each["payload"])) for each in world.sockets.frames[name]]


def notify(world: SocketWorld, actor_id: int = BOB) -> int:
    edge_id = fresh_id(world)
    group = notice(Group(Subject(ANN, Kind.FOLLOW, 0)), actor_id, edge_id, edge_id + 1, 0)
    (entry_id,) = [each.id for each in group.entries]
    world.notifications.put(group)
    push = Push(PushKind.NOTIFICATION, own_topic(TopicKind.NOTIFICATIONS, ANN), entry_id, {"kind": "follow"}, actor_id)
    world.deliver.run(push)
    return entry_id
