"""Turn pushes into what apps for Mastodon are told: whole statuses, notifications and conversations, for each reader.

What a push names is read when it is delivered, through the pipelines and the rules of every other read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeVar

from linnet.domain.errors import Code, DomainError
from linnet.domain.filters import Filters
from linnet.domain.lists import UserList
from linnet.domain.pushes import Push, PushKind, TopicKind
from linnet.domain.sockets import Subscriber
from linnet.domain.streams import Stream, StreamName, stream_of_key
from linnet.domain.users import Viewer
from linnet.domain.views import ShownConversation, ShownTweet
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock
from linnet.ports.graph import Graph
from linnet.ports.lists import Lists
from linnet.services.apply_filters import filtered
from linnet.services.permit_receivers import PermitReceivers
from linnet.services.read_conversations import ReadConversations
from linnet.services.read_notification_entries import ReadNotificationEntries
from linnet.services.read_notifications import ShownNotification
from linnet.services.read_tweets import ReadTweets

T = TypeVar("T")

UPDATE: Final = "update"
STATUS_UPDATE: Final = "status.update"
DELETE: Final = "delete"
NOTIFICATION: Final = "notification"
CONVERSATION: Final = "conversation"
FILTERS_CHANGED: Final = "filters_changed"

_STATUSES: Final = {
    PushKind.HOME_NEW: UPDATE,
    PushKind.FEED_NEW: UPDATE,
    PushKind.STATUS_NEW: UPDATE,
    PushKind.STATUS_EDITED: STATUS_UPDATE,
}
_OF_NOTIFICATIONS: Final = frozenset({StreamName.USER, StreamName.NOTIFICATIONS})
_OF_MESSAGES: Final = frozenset({StreamName.USER, StreamName.DIRECT})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Frames for one socket, in their order."""

    receiver: Subscriber
    frames: Sequence[bytes]


class StreamEncoder(Protocol):
    """How apps write it: an entity as the text of a payload, and the frame around it."""

    def status(self, shown: ShownTweet, reader: Viewer | None, origin: str) -> str:
        """Write a status for a reader who silenced some conversations, None for one that is the same for all."""
        ...

    def notification(self, shown: ShownNotification, reader: Viewer, origin: str) -> str:
        """Write a notification."""
        ...

    def conversation(self, shown: ShownConversation, reader: Viewer, origin: str) -> str:
        """Write a conversation."""
        ...

    def frame(self, stream: Stream, event: str, payload: str | None) -> bytes:
        """Write the frame of an event on a stream; some events say nothing more."""
        ...


