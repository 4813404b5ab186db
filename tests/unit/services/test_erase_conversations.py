"""Erasing what an account wrote to others, piece by piece."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from linnet.domain import messages as rules
from linnet.domain.messages import Conversation, Reception
from linnet.domain.sockets import Connection
from linnet.ports.messages import ConversationMoved
from linnet.services.erase_connections import EraseConnections
from linnet.services.erase_conversations import MESSAGES_A_PIECE, EraseConversations
from tests.fakes.environment import START_MS, FakeClock
from tests.fakes.messages import FakeMessages
from tests.fakes.sockets import FakeConnections
from tests.unit.services.message_world import ANN, BOB, CAT, World, viewer

DIRECT = rules.direct_id(ANN, BOB)


def eraser(table: FakeMessages) -> EraseConversations:
    return EraseConversations(table, table, table, table, FakeClock())


def erase(table: FakeMessages, user_id: int) -> int:
    """Erase to the end, as if every second answer had been lost; return in how many pieces."""
    position, pieces = None, 0
    while pieces < 100:
        eraser(table).erase(user_id, position)
        pieces += 1
        position = eraser(table).erase(user_id, position)
        if position is None:
            return pieces
    raise AssertionError("it does not end")


@pytest.fixture
def world() -> World:
    return World()


def group_of(world: World, *members: int) -> Conversation:
    group = world.group_of(*members)
    world.settle()
    return group


def test_a_long_conversation_is_unsent_piece_by_piece(world: World) -> None:
    for number in range(MESSAGES_A_PIECE + 20):
        world.write(ANN if number % 2 else BOB, BOB if number % 2 else ANN, str(number))
    world.settle()

    assert erase(world.table, ANN) > 1

    left = world.table.newer(DIRECT, 0, 999)
    assert {each.text for each in left if each.author_id == ANN} == {""}
    assert all(each.text for each in left if each.author_id == BOB)
    assert world.table.heads[DIRECT].members == {BOB}
    world.settle()
    # The record of the leave has brought the row of its list back.
    erase(world.table, ANN)
    assert world.table.ever(ANN, "", 9) == []


def test_what_two_wrote_goes_wholly_with_the_second(world: World) -> None:
    world.write(ANN, BOB, "hello")
    world.settle()
    for user_id in (ANN, BOB):
        erase(world.table, user_id)

    assert world.table.heads == {}
    assert world.table.rows.get(DIRECT, {}) == {}
    assert world.table.lists == {}


def test_a_group_goes_on_under_another_admin(world: World) -> None:
    group = group_of(world, ANN, BOB, CAT)
    erase(world.table, ANN)

    head = world.table.heads[group.id]
    assert (set(head.members), set(head.admins)) == ({BOB, CAT}, {BOB})


def test_what_was_written_in_a_group_that_was_left_goes_too(world: World) -> None:
    group = group_of(world, ANN, BOB)
    world.say(ANN, group.id)
    world.group.remove(viewer(ANN), group.id, ANN)
    world.settle()
    erase(world.table, ANN)

    assert [each.text for each in world.table.newer(group.id, 0, 9)] == [""]


def test_a_request_that_was_turned_down_keeps_nobody(world: World) -> None:
    begun = rules.begin_direct(BOB, ANN, 5, Reception.REQUESTS)
    refused = rules.refuse(begun, ANN)
    assert refused is not None
    world.table.change(None, begun, now_ms=1)
    world.table.change(begun, refused, now_ms=1)
    world.settle()
    erase(world.table, ANN)

    head = world.table.heads[DIRECT]
    assert (set(head.members), set(head.refused), set(head.admins)) == ({BOB}, set(), set())


def test_a_message_that_comes_in_between_is_met_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write(ANN, BOB, "hello")
    world.settle()
    plain: Callable[..., None] = world.table.change
    raced: list[int] = []

    def change(before: Conversation | None, after: Conversation, **more: object) -> None:
        if not raced:
            raced.append(1)
            assert before is not None
            moved = replace(before, version=before.version + 1)
            world.table.heads[before.id] = moved
            raise ConversationMoved(moved)
        plain(before, after, **more)

    monkeypatch.setattr(world.table, "change", change)
    erase(world.table, ANN)

    assert world.table.heads[DIRECT].members == {BOB}


def test_open_connections_go_with_their_subscriptions() -> None:
    connections = FakeConnections(FakeClock())
    for name, user_id in (("a", ANN), ("b", ANN), ("c", BOB)):
        connections.add(Connection(name, user_id, session_id=1, token_sha256="sha", connected_ms=START_MS))
    forget = EraseConnections(connections)

    assert forget.erase(ANN, None) is not None
    assert forget.erase(ANN, "") is None
    assert connections.of_user(ANN) == []
    assert len(connections.of_user(BOB)) == 1
