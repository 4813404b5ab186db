"""What a connection may hear, and how much it may ask for."""

from __future__ import annotations

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.lists import UserList
from linnet.domain.sockets import MAX_TOPICS
from linnet.facades.mastodon.streaming import named
from tests.unit.services.socket_world import ANN, SocketWorld
from tests.unit.services.streamed import USER, comes_home, notify, told


@pytest.mark.parametrize(
    ("scopes", "heard"),
    [
        (("read",), {"update", "notification"}),
        (("read:statuses",), {"update"}),
        (("read:statuses", "read:notifications"), {"update", "notification"}),
    ],
)
def test_a_token_hears_what_its_scopes_allow(scopes: tuple[str, ...], heard: set[str]) -> None:
    world = SocketWorld()
    world.stream("app", ANN, USER, scopes=scopes)
    comes_home(world)
    notify(world)
    assert {event for _, event, _ in told(world)} == heard


@pytest.mark.parametrize(
    ("stream", "scopes"),
    [
        ("user", ("read:notifications",)),
        ("public", ("write",)),
        ("direct", ("read:accounts",)),
        ("user:notification", ("read:statuses",)),
    ],
)
def test_a_stream_outside_of_the_scopes_is_refused(stream: str, scopes: tuple[str, ...]) -> None:
    world = SocketWorld()
    with pytest.raises(DomainError) as refused:
        world.stream("app", ANN, {"stream": stream}, scopes=scopes)
    assert refused.value.code is Code.FORBIDDEN


def test_what_is_ended_is_not_told_and_what_is_left_is() -> None:
    world = SocketWorld()
    world.lists.create(UserList(5, ANN, "birds"), 10)
    world.stream("app", ANN, USER, {"stream": "list", "list": "5"})
    connection = world.connections.get("app")
    assert connection is not None
    world.change_streams.unsubscribe(connection, named({"stream": "list", "list": "5"}))
    comes_home(world)
    connection = world.connections.get("app")
    assert connection is not None
    world.change_streams.unsubscribe(connection, named(USER))
    world.change_streams.unsubscribe(connection, named(USER))
    comes_home(world)
    assert [stream for stream, _, _ in told(world)] == [["user"]]
    found = world.connections.get("app")
    assert found is not None
    assert (found.streams, found.topics) == (frozenset(), frozenset())


def test_a_connection_has_so_many_streams_and_no_more() -> None:
    world = SocketWorld()
    world.stream("app", ANN, *({"stream": "hashtag", "tag": f"t{number}"} for number in range(MAX_TOPICS)))
    connection = world.connections.get("app")
    assert connection is not None
    with pytest.raises(DomainError, match="at most"):
        world.change_streams.subscribe(connection, named({"stream": "hashtag", "tag": "birds"}))