@dataclass(frozen=True, slots=True)
class FeedStreams:
    """Answer with the frames of a push; what may not be seen, or is not there any more, makes none."""

    read_tweets: ReadTweets
    read_entries: ReadNotificationEntries
    read_conversations: ReadConversations
    lists: Lists
    graph: Graph
    permit: PermitReceivers
    clock: Clock
    encode: StreamEncoder

    def run(self, push: Push, page: Sequence[Subscriber]) -> list[Outgoing]:
        """Return what these subscribers of its topic are told, as far as they are apps."""
        apps = [each for each in page if each.streams]
        if not apps:
            return []
        match push.kind:
            case PushKind.HOME_NEW | PushKind.FEED_NEW | PushKind.STATUS_NEW | PushKind.STATUS_EDITED:
                told = self._home if push.topic.kind is TopicKind.HOME else self._feed
                return told(push, apps)
            case PushKind.STATUS_DELETED:
                return self._deleted(push, apps)
            case PushKind.FILTERS_CHANGED:
                return self._filters_changed(apps)
            case PushKind.NOTIFICATION:
                return self._notification(push, apps)
            case PushKind.MESSAGE | PushKind.MESSAGE_READ:
                return self._conversation(push, apps)
            case _:
                return []

    def _home(self, push: Push, apps: Sequence[Subscriber]) -> list[Outgoing]:
        viewer = _viewer(push)
        streams = {key: stream_of_key(key) for each in apps for key in each.streams}
        shown: dict[str, Sequence[ShownTweet]] = {}
        for key, stream in streams.items():
            if stream.name is StreamName.USER:
                shown[key] = self.read_tweets.by_ids(viewer, _ids(push), Reading.HOME)
            elif stream.list_id is not None:
                shown[key] = self._listed(viewer, push, stream.list_id)

        def written(origin: str, each: ShownTweet) -> str:
            return self.encode.status(each, viewer, origin)

        return [
            Outgoing(
                receiver,
                [
                    self.encode.frame(streams[key], _STATUSES[push.kind], payload)
                    for key in sorted(receiver.streams & shown.keys())
                    for payload in payloads[key]
                ],
            )
            for receiver, payloads in _for_origins(apps, written, shown)
        ]

    def _listed(self, viewer: Viewer, push: Push, list_id: int) -> Sequence[ShownTweet]:
        read = self.lists.get(viewer.user_id, list_id)
        if read is None or not read.members:
            return []
        found = self.read_tweets.by_ids(viewer, _ids(push), Reading.LIST)
        return [each for each in found if _belongs(read, each)]

    def _feed(self, push: Push, apps: Sequence[Subscriber]) -> list[Outgoing]:
        """Tell of what is public: written once, without the reader's own acts, and for each let through the rules.

        Whose filters match it is told of a status of their own, marked: what to do with it is the app's to decide.
        """
        shown = self.read_tweets.by_ids(None, _ids(push), Reading.FEED)
        user_ids = frozenset(each.user_id for each in apps)
        frames: dict[str, list[bytes]] = {each.connection_id: [] for each in apps}
        filters = self.graph.filters_of(user_ids) if shown else {}
        for each in shown:
            permitted = self.permit.by_tweet(each.tweet.id, user_ids, Reading.FEED)
            quoting = permitted
            if permitted and each.quote is not None:
                quoting = self.permit.by_tweet(each.quote.tweet.id, permitted, Reading.FEED)
            at_home = self._at_home(each, apps, permitted)
            payloads: dict[tuple[str, bool], str] = {}
            for app in apps:
                if app.user_id not in permitted:
                    continue
                place = (app.origin, app.user_id in quoting)
                seen = each if place[1] else replace(each, quote=None)
                if place not in payloads:
                    payloads[place] = self.encode.status(seen, None, app.origin)
                payload = payloads[place]
                if app.user_id in filters:
                    payload = self.encode.status(self._marked(seen, filters[app.user_id]), None, app.origin)
                frames[app.connection_id] += [
                    self.encode.frame(stream, _STATUSES[push.kind], payload)
                    for stream in map(stream_of_key, sorted(app.streams))
                    if (each.tweet.media_ids or not stream.only_media)
                    and (stream.name is not StreamName.USER or app.user_id in at_home)
                ]
        return [Outgoing(each, frames[each.connection_id]) for each in apps]

    def _marked(self, shown: ShownTweet, filters: Filters) -> ShownTweet:
        (marked,) = filtered([shown], filters, Sight(None, self.clock.now_ms(), Reading.FEED))
        return marked

    def _at_home(self, shown: ShownTweet, apps: Sequence[Subscriber], permitted: Collection[int]) -> frozenset[int]:
        """Return whom a followed hashtag brings this home: who follows its author has it from there."""
        home = str(StreamName.USER)
        asking = {each.user_id for each in apps if home in each.streams and each.user_id in permitted}
        if not asking or shown.tweet.reply_to_author_id not in (None, shown.author.id):
            return frozenset()
        return self.permit.not_following(shown.author.id, asking)

    def _deleted(self, push: Push, apps: Sequence[Subscriber]) -> list[Outgoing]:
        """Tell of an id alone, to whoever may have it on the screen."""
        return [
            Outgoing(
                each,
                [
                    self.encode.frame(stream, DELETE, str(push.id))
                    for stream in map(stream_of_key, sorted(each.streams))
                    if stream.name not in (StreamName.NOTIFICATIONS, StreamName.DIRECT)
                ],
            )
            for each in apps
        ]

    def _filters_changed(self, apps: Sequence[Subscriber]) -> list[Outgoing]:
        """Tell the streams of whole homes, once for each socket: it is for the app to read its filters again."""
        home = stream_of_key(str(StreamName.USER))
        frame = self.encode.frame(home, FILTERS_CHANGED, None)
        return [Outgoing(each, (frame,)) for each in apps if str(StreamName.USER) in each.streams]

    def _notification(self, push: Push, apps: Sequence[Subscriber]) -> list[Outgoing]:
        viewer = _viewer(push)
        shown = _found(lambda: self.read_entries.one(viewer, push.id))
        if shown is None:
            return []
        return self._one(
            apps,
            NOTIFICATION,
            _OF_NOTIFICATIONS,
            lambda origin: self.encode.notification(shown, viewer, origin),
        )

    def _conversation(self, push: Push, apps: Sequence[Subscriber]) -> list[Outgoing]:
        viewer = _viewer(push)
        if push.kind is PushKind.MESSAGE_READ and push.actor_id != viewer.user_id:
            # What others have read is told to nobody here.
            return []
        conversation_id = str(push.payload.get("conversationId", ""))
        if push.actor_id is not None and not self.permit.by_actor(push.actor_id, [viewer.user_id], Reading.DIRECT):
            return []
        shown = _found(lambda: self.read_conversations.one(viewer, conversation_id))
        if shown is None or shown.request:
            return []
        return self._one(
            apps, CONVERSATION, _OF_MESSAGES, lambda origin: self.encode.conversation(shown, viewer, origin)
        )

    def _one(
        self, apps: Sequence[Subscriber], event: str, names: Collection[StreamName], write: Callable[[str], str]
    ) -> list[Outgoing]:
        payloads = {origin: write(origin) for origin in {each.origin for each in apps}}
        return [
            Outgoing(
                each,
                [
                    self.encode.frame(stream, event, payloads[each.origin])
                    for stream in map(stream_of_key, sorted(each.streams))
                    if stream.name in names
                ],
            )
            for each in apps
        ]


