"""What `pushes_queue` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.facades.mastodon.streaming import StreamEntities
from linnet.facades.native.frames import event
from linnet.ports.environment import Parallel
from linnet.runtime.environment import Environment
from linnet.runtime.observability import count
from linnet.runtime.wiring.hearing import read_notifications
from linnet.runtime.wiring.reading import read_conversations, read_tweets
from linnet.runtime.wiring.realtime import permit_receivers
from linnet.services.deliver_push import DeliverPush
from linnet.services.feed_streams import FeedStreams
from linnet.services.read_news import ReadNews
from linnet.services.read_notification_entries import ReadNotificationEntries


@dataclass(frozen=True, slots=True)
class PushesQueue:
    deliver_push: DeliverPush
    parallel: Parallel


def build(environment: Environment) -> PushesQueue:
    """Put the function together.

    Who is told of an event is asked of no cache, as the rules must hold at this very moment; what apps are shown comes
    through the pipelines that answer requests, with the log of changes before their caches.
    """
    tables, clock = environment.tables, environment.clock
    return PushesQueue(
        deliver_push=DeliverPush(
            subscribers=tables.subscribers,
            connections=tables.connections,
            sockets=tables.sockets,
            pushes=tables.pushes,
            permit=permit_receivers(environment),
            news=ReadNews(tables.timelines, tables.feeds, tables.stored_posts, tables.graph, clock),
            feed_streams=_feed_streams(environment),
            parallel=environment.parallel,
            clock=clock,
            sleep=tables.sleep,
            encode=event,
            count=count,
        ),
        parallel=environment.parallel,
    )


def _feed_streams(environment: Environment) -> FeedStreams:
    tables, clock = environment.tables, environment.clock
    read = read_tweets(environment)
    return FeedStreams(
        read_tweets=read,
        read_entries=ReadNotificationEntries(read_notifications(environment)),
        read_conversations=read_conversations(environment),
        lists=tables.lists,
        graph=tables.graph,
        permit=permit_receivers(environment),
        clock=clock,
        encode=StreamEntities(),
    )
