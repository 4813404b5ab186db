"""A few accounts, open sockets and the pusher, in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from linnet.domain import tokens
from linnet.domain.pushes import Topic
from linnet.domain.sockets import Connection
from linnet.domain.text import Entities
from linnet.domain.tweets import Audience, Tweet
from linnet.domain.users import Account, Session, User, Viewer
from linnet.facades.mastodon.streaming import StreamEntities, named
from linnet.facades.native.frames import event
from linnet.ports.limits import Window
from linnet.services.change_streams import ChangeStreams
from linnet.services.change_subscriptions import ChangeSubscriptions
from linnet.services.deliver_push import DeliverPush
from linnet.services.end_sockets import EndSockets
from linnet.services.end_web_subscriptions import EndWebSubscriptions
from linnet.services.feed_streams import FeedStreams
from linnet.services.find_conversation import FindConversation
from linnet.services.find_message import FindMessage
from linnet.services.guard_frames import GuardFrames
from linnet.services.open_socket import IssueTicket, OpenSocket
from linnet.services.permit_receivers import PermitReceivers
from linnet.services.read_conversations import ReadConversations
from linnet.services.read_messages import ReadMessages
from linnet.services.read_news import ReadNews
from linnet.services.read_notification_entries import ReadNotificationEntries
from linnet.services.read_notifications import ReadNotifications
from linnet.services.read_tweets import ReadTweets
from tests.fakes.environment import FakeClock, FakeSecrets, SequentialParallel
from tests.fakes.graph import FakeGraph
from tests.fakes.identity import FakeAccounts, FakeIdentity, FakeSessions, FakeUsers
from tests.fakes.limits import FakeLimiter
from tests.fakes.lists import FakeLists
from tests.fakes.messages import FakeMessages
from tests.fakes.notifications import FakeNotifications
from tests.fakes.pushes import FakePushes
from tests.fakes.sockets import FakeConnections, FakeSockets, FakeTickets
from tests.fakes.timelines import FakeFeeds, FakeInvalidations, FakeTimelines
from tests.fakes.tweets import FakeTweets
from tests.fakes.web_push import FakeWebSubscriptions

ANN, BOB, CAT = 11, 12, 13
ORIGIN = "https://linnet.example"


class SocketWorld:
    """Every service around sockets over the same stores."""

    def __init__(self, shards: int = 1) -> None:
        self.clock = FakeClock()
        self.identity = FakeIdentity()
        self.accounts = FakeAccounts(self.identity)
        self.sessions = FakeSessions(self.identity, self.clock)
        self.graph = FakeGraph(self.clock)
        self.tweets = FakeTweets()
        self.timelines = FakeTimelines()
        self.feeds = FakeFeeds()
        self.connections = FakeConnections(self.clock, shards)
        self.sockets = FakeSockets()
        self.pushes = FakePushes()
        self.limiter = FakeLimiter(self.clock)
        self.parallel = SequentialParallel()
        self.counted: list[str] = []
        self.paused_s: list[float] = []
        tickets = FakeTickets()
        permit = PermitReceivers(self.accounts, self.tweets, self.graph, self.clock)
        self.issue_ticket = IssueTicket(tickets, FakeSecrets(), self.clock)
        self.open_socket = OpenSocket(
            self.sessions, self.connections, tickets, self.sockets, self.limiter, self.clock, Window(50, 300)
        )
        self.end_sockets = EndSockets(self.sessions, self.connections, self.sockets)
        self.lists = FakeLists(self.graph)
        self.notifications = FakeNotifications()
        self.end_web_subscriptions = EndWebSubscriptions(self.sessions, FakeWebSubscriptions(self.notifications))
        self.messages = FakeMessages()
        self.change_streams = ChangeStreams(self.connections, self.lists, self.accounts)
        self.change = ChangeSubscriptions(self.connections, permit, self.parallel)
        self.guard = GuardFrames(self.limiter, self.connections, self.sockets, Window(5, 10), Window(3, 60))
        self.deliver = DeliverPush(
            subscribers=self.connections,
            connections=self.connections,
            sockets=self.sockets,
            pushes=self.pushes,
            permit=permit,
            news=ReadNews(self.timelines, self.feeds, self.tweets, self.graph, self.clock),
            feed_streams=self._feed_streams(permit),
            parallel=self.parallel,
            clock=self.clock,
            sleep=self._sleep,
            encode=event,
            count=self.counted.append,
        )
        for user_id, name in ((ANN, "ann"), (BOB, "bob"), (CAT, "cat")):
            user = User(user_id, name, name.title(), created_ms=1)
            self.accounts.create(user, Account(user_id, f"{name}@example.org", "hash"))

    def _feed_streams(self, permit: PermitReceivers) -> FeedStreams:
        users = FakeUsers(self.identity)
        read = ReadTweets(self.tweets, users, self.graph, self.tweets, FakeInvalidations(), self.parallel, self.clock)
        conversations = self.messages
        find = FindConversation(conversations, users, self.graph, FakeInvalidations(), self.parallel, self.clock)
        messages = ReadMessages(conversations, find)
        found = FindMessage(conversations, conversations, find, messages, self.parallel)
        return FeedStreams(
            read_tweets=read,
            read_entries=ReadNotificationEntries(
                ReadNotifications(self.notifications, read, found, users, self.parallel, self.clock)
            ),
            read_conversations=ReadConversations(
                conversations, conversations, conversations, messages, find, self.parallel
            ),
            lists=self.lists,
            graph=self.graph,
            permit=permit,
            clock=self.clock,
            encode=StreamEntities(),
        )

    def _sleep(self, seconds: float) -> None:
        self.paused_s.append(seconds)
        self.clock.sleep(seconds)

    def log_in(
        self,
        user_id: int,
        secret: str = "one",
        scopes: frozenset[str] = frozenset({"read"}),
        client_id: str | None = None,
    ) -> tuple[str, Viewer]:
        """Begin a session; return its token and who it stands for."""
        token = tokens.with_hint(user_id, f"{user_id}{secret}")
        now_ms = self.clock.now_ms()
        session = Session(
            id=len(self.identity.sessions) + 1,
            user_id=user_id,
            token_sha256=tokens.digest(token),
            app="test",
            scopes=scopes,
            client_id=client_id,
            created_ms=now_ms,
            last_used_ms=now_ms,
            expires_ms=now_ms + 10**9,
        )
        self.sessions.add(session)
        return token, Viewer(user_id, session.id, session.token_sha256)

    def connect(self, name: str, user_id: int, *topics: str | Topic) -> Connection:
        """Open a socket and subscribe to topics."""
        token, _ = self.log_in(user_id, secret=name)
        connection = self.open_socket.by_token(name, token)
        if topics:
            names = [topic if isinstance(topic, str) else topic.name for topic in topics]
            self.change.subscribe(connection, names)
        return connection

    def stream(self, name: str, user_id: int, *streams: dict[str, str], scopes: tuple[str, ...] = ("read",)) -> None:
        """Open the socket of an app and subscribe to streams."""
        token, _ = self.log_in(user_id, secret=name, scopes=frozenset(scopes), client_id="app")
        self.open_socket.by_token(name, token, ORIGIN)
        for each in streams:
            connection = self.connections.get(name)
            assert connection is not None
            self.change_streams.subscribe(connection, named(each))

    def publish(self, tweet_id: int, author_id: int, audience: Audience = Audience.PUBLIC, **fields: Any) -> Tweet:
        tweet = Tweet(tweet_id, author_id, "text", Entities(), audience=audience, **fields)
        self.tweets.add(tweet, None, self.clock.now_ms())
        return tweet

    def suspend(self, user_id: int, **change: object) -> None:
        self.identity.accounts[user_id] = replace(self.identity.accounts[user_id], **change)  # type: ignore[arg-type]

    def told(self, name: str) -> list[tuple[str, str]]:
        """Return kind and id of what a socket got."""
        return [(frame["type"], frame["id"]) for frame in self.sockets.frames[name]]