def _for_origins(
    apps: Sequence[Subscriber],
    written: Callable[[str, ShownTweet], str],
    shown: Mapping[str, Sequence[ShownTweet]],
) -> Iterable[tuple[Subscriber, Mapping[str, Sequence[str]]]]:
    """Yield each socket with the payloads of the streams; sockets that know this server by one name share them."""
    by_origin: dict[str, Mapping[str, Sequence[str]]] = {}
    for each in apps:
        if each.origin not in by_origin:
            once = {tweet.entry_id: written(each.origin, tweet) for some in shown.values() for tweet in some}
            by_origin[each.origin] = {key: [once[tweet.entry_id] for tweet in some] for key, some in shown.items()}
        yield each, by_origin[each.origin]


def _ids(push: Push) -> list[int]:
    """Return the posts that a push is about, oldest first: that is the order in which they are told."""
    paced = push.kind in (PushKind.HOME_NEW, PushKind.FEED_NEW)
    return sorted(push.fresh) if paced else [push.id]


def _viewer(push: Push) -> Viewer:
    """Return whose topic it is, as a reader."""
    return Viewer(user_id=push.topic.owner_id or 0, session_id=0)


def _belongs(read: UserList, shown: ShownTweet) -> bool:
    if shown.retweeter is not None:
        # What a member retweets was chosen by the member, whomever it answers.
        return shown.retweeter.id in read.members
    return shown.author.id in read.members and read.shows(shown.author.id, shown.tweet.reply_to_author_id)


def _found(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except DomainError as error:
        if error.code is Code.NOT_FOUND:
            return None
        raise
