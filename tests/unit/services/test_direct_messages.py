"""Messages sent to whom their text names, and found by their ids alone."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from linnet.domain import messages as rules
from linnet.domain.errors import Code
from linnet.domain.messages import MAX_MEMBERS
from linnet.domain.views import PlacedMessage
from tests.unit.services.message_world import ANN, BOB, CAT, DAN, STRANGERS, World, viewer
from tests.unit.services.test_send_message import refused

TALK = rules.direct_id(ANN, BOB)


@pytest.fixture
def world() -> World:
    world = World()
    world.follow(CAT, ANN)
    return world


def say(
    world: World, author: int, text: str, answered: PlacedMessage | None = None, key: str | None = None
) -> PlacedMessage:
    world.clock.advance(1)
    return world.direct.run(viewer(author), text, answered, key)


def place(sent: PlacedMessage) -> str:
    return sent.shown.message.conversation_id


def test_one_account_named_anywhere_is_the_conversation_of_two(world: World) -> None:
    sent = say(world, ANN, "where were you, @Bob? @bob!")

    assert place(sent) == TALK == world.write(BOB, ANN).message.conversation_id
    assert sent.members == {ANN, BOB}
    assert {each.username for each in sent.people} == {"ann", "bob"}


def test_several_are_one_group_that_is_found_again_whoever_begins(world: World) -> None:
    for one, other in ((BOB, CAT), (CAT, BOB), (ANN, CAT)):
        world.follow(one, other)
    first = say(world, ANN, "@bob @cat hello")

    assert place(say(world, BOB, "@ann and @cat @bob")) == place(first) == place(say(world, CAT, "@bob @ann"))
    assert world.table.heads[place(first)].members == {ANN, BOB, CAT}
    assert world.texts(CAT, place(first)) == ["@bob @cat hello", "@ann and @cat @bob", "@bob @ann"]
    assert place(say(world, ANN, "@bob only you")) == TALK


def test_a_group_of_the_same_people_with_others_in_it_is_another_one(world: World) -> None:
    first = say(world, ANN, "@bob @cat hello")
    world.group.add(viewer(ANN), place(first), [DAN])
    second = say(world, ANN, "@bob @cat psst")

    assert place(second) != place(first)
    assert world.table.heads[place(second)].members == {ANN, BOB, CAT}


def test_who_joins_while_it_is_sent_reads_nothing_of_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = say(world, ANN, "@bob @cat hello")
    by_members = world.create_group.by_members(viewer(ANN), [BOB, CAT])
    assert by_members == place(first)
    found = world.table.group_of
    late: list[int] = []

    def join_late(members: Collection[int]) -> str | None:
        answer = found(members)
        if not late:
            late.append(DAN)
            world.group.add(viewer(ANN), place(first), late)
        return answer

    monkeypatch.setattr(world.table, "group_of", join_late)
    second = say(world, ANN, "@bob @cat psst")

    assert place(second) != place(first)
    assert "@bob @cat psst" not in world.texts(DAN, place(first))


def test_an_answer_goes_to_the_conversation_and_to_whom_it_names_besides(world: World) -> None:
    first = say(world, ANN, "@bob hello")

    assert place(say(world, BOB, "yes?", first)) == TALK
    assert place(say(world, BOB, "@ann yes?", first)) == TALK
    wider = say(world, ANN, "@cat listen", first)
    assert world.table.heads[place(wider)].members == {ANN, BOB, CAT}
    assert place(say(world, BOB, "all of you", wider)) == place(wider)


def test_a_text_that_names_nobody_is_for_nobody(world: World) -> None:
    for text in ("hello", "@ann to myself", "@nobody there", "mail@bob"):
        assert refused(say, world, ANN, text) is Code.INVALID
    crowd = " ".join(f"@person{number}" for number in range(MAX_MEMBERS + 1))
    assert refused(say, world, ANN, crowd) is Code.INVALID
    assert world.table.heads == {}


def test_who_may_write_to_whom_is_decided_as_of_any_message(world: World) -> None:
    world.takes_messages_from(CAT, "nobody")
    assert refused(say, world, ANN, "@cat hello") is Code.FORBIDDEN
    assert refused(say, world, ANN, "@cat @bob hello") is Code.FORBIDDEN
    world.block(BOB, ANN)
    assert refused(say, world, ANN, "@bob hello") is Code.BLOCKED
    assert refused(say, world, ANN, "@bob @dan hello") is Code.BLOCKED
    for number in range(STRANGERS.limit):
        say(world, ANN, f"@dan {number}")
    assert refused(say, world, ANN, "@dan hello") is Code.RATE_LIMITED
    assert world.listed(DAN) == []
    assert world.listed(DAN, requests=True) == [rules.direct_id(ANN, DAN)]


def test_a_repeated_request_is_one_message_whatever_became_of_the_group(world: World) -> None:
    first = say(world, ANN, "@bob @cat hello", key="k")
    assert say(world, ANN, "@bob @cat hello", key="k").shown.message == first.shown.message
    assert refused(say, world, ANN, "@bob @cat other", None, "k") is Code.IDEMPOTENCY_MISMATCH
    world.group.remove(viewer(CAT), place(first), CAT)

    assert say(world, ANN, "@bob @cat hello", key="k").shown.message == first.shown.message
    assert len(world.table.heads) == 1


def test_only_members_find_a_message_by_its_id(world: World) -> None:
    sent = world.write(ANN, BOB, "hello").message

    for member in (ANN, BOB):
        placed = world.found.one(viewer(member), sent.id)
        assert placed is not None
        assert placed.shown.message == sent
        assert placed.members == {ANN, BOB}
    assert world.found.one(viewer(CAT), sent.id) is None
    assert world.found.one(None, sent.id) is None
    assert world.found.one(viewer(ANN), sent.id + 1) is None


def test_an_id_that_is_no_messages_is_not_looked_up(world: World) -> None:
    sent = world.write(ANN, BOB).message
    world.parallel.sizes.clear()

    assert world.found.many(viewer(ANN), [sent.id & ~(1 << 15), 5]) == {}
    assert world.parallel.sizes == []


def test_many_messages_are_found_at_once(world: World) -> None:
    first, second = world.write(ANN, BOB).message, world.write(CAT, ANN).message
    theirs = world.write(BOB, CAT).message

    found = world.found.many(viewer(ANN), [second.id, theirs.id, first.id, 5])

    assert found.keys() == {first.id, second.id}
    assert found[second.id].members == {ANN, CAT}


def test_what_was_unsent_hidden_deleted_or_separated_is_not_found(world: World) -> None:
    first, second, third = (world.write(ANN, BOB, text).message for text in "abc")
    world.delete.run(viewer(BOB), TALK, second.id)
    world.unsend.run(viewer(ANN), TALK, third.id)

    assert [world.found.one(viewer(BOB), each.id) is not None for each in (first, second, third)] == [
        True,
        False,
        False,
    ]
    assert [world.found.one(viewer(ANN), each.id) is not None for each in (first, second, third)] == [
        True,
        True,
        False,
    ]
    world.block(BOB, ANN)
    assert world.found.many(viewer(ANN), [first.id, second.id]) == {}


def test_who_joined_later_does_not_find_what_was_said_before(world: World) -> None:
    group = world.group_of(ANN, BOB)
    before = world.say(ANN, group.id, "before").message
    world.group.add(viewer(ANN), group.id, [CAT])
    after = world.say(ANN, group.id, "after").message

    assert world.found.many(viewer(CAT), [before.id, after.id]).keys() == {after.id}


def test_around_a_message_stands_what_was_written_before_and_after_it(world: World) -> None:
    sent = [world.write(ANN, BOB, text).message for text in "abcde"]
    world.unsend.run(viewer(ANN), TALK, sent[1].id)
    world.write(ANN, CAT, "elsewhere")

    older, newer = world.found.around(viewer(BOB), sent[2])

    assert [each.shown.message.text for each in older] == ["a"]
    assert [each.shown.message.text for each in newer] == ["d", "e"]
    assert {each.username for each in older[0].people} == {"ann", "bob"}
