"""Bugs of sockets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Final

from linnet.domain.messages import Conversation
from linnet.domain.pushes import Topic
from linnet.domain.sockets import Connection
from linnet.domain.visibility import Reading
from linnet.ports.sockets import SocketFailed, SocketGone
from linnet.services import apply_conversation_change
from linnet.services.deliver_push import DeliverPush
from linnet.services.end_sockets import EndSockets
from linnet.services.feed_streams import Outgoing
from linnet.services.open_socket import OpenSocket
from linnet.services.permit_receivers import PermitReceivers
from linnet.services.resolve_token import viewer_of
from tests.simulation.focus import Focus
from tests.simulation.mutants.mutant import Mutant


def _remove_then_close(self: EndSockets, user_id: int) -> None:
    for connection in self.connections.of_user(user_id):
        found = self.sessions.resolve(connection.token_sha256, user_id)
        if found is None or viewer_of(*found) is None:
            self.connections.remove(connection.id, user_id)
            self.sockets.close(connection.id)


def _look_once(
    self: OpenSocket, connection_id: str, token_sha256: str, user_hint: int | None, origin: str = ""
) -> Connection:
    viewer = self._viewer(token_sha256, user_hint)
    self._refuse_over_limit(viewer)
    connection = Connection(connection_id, viewer.user_id, viewer.session_id, token_sha256, self.clock.now_ms())
    self.connections.add(connection)
    self._make_room(connection)
    return connection


def _anybody(self: PermitReceivers, actor_id: int, user_ids: Collection[int], reading: Reading) -> frozenset[int]:
    return frozenset(user_ids)


def _keep_what_is_gone(self: DeliverPush, topic: Topic, outgoing: Sequence[Outgoing]) -> None:
    for each in outgoing:
        with suppress(SocketGone, SocketFailed):
            for frame in each.frames:
                self.sockets.post(each.receiver.connection_id, frame)


def _try_again(self: DeliverPush, topic: Topic, outgoing: Sequence[Outgoing]) -> None:
    def post(each: Outgoing) -> Callable[[], None]:
        def call() -> None:
            receiver = each.receiver
            for _ in range(3):
                with suppress(SocketGone, SocketFailed):
                    for frame in each.frames:
                        self.sockets.post(receiver.connection_id, frame)
                    return
            self.connections.remove(receiver.connection_id, receiver.user_id, topic)

        return call

    self.parallel.run([post(each) for each in outgoing])


def _all_members(conversation: Conversation) -> list[int]:
    return sorted(conversation.members)


LOST: Final = Focus(
    {"connect": 6, "disconnect": 1, "write": 4, "follow": 3, "like": 3, "post": 3},
    rates={"socket_lost": 0.5},
    think_s=0.5,
)

MUTANTS = (
    Mutant(
        "connection deleted before re-check",
        ((EndSockets, "run", _remove_then_close),),
        Focus({"connect": 1, "log out": 1}, rates={"socket_limit": 0.3}, kills={"identity_stream": 0.1}, think_s=0.5),
    ),
    Mutant(
        "handshake without a second look",
        ((OpenSocket, "_open", _look_once),),
        Focus({"connect": 1, "log out": 2}, rates={"slow": 0.3}, think_s=0.05),
    ),
    Mutant(
        "push without the rules",
        ((PermitReceivers, "by_actor", _anybody),),
        Focus(
            {
                "connect": 3,
                "follow": 2,
                "create group": 1,
                "answer message requests": 1,
                "write on": 4,
                "type": 1,
                "block": 1,
            },
            # A block counts from two minutes on.
            think_s=30,
        ),
    ),
    Mutant("gone socket kept", ((DeliverPush, "_post", _keep_what_is_gone),), LOST),
    Mutant("410 tried again", ((DeliverPush, "_post", _try_again),), LOST),
    Mutant(
        "requests are pushed",
        ((apply_conversation_change, "_told", _all_members),),
        Focus({"connect": 1, "write": 4}),
    ),
)
