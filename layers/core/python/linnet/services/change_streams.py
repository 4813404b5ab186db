"""Subscribe the socket of an app for Mastodon to streams, and end that."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError
from linnet.domain.oauth.scopes import covers
from linnet.domain.pushes import TopicKind, topic_of_key
from linnet.domain.sockets import MAX_TOPICS, Connection
from linnet.domain.streams import Stream, StreamName
from linnet.ports.identity import Accounts
from linnet.ports.lists import Lists
from linnet.ports.sockets import Connections


@dataclass(frozen=True, slots=True)
class ChangeStreams:
    """What happens after this has returned reaches the socket."""

    connections: Connections
    lists: Lists
    accounts: Accounts

    def subscribe(self, connection: Connection, stream: Stream) -> None:
        """Subscribe; again changes nothing. Raise ConnectionGone, or a DomainError, after which nothing has changed."""
        if stream.key in connection.streams:
            return
        if not covers(connection.scopes, stream.scope):
            raise DomainError(Code.FORBIDDEN, "Access token does not have the required scopes")
        if stream.list_id is not None and self.lists.get(connection.user_id, stream.list_id) is None:
            raise DomainError(Code.NOT_FOUND, "Not authorized to stream this list")
        topics = stream.topics(connection.user_id, connection.scopes, self._followed_tags(connection, stream))
        named = connection.topics | {topic.key for topic in topics}
        if len(named) > MAX_TOPICS or len(connection.streams) >= MAX_TOPICS:
            raise DomainError(Code.LIMIT_REACHED, f"A connection has at most {MAX_TOPICS} streams")
        self.connections.follow(connection, stream.key, topics)

    def unsubscribe(self, connection: Connection, stream: Stream) -> None:
        """End a stream; one that there is not does not matter."""
        if stream.key not in connection.streams:
            return
        topics = stream.topics(connection.user_id, connection.scopes)
        if stream.name is StreamName.USER:
            # Which hashtags were followed when it began is not remembered.
            known = map(topic_of_key, connection.topics)
            topics |= {topic for topic in known if topic.kind is TopicKind.HASHTAG}
        self.connections.unfollow(connection, stream.key, topics)

    def _followed_tags(self, connection: Connection, stream: Stream) -> frozenset[str]:
        if stream.name is not StreamName.USER:
            return frozenset()
        account = self.accounts.get_account(connection.user_id)
        return frozenset() if account is None else account.followed_tags
