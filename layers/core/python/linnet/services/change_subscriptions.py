"""Subscribe a socket to topics, and end that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError, invalid, not_found
from linnet.domain.pushes import Topic, TopicKind, UnknownTopic, topic_of_name
from linnet.domain.sockets import MAX_TOPICS, Connection
from linnet.domain.visibility import Reading
from linnet.ports.environment import Parallel
from linnet.ports.sockets import Connections
from linnet.services.permit_receivers import PermitReceivers


@dataclass(frozen=True, slots=True)
class ChangeSubscriptions:
    """Answer once everything is stored: what happens after the answer reaches the socket."""

    connections: Connections
    permit: PermitReceivers
    parallel: Parallel

    def subscribe(self, connection: Connection, names: Sequence[str]) -> None:
        """Subscribe. Raise ConnectionGone, or a DomainError, after which nothing has changed."""
        topics = _topics(connection, names)
        if len(connection.topics | {topic.key for topic in topics}) > MAX_TOPICS:
            raise DomainError(Code.LIMIT_REACHED, f"a connection has at most {MAX_TOPICS} topics")
        self.parallel.run([self._checked(connection, topic) for topic in topics])
        self.connections.subscribe(connection, topics)

    def unsubscribe(self, connection: Connection, names: Sequence[str]) -> None:
        """End subscriptions, also to what cannot be seen any more. Raise a DomainError."""
        self.connections.unsubscribe(connection, _topics(connection, names))

    def _checked(self, connection: Connection, topic: Topic) -> Callable[[], None]:
        def check() -> None:
            if topic.kind is TopicKind.TWEET and not self.permit.by_tweet(
                int(topic.subject), [connection.user_id], Reading.DIRECT
            ):
                raise not_found("tweet")

        return check


def _topics(connection: Connection, names: Sequence[str]) -> Collection[Topic]:
    try:
        return frozenset(topic_of_name(name, connection.user_id) for name in names)
    except UnknownTopic:
        raise invalid("topics", "names a topic that does not exist") from None
