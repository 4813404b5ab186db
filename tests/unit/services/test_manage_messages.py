"""Groups, deleting, unsending, reactions."""

from __future__ import annotations

import pytest

from linnet.domain import messages as rules
from linnet.domain.errors import Code
from linnet.domain.messages import MAX_MEMBERS
from linnet.domain.users import Account, User
from tests.unit.services.message_world import ANN, BOB, CAT, DAN, STRANGERS, World, viewer
from tests.unit.services.test_send_message import refused

TALK = rules.direct_id(ANN, BOB)


@pytest.fixture
def world() -> World:
    world = World()
    world.follow(CAT, ANN)
    return world


def test_everybody_in_a_group_reads_what_is_written(world: World) -> None:
    group = world.group_of(ANN, BOB, CAT)
    world.say(BOB, group.id, "hi all")

    assert [world.texts(member, group.id) for member in (ANN, BOB, CAT)] == [["hi all"]] * 3
    assert world.listed(CAT) == [group.id]


def test_a_stranger_in_a_group_gets_it_as_a_request_and_may_leave_it(world: World) -> None:
    group = world.group_of(ANN, BOB, DAN)
    assert (world.listed(DAN), world.listed(DAN, requests=True)) == ([], [group.id])

    world.answer.refuse(viewer(DAN), group.id)

    assert world.listed(DAN, requests=True) == []
    assert refused(world.texts, DAN, group.id) is Code.NOT_FOUND


def test_nobody_is_added_who_may_not_be_written_to(world: World) -> None:
    world.takes_messages_from(CAT, "nobody")
    assert refused(world.group_of, ANN, BOB, CAT) is Code.FORBIDDEN
    world.takes_messages_from(CAT, "everyone")
    world.block(CAT, ANN)
    assert refused(world.group_of, ANN, BOB, CAT) is Code.BLOCKED


def test_invitations_of_strangers_are_limited(world: World) -> None:
    for _ in range(STRANGERS.limit):
        world.group_of(ANN, DAN)

    assert refused(world.group_of, ANN, DAN) is Code.RATE_LIMITED


def test_a_group_has_another_member_and_at_most_fifty(world: World) -> None:
    many = list(range(1000, 1000 + MAX_MEMBERS))
    for user_id in many:
        world.accounts.create(User(user_id, f"u{user_id}", "u", 1), Account(user_id, f"{user_id}@example.org", "h"))
        world.follow(user_id, ANN)
    assert refused(world.group_of, ANN) is Code.INVALID
    assert refused(world.group_of, ANN, ANN) is Code.INVALID
    assert refused(world.group_of, ANN, *many) is Code.INVALID

    group = world.group_of(ANN, *many[:-2])
    world.group.add(viewer(ANN), group.id, [many[-2]])

    assert refused(world.group.add, viewer(ANN), group.id, [many[-1]]) is Code.LIMIT_REACHED


def test_the_same_key_makes_one_group(world: World) -> None:
    first = world.create_group.run(viewer(ANN), [BOB], "birds", "k")

    assert world.create_group.run(viewer(ANN), [BOB], "birds", "k") == first
    assert refused(world.create_group.run, viewer(ANN), [BOB, CAT], "birds", "k") is Code.IDEMPOTENCY_MISMATCH


def test_a_new_member_sees_what_is_sent_from_then_on(world: World) -> None:
    group = world.group_of(ANN, BOB)
    world.say(ANN, group.id, "before")
    world.group.add(viewer(ANN), group.id, [CAT])
    world.say(ANN, group.id, "after")

    assert world.texts(CAT, group.id) == ["after"]
    page = world.read.older(viewer(CAT), group.id, None, 1)
    assert [shown.message.text for shown in page.messages] == ["after"]


def test_who_left_reads_and_writes_no_more(world: World) -> None:
    group = world.group_of(ANN, BOB, CAT)
    world.say(ANN, group.id)
    world.group.remove(viewer(BOB), group.id, BOB)
    world.group.remove(viewer(ANN), group.id, CAT)

    for gone in (BOB, CAT):
        assert refused(world.texts, gone, group.id) is Code.NOT_FOUND
        assert refused(world.say, gone, group.id) is Code.NOT_FOUND
        assert world.listed(gone) == []


