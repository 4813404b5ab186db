"""Deliver a push to the sockets that subscribed to its topic and may see what it is about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.notifications import ABOUT_MESSAGES
from linnet.domain.pushes import FOR_APPS, Push, PushKind, Topic
from linnet.domain.sockets import Subscriber, Watch
from linnet.domain.visibility import Reading
from linnet.ports.environment import Clock, Parallel
from linnet.ports.pushes import Pushes
from linnet.ports.sockets import Connections, SocketFailed, SocketGone, Sockets, Subscribers
from linnet.services.feed_streams import FeedStreams, Outgoing
from linnet.services.permit_receivers import PermitReceivers
from linnet.services.read_news import ReadNews

# Told at most once in so long for each topic.
PACE_MS: Final = 1_000
PACED: Final = frozenset({PushKind.HOME_NEW, PushKind.FEED_NEW, PushKind.TWEET_COUNTS})
# A handshake that subscribes comes to its end within this: until then its socket is not there, and not gone either.
HANDSHAKE_MS: Final = 15_000
# Muted people are not heard of by notifications; a conversation with them was opened on purpose.
_READING: Final = {PushKind.NOTIFICATION: Reading.HOME, PushKind.FEED_NEW: Reading.FEED}


@dataclass(frozen=True, slots=True)
class DeliverPush:
    """Pushes of one topic come in order, of others at the same time.

    A socket that fails is left alone and its push is lost to it: the client catches up from what is stored. Only what
    hinders the delivery to everybody (a table, the queue) raises, so that the push comes again.
    """

    subscribers: Subscribers
    connections: Connections
    sockets: Sockets
    pushes: Pushes
    permit: PermitReceivers
    news: ReadNews
    feed_streams: FeedStreams
    parallel: Parallel
    clock: Clock
    sleep: Callable[[float], None]
    encode: Callable[[Push], bytes]
    count: Callable[[str], None]

    def run(self, push: Push) -> None:
        """Deliver it."""
        if push.shard is not None:
            self._deliver(push, push.shard)
            return
        watch = self.subscribers.watch(push.topic)
        if watch is None:
            return
        told: Watch | None = None
        if push.kind in PACED:
            found = self._with_news(push, watch)
            if found is None:
                return
            push, told = found
        shards = self.subscribers.shards(push.topic)
        if shards == 1:
            self._deliver(push, 0)
        else:
            occurrence = push.occurrence if told is None else told.told
            self.pushes.send([replace(push, shard=shard, occurrence=occurrence) for shard in range(shards)])
        if told is not None:
            # Remembered afterwards: should this be killed in between, it is told twice rather than never.
            self.subscribers.told(push.topic, told)

    def _with_news(self, push: Push, watch: Watch) -> tuple[Push, Watch] | None:
        """Return the push with what is new, after the pause that its topic owes; None when all of it was told."""
        news = self.news.run(push, watch.told)
        wait_ms = watch.told_ms + PACE_MS - self.clock.now_ms()
        if news is not None and 0 < wait_ms <= PACE_MS:
            self.sleep(wait_ms / 1000)
            news = self.news.run(push, watch.told)
        if news is None:
            return None
        told = Watch(news.state, self.clock.now_ms())
        return replace(push, payload=news.data, tweet_id=news.tweet_id, fresh=news.fresh), told

    def _deliver(self, push: Push, shard: int) -> None:
        for page in self.subscribers.of(push.topic, shard):
            self._post(push.topic, [*self._told(push, page), *self.feed_streams.run(push, page)])

    def _told(self, push: Push, page: Sequence[Subscriber]) -> list[Outgoing]:
        """Return the frame for those who speak the native protocol."""
        natives = [each for each in page if not each.origin]
        if not natives or _only_for_apps(push) or (push.kind in PACED and not push.payload):
            return []
        frame = self.encode(push)
        permitted = self._permitted(push, {each.user_id for each in natives})
        return [Outgoing(each, (frame,)) for each in natives if each.user_id in permitted]

    def _permitted(self, push: Push, user_ids: Collection[int]) -> Collection[int]:
        reading = _READING.get(push.kind, Reading.DIRECT)
        if push.actor_id is not None:
            user_ids = self.permit.by_actor(push.actor_id, user_ids, reading)
        if push.tweet_id is not None and user_ids:
            # Who asked for a notification about a tweet asked for that very tweet.
            shown = Reading.FEED if reading is Reading.FEED else Reading.DIRECT
            deleted = push.kind is PushKind.TWEET_DELETED
            user_ids = self.permit.by_tweet(push.tweet_id, user_ids, shown, also_deleted=deleted)
        return user_ids

    def _post(self, topic: Topic, outgoing: Sequence[Outgoing]) -> None:
        def post(each: Outgoing) -> Callable[[], None]:
            def call() -> None:
                try:
                    # In their order, the next once the one before was taken.
                    for frame in each.frames:
                        self.sockets.post(each.receiver.connection_id, frame)
                        self.count("PushDelivered")
                except SocketGone:
                    self.count("SocketGone")
                    self._forget(topic, each.receiver)
                except SocketFailed:
                    self.count("SocketFailed")

            return call

        self.parallel.run([post(each) for each in outgoing])

    def _forget(self, topic: Topic, receiver: Subscriber) -> None:
        young = self.clock.now_ms() - receiver.connected_ms < HANDSHAKE_MS
        if not (young and receiver.origin):
            self.connections.remove(receiver.connection_id, receiver.user_id, topic)


def _only_for_apps(push: Push) -> bool:
    """Tell whether the native protocol does without it: of messages it tells by themselves."""
    of_message = push.kind is PushKind.NOTIFICATION and push.payload.get("kind") in ABOUT_MESSAGES
    return of_message or push.kind in FOR_APPS
