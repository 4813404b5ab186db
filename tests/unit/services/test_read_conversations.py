"""What members see of conversations, and what they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain import messages as rules
from linnet.domain.errors import Code, DomainError
from linnet.domain.messages import Conversation, ConversationEntry, Message
from linnet.domain.paging import PageRange
from linnet.domain.views import ShownConversation
from tests.unit.services.message_world import ANN, BOB, CAT, DAN, World, viewer
from tests.unit.services.test_send_message import refused

TALK = rules.direct_id(ANN, BOB)


@pytest.fixture
def world() -> World:
    return World()


def inbox(world: World, reader: int) -> list[ShownConversation]:
    world.settle()
    return list(world.conversations.page(viewer(reader), False, PageRange(20)).conversations)


def test_conversations_stand_in_the_order_of_their_newest_messages(world: World) -> None:
    world.follow(ANN, CAT)
    world.write(ANN, BOB)
    world.write(CAT, ANN)
    world.write(BOB, ANN, "newest")

    first, second = inbox(world, ANN)

    assert first.conversation.id == TALK
    assert first.last is not None
    assert first.last.message.text == "newest"
    assert [user.id for user in second.people] == [CAT]


def test_a_conversation_is_unread_until_it_is_read(world: World) -> None:
    sent = world.write(ANN, BOB).message
    assert [shown.unread for shown in inbox(world, BOB)] == [True]
    assert [shown.unread for shown in inbox(world, ANN)] == [False]

    world.mark_read.run(viewer(BOB), TALK, sent.id)

    assert [shown.unread for shown in inbox(world, BOB)] == [False]
    world.write(ANN, BOB)
    assert [shown.unread for shown in inbox(world, BOB)] == [True]


def test_a_read_marker_never_goes_back_nor_past_the_newest_message(world: World) -> None:
    first = world.write(ANN, BOB).message.id
    second = world.write(ANN, BOB).message.id
    world.mark_read.run(viewer(BOB), TALK, second)
    world.mark_read.run(viewer(BOB), TALK, first)

    assert world.conversations.one(viewer(ANN), TALK).reads == {BOB: second}
    assert refused(world.mark_read.run, viewer(BOB), TALK, second + 1) is Code.INVALID


def test_who_has_not_accepted_tells_nobody_what_was_read(world: World) -> None:
    sent = world.write(CAT, ANN).message
    conversation_id = sent.conversation_id
    world.mark_read.run(viewer(ANN), conversation_id, sent.id)
    assert world.conversations.one(viewer(CAT), conversation_id).reads == {}

    world.answer.accept(viewer(ANN), conversation_id)

    assert world.conversations.one(viewer(CAT), conversation_id).reads == {ANN: sent.id}


def test_who_turned_a_request_down_tells_nobody_what_was_read(world: World) -> None:
    sent = world.write(CAT, ANN).message
    world.mark_read.run(viewer(ANN), sent.conversation_id, sent.id)
    world.answer.refuse(viewer(ANN), sent.conversation_id)

    for reader in (ANN, CAT):
        assert world.conversations.one(viewer(reader), sent.conversation_id).reads == {}


def test_an_accepted_request_moves_into_the_inbox(world: World) -> None:
    conversation_id = world.write(CAT, ANN).message.conversation_id
    assert world.listed(ANN, requests=True) == [conversation_id]

    for _ in range(2):
        world.answer.accept(viewer(ANN), conversation_id)

    assert (world.listed(ANN), world.listed(ANN, requests=True)) == ([conversation_id], [])


def test_writing_back_accepts(world: World) -> None:
    conversation_id = world.write(CAT, ANN).message.conversation_id
    world.write(ANN, CAT)

    assert world.listed(ANN) == [conversation_id]


def test_a_refused_stranger_writes_no_more_and_learns_no_reason(world: World) -> None:
    conversation_id = world.write(CAT, ANN).message.conversation_id
    world.answer.refuse(viewer(ANN), conversation_id)

    assert (world.listed(ANN), world.listed(ANN, requests=True)) == ([], [])
    with pytest.raises(DomainError) as after_refusal:
        world.write(CAT, ANN)
    world.takes_messages_from(BOB, "nobody")
    with pytest.raises(DomainError) as by_setting:
        world.write(CAT, BOB)
    assert (after_refusal.value.code, after_refusal.value.message) == (Code.FORBIDDEN, by_setting.value.message)


def test_who_refused_may_write_and_so_begins_again(world: World) -> None:
    conversation_id = world.write(CAT, ANN).message.conversation_id
    world.answer.refuse(viewer(ANN), conversation_id)
    world.follow(CAT, ANN)

    world.write(ANN, CAT)
    world.write(CAT, ANN)

    assert world.listed(ANN) == [conversation_id]


@pytest.mark.parametrize(("blocker", "other"), [(ANN, BOB), (BOB, ANN)])
def test_a_block_takes_the_conversation_from_both_and_lifting_it_gives_it_back(
    world: World, blocker: int, other: int
) -> None:
    world.write(ANN, BOB)
    world.block(blocker, other)
    for member in (ANN, BOB):
        assert world.listed(member) == []
        assert refused(world.texts, member, TALK) is Code.NOT_FOUND

    world.graph.unblock(blocker, other)

    assert world.texts(ANN, TALK) == ["hello"]


def test_a_suspended_account_takes_its_conversations_along(world: World) -> None:
    world.write(ANN, BOB)
    world.suspend(ANN)

    assert world.listed(BOB) == []
    assert refused(world.texts, BOB, TALK) is Code.NOT_FOUND


def test_in_a_group_only_what_a_blocked_member_writes_is_hidden(world: World) -> None:
    for member in (CAT, DAN):
        world.follow(member, ANN)
    group = world.group_of(ANN, BOB, CAT, DAN)
    world.say(BOB, group.id, "from bob")
    world.say(CAT, group.id, "from cat")
    world.block(DAN, CAT)

    assert world.texts(DAN, group.id) == ["from bob"]
    assert world.texts(BOB, group.id) == ["from bob", "from cat"]
    (shown,) = inbox(world, DAN)
    assert (shown.last, shown.unread) == (None, False)
    assert CAT not in {user.id for user in world.conversations.one(viewer(DAN), group.id).people}


def test_nobody_else_learns_that_a_conversation_exists(world: World) -> None:
    sent = world.write(ANN, BOB).message
    cat = viewer(CAT)

    for call in (
        lambda: world.texts(CAT, TALK),
        lambda: world.conversations.one(cat, TALK),
        lambda: world.mark_read.run(cat, TALK, sent.id),
        lambda: world.answer.accept(cat, TALK),
        lambda: world.delete.run(cat, TALK, sent.id),
        lambda: world.unsend.run(cat, TALK, sent.id),
        lambda: world.react.run(cat, TALK, sent.id, "👍"),
        lambda: world.group.rename(cat, TALK, "ours"),
    ):
        assert refused(call) is Code.NOT_FOUND


@given(count=st.integers(0, 30), limit=st.integers(1, 7), hidden=st.sets(st.integers(0, 29)), back=st.booleans())
def test_pages_of_any_size_give_every_message_once_in_order(
    count: int, limit: int, hidden: set[int], back: bool
) -> None:
    world = World()
    world.write(ANN, BOB, "begin")
    ids = [world.write(ANN, BOB, str(number)).message.id for number in range(count)]
    for number in hidden & set(range(count)):
        world.delete.run(viewer(BOB), TALK, ids[number])
    read = world.read.older if back else world.read.newer
    seen: list[str] = []
    position: int | None = None
    while True:
        page = read(viewer(BOB), TALK, position, limit)
        assert len(page.messages) <= limit
        seen += [shown.message.text for shown in page.messages]
        position = page.next_position
        if position is None:
            break

    expected = ["begin", *(str(number) for number in range(count) if number not in hidden)]
    assert seen == (expected[::-1] if back else expected)


@given(activities=st.lists(st.integers(1, 6), max_size=12), limit=st.integers(1, 5))
def test_pages_of_conversations_give_each_once_also_where_newest_messages_share_an_id(
    activities: list[int], limit: int
) -> None:
    world = World()
    for number, activity in enumerate(activities, start=100):
        head = Conversation(str(number), frozenset({ANN, BOB}), activity, BOB)
        world.table.heads[head.id] = head
        world.table.rows[head.id] = {activity: Message(head.id, activity, BOB, "hello")}
        world.table.apply(None, head)
    largest = max((activities.count(each) for each in activities), default=0)
    seen: list[ConversationEntry] = []
    position: int | None = None
    while True:
        page = world.conversations.page(viewer(ANN), False, PageRange(max(limit, largest), position))
        seen += [ConversationEntry(shown.conversation.id, shown.conversation.last_id) for shown in page.conversations]
        position = page.next_before
        if position is None:
            break

    assert len(seen) == len(set(seen)) == len(activities)
    assert [entry.activity for entry in seen] == sorted(activities, reverse=True)