def test_only_admins_change_a_group(world: World) -> None:
    group = world.group_of(ANN, BOB, CAT)
    bob = viewer(BOB)

    for call in (
        lambda: world.group.add(bob, group.id, [DAN]),
        lambda: world.group.remove(bob, group.id, CAT),
        lambda: world.group.rename(bob, group.id, "mine"),
        lambda: world.group.appoint(bob, group.id, BOB, True),
    ):
        assert refused(call) is Code.FORBIDDEN

    world.group.appoint(viewer(ANN), group.id, BOB, True)
    assert world.group.rename(bob, group.id, " ours ").title == "ours"


def test_a_group_is_never_without_an_admin(world: World) -> None:
    group = world.group_of(ANN, BOB, CAT)
    assert refused(world.group.appoint, viewer(ANN), group.id, ANN, False) is Code.CONFLICT

    world.group.remove(viewer(ANN), group.id, ANN)

    assert world.table.heads[group.id].admins == {BOB}


def test_what_was_decided_is_decided_again_when_the_group_changed_meanwhile(world: World) -> None:
    group = world.group_of(ANN, BOB, CAT)
    world.group.appoint(viewer(ANN), group.id, BOB, True)
    change = world.table.change

    def meanwhile(*arguments: object, **more: object) -> None:
        object.__setattr__(world.table, "change", change)
        world.group.appoint(viewer(ANN), group.id, BOB, False)
        change(*arguments, **more)  # type: ignore[arg-type]

    object.__setattr__(world.table, "change", meanwhile)

    assert refused(world.group.rename, viewer(BOB), group.id, "mine") is Code.FORBIDDEN
    assert world.table.heads[group.id].title == "birds"


def test_a_conversation_of_two_is_no_group(world: World) -> None:
    world.write(ANN, BOB)

    assert refused(world.group.add, viewer(ANN), TALK, [CAT]) is Code.NOT_FOUND
    assert refused(world.group.remove, viewer(ANN), TALK, ANN) is Code.NOT_FOUND


def test_a_message_deleted_for_me_stays_for_the_other(world: World) -> None:
    sent = world.write(ANN, BOB).message
    world.delete.run(viewer(BOB), TALK, sent.id)

    assert world.texts(BOB, TALK) == []
    assert world.texts(ANN, TALK) == ["hello"]
    assert refused(world.delete.run, viewer(BOB), TALK, sent.id) is Code.NOT_FOUND


def test_an_unsent_message_leaves_nothing_to_read(world: World) -> None:
    sent = world.write(ANN, BOB, "a slip").message
    assert refused(world.unsend.run, viewer(BOB), TALK, sent.id) is Code.FORBIDDEN

    world.unsend.run(viewer(ANN), TALK, sent.id)

    assert world.texts(BOB, TALK) == [""]
    assert refused(world.unsend.run, viewer(ANN), TALK, sent.id) is Code.NOT_FOUND
    assert refused(world.react.run, viewer(BOB), TALK, sent.id, "👍") is Code.NOT_FOUND


def test_each_member_reacts_once_and_may_take_it_back(world: World) -> None:
    sent = world.write(ANN, BOB).message
    for member, emoji in ((ANN, "👍"), (BOB, "🐦"), (BOB, "❤️"), (ANN, None)):
        world.react.run(viewer(member), TALK, sent.id, emoji)

    (shown,) = world.read.older(viewer(ANN), TALK, None, 9).messages
    assert shown.message.reactions == {BOB: "❤️"}


@pytest.mark.parametrize("emoji", ["", "a", "👍👍", "👍 "])
def test_a_reaction_is_one_emoji(world: World, emoji: str) -> None:
    sent = world.write(ANN, BOB).message

    assert refused(world.react.run, viewer(BOB), TALK, sent.id, emoji) is Code.INVALID


def test_nobody_reacts_to_what_was_sent_before_they_joined(world: World) -> None:
    group = world.group_of(ANN, BOB)
    early = world.say(ANN, group.id).message
    world.group.add(viewer(ANN), group.id, [CAT])

    assert refused(world.react.run, viewer(CAT), group.id, early.id, "👍") is Code.NOT_FOUND
