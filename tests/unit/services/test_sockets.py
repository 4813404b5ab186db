"""Who may open a socket, what may be subscribed to, and what ends it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.sockets import MAX_CONNECTIONS, MAX_TOPICS, TICKET_MS
from linnet.domain.tweets import Audience
from linnet.domain.users import AccountStatus
from linnet.ports.sockets import ConnectionGone
from tests.unit.services.socket_world import ANN, BOB, SocketWorld


def refusal(error: pytest.ExceptionInfo[DomainError]) -> Code:
    return error.value.code


def test_a_token_opens_a_socket() -> None:
    world = SocketWorld()
    token, viewer = world.log_in(ANN)
    opened = world.open_socket.by_token("c", token)
    assert (opened.user_id, opened.session_id) == (ANN, viewer.session_id)
    assert world.connections.get("c") == opened


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 1000])
def test_nonsense_opens_none(token: str) -> None:
    world = SocketWorld()
    with pytest.raises(DomainError) as error:
        world.open_socket.by_token("c", token)
    assert refusal(error) is Code.UNAUTHENTICATED
    assert world.connections.get("c") is None


def test_a_suspended_account_opens_none() -> None:
    world = SocketWorld()
    token, _ = world.log_in(ANN)
    world.suspend(ANN, status=AccountStatus.SUSPENDED)
    with pytest.raises(DomainError):
        world.open_socket.by_token("c", token)


def test_a_ticket_opens_one_socket_in_time() -> None:
    world = SocketWorld()
    _, viewer = world.log_in(ANN)
    first, _ = world.issue_ticket.run(viewer)
    late, expires_ms = world.issue_ticket.run(viewer)
    assert expires_ms == world.clock.now_ms() + TICKET_MS
    assert world.open_socket.by_ticket("c", first).user_id == ANN
    for ticket in (first, "unknown"):
        with pytest.raises(DomainError):
            world.open_socket.by_ticket("d", ticket)
    world.clock.advance(TICKET_MS)
    with pytest.raises(DomainError):
        world.open_socket.by_ticket("d", late)


def test_a_ticket_does_not_outlive_its_session() -> None:
    world = SocketWorld()
    _, viewer = world.log_in(ANN)
    ticket, _ = world.issue_ticket.run(viewer)
    world.sessions.remove([viewer.token_sha256])
    with pytest.raises(DomainError) as error:
        world.open_socket.by_ticket("c", ticket)
    assert refusal(error) is Code.UNAUTHENTICATED


def test_a_session_that_ends_during_the_handshake_opens_none(monkeypatch: pytest.MonkeyPatch) -> None:
    world = SocketWorld()
    token, viewer = world.log_in(ANN)
    add = world.connections.add

    def add_late(connection: object) -> None:
        # The revocation looks for connections before this one is there.
        world.sessions.remove([viewer.token_sha256])
        world.end_sockets.run(ANN)
        add(connection)  # type: ignore[arg-type]

    monkeypatch.setattr(world.connections, "add", add_late)
    with pytest.raises(DomainError):
        world.open_socket.by_token("c", token)
    assert world.connections.of_user(ANN) == []


def test_the_oldest_connection_makes_room() -> None:
    world = SocketWorld()
    for number in range(MAX_CONNECTIONS + 2):
        world.connect(f"c{number:02}", ANN, "home")
        world.clock.advance(1)
    assert world.sockets.closed == ["c00", "c01"]
    assert len(world.connections.of_user(ANN)) == MAX_CONNECTIONS


def test_a_connection_that_cannot_be_closed_makes_room_all_the_same() -> None:
    world = SocketWorld()
    world.sockets.failing.add("c00")
    for number in range(MAX_CONNECTIONS + 1):
        world.connect(f"c{number:02}", ANN, "home")
        world.clock.advance(1)
    assert world.connections.get("c00") is None
    assert len(world.connections.of_user(ANN)) == MAX_CONNECTIONS


def test_handshakes_are_limited_and_a_broken_limiter_lets_in() -> None:
    world = SocketWorld()
    token, _ = world.log_in(ANN)
    for number in range(50):
        world.open_socket.by_token(f"c{number}", token)
    with pytest.raises(DomainError) as error:
        world.open_socket.by_token("one too many", token)
    assert refusal(error) is Code.RATE_LIMITED
    world.limiter.broken = True
    world.open_socket.by_token("without a limiter", token)


def test_ended_sessions_close_their_sockets_and_no_others() -> None:
    world = SocketWorld()
    ended, standing = world.connect("ended", ANN, "home"), world.connect("standing", ANN, "home")
    world.connect("other", BOB)
    world.sessions.remove([ended.token_sha256])
    for _ in range(2):
        world.end_sockets.run(ANN)
    assert world.sockets.closed == ["ended"]
    assert [each.id for each in world.connections.of_user(ANN)] == [standing.id]


@pytest.mark.parametrize("change", [{"status": AccountStatus.SUSPENDED}, {"credential_version": 2}], ids=str)
def test_a_changed_account_closes_what_it_voids(change: dict[str, object]) -> None:
    world = SocketWorld()
    world.connect("a", ANN)
    world.suspend(ANN, **change)
    world.end_sockets.run(ANN)
    assert world.sockets.closed == ["a"]


def test_a_tweet_that_may_not_be_seen_cannot_be_watched() -> None:
    world = SocketWorld()
    world.publish(5, BOB, Audience.FOLLOWERS)
    world.publish(6, BOB)
    connection = world.connect("a", ANN)
    for topic in ("tweet:5", "tweet:7"):
        with pytest.raises(DomainError) as error:
            world.change.subscribe(connection, ["tweet:6", topic])
        assert refusal(error) is Code.NOT_FOUND
    stored = world.connections.get("a")
    assert stored is not None
    assert stored.topics == frozenset()


def test_topics_of_others_and_unknown_ones_are_refused() -> None:
    world = SocketWorld()
    connection = world.connect("a", ANN)
    for topic in ("home:12", "weather"):
        with pytest.raises(DomainError) as error:
            world.change.subscribe(connection, [topic])
        assert refusal(error) is Code.INVALID


def test_a_connection_has_a_bounded_number_of_topics() -> None:
    world = SocketWorld()
    full = replace(world.connect("a", ANN), topics=frozenset(f"hashtag:t{number}" for number in range(MAX_TOPICS)))
    world.change.subscribe(full, ["hashtag:t1"])
    with pytest.raises(DomainError) as error:
        world.change.subscribe(full, ["home"])
    assert refusal(error) is Code.LIMIT_REACHED


def test_a_connection_that_was_ended_cannot_subscribe() -> None:
    world = SocketWorld()
    connection = world.connect("a", ANN)
    world.connections.remove("a", ANN)
    with pytest.raises(ConnectionGone):
        world.change.subscribe(connection, ["home"])


def test_too_many_frames_are_refused_and_too_many_refusals_close() -> None:
    world = SocketWorld()
    connection = world.connect("a", ANN)
    for _ in range(5):
        world.guard.admit(connection)
    with pytest.raises(DomainError) as error:
        world.guard.admit(connection)
    assert refusal(error) is Code.RATE_LIMITED
    assert [world.guard.blame(connection) for _ in range(4)] == [True, True, True, False]
    assert world.sockets.closed == ["a"]
    assert world.connections.get("a") is None


def test_who_cannot_be_closed_is_shut_out_all_the_same() -> None:
    world = SocketWorld()
    connection = world.connect("a", ANN)
    world.sockets.failing.add("a")
    assert [world.guard.blame(connection) for _ in range(4)] == [True, True, True, False]
    assert world.connections.get("a") is None


def test_without_a_limiter_frames_pass() -> None:
    world = SocketWorld()
    connection = world.connect("a", ANN)
    world.limiter.broken = True
    for _ in range(20):
        world.guard.admit(connection)
        assert world.guard.blame(connection)
