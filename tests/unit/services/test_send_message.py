"""Who may write to whom, and what a sent message is sure of."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from linnet.domain import messages as rules
from linnet.domain.errors import Code, DomainError
from linnet.domain.messages import MAX_TEXT
from linnet.services.send_message import MessageDraft
from tests.fakes.environment import FakeIds
from tests.unit.services.message_world import ANN, BOB, CAT, NOBODY, STRANGERS, World, viewer

TALK = rules.direct_id(ANN, BOB)


@pytest.fixture
def world() -> World:
    return World()


def refused(call: object, *arguments: object, **more: object) -> Code:
    with pytest.raises(DomainError) as error:
        call(*arguments, **more)  # type: ignore[operator]
    return error.value.code


def test_both_read_what_was_sent_in_the_same_order(world: World) -> None:
    world.write(ANN, BOB, "one")
    world.write(BOB, ANN, "two")
    world.say(ANN, TALK, "three")

    assert world.texts(ANN, TALK) == world.texts(BOB, TALK) == ["one", "two", "three"]


def test_sending_is_two_trips(world: World) -> None:
    world.write(ANN, BOB)
    world.parallel.sizes.clear()
    before = len(world.table.changes)

    world.write(ANN, BOB)

    # One parallel trip (the others are parts of it) and one write.
    assert len(world.table.changes) - before == 1
    assert len(world.parallel.sizes) == 3


def test_a_clock_that_is_behind_does_not_change_the_order(world: World) -> None:
    world.write(ANN, BOB, "one")
    world.clock.advance(-300_000)
    world.send = replace(world.send, ids=FakeIds(world.clock, 5))
    world.write(BOB, ANN, "two")
    world.write(ANN, BOB, "three")

    assert world.texts(BOB, TALK) == ["one", "two", "three"]


def test_messages_sent_at_the_same_moment_are_all_kept(world: World) -> None:
    world.write(ANN, BOB)
    world.write(BOB, ANN)

    def send(number: int) -> int:
        author = (ANN, BOB)[number % 2]
        return world.send.to_conversation(viewer(author), TALK, MessageDraft(f"n{number}")).message.id

    with ThreadPoolExecutor(8) as threads:
        sent = list(threads.map(send, range(24)))

    assert len(set(sent)) == 24
    assert sorted(world.texts(ANN, TALK)[2:]) == sorted(f"n{number}" for number in range(24))
    assert world.texts(ANN, TALK) == world.texts(BOB, TALK)


def test_nobody_writes_to_themselves_or_to_who_is_not_there(world: World) -> None:
    world.suspend(CAT)

    assert refused(world.write, ANN, ANN) is Code.INVALID
    assert refused(world.write, ANN, NOBODY) is Code.NOT_FOUND
    assert refused(world.write, ANN, CAT) is Code.NOT_FOUND


@pytest.mark.parametrize(("blocker", "other"), [(ANN, BOB), (BOB, ANN)])
def test_a_block_stops_messages_both_ways_at_once(world: World, blocker: int, other: int) -> None:
    world.write(ANN, BOB)
    world.block(blocker, other)

    assert refused(world.write, ANN, BOB) is Code.BLOCKED
    assert refused(world.say, BOB, TALK) is Code.BLOCKED


def test_a_block_between_the_reads_and_the_write_still_stops_the_message(world: World) -> None:
    world.write(ANN, BOB)
    change = world.table.change

    def late(*arguments: object, **more: object) -> None:
        world.block(BOB, ANN)
        change(*arguments, **more)  # type: ignore[arg-type]

    object.__setattr__(world.table, "change", late)

    assert refused(world.write, ANN, BOB) is Code.BLOCKED
    assert len(world.table.rows[TALK]) == 1


@pytest.mark.parametrize(
    ("setting", "author", "lands"),
    [
        ("everyone", BOB, "inbox"),
        ("everyone", CAT, "requests"),
        ("following", BOB, "inbox"),
        ("following", CAT, "refused"),
        ("nobody", BOB, "refused"),
        ("nobody", CAT, "refused"),
    ],
)
def test_the_recipient_decides_who_may_begin(world: World, setting: str, author: int, lands: str) -> None:
    world.takes_messages_from(ANN, setting)

    if lands == "refused":
        assert refused(world.write, author, ANN) is Code.FORBIDDEN
        assert world.table.heads == {}
    else:
        world.write(author, ANN)
        assert len(world.listed(ANN, requests=lands == "requests")) == 1
        assert world.listed(ANN, requests=lands != "requests") == []


def test_an_accepted_conversation_goes_on_whatever_the_setting_says_later(world: World) -> None:
    world.write(BOB, ANN)
    world.takes_messages_from(ANN, "nobody")

    world.write(BOB, ANN)

    assert len(world.texts(ANN, TALK)) == 2


def test_a_request_that_waits_ends_with_the_setting(world: World) -> None:
    world.write(CAT, ANN)
    world.takes_messages_from(ANN, "following")

    assert refused(world.write, CAT, ANN) is Code.FORBIDDEN


def test_messages_to_strangers_are_limited_until_they_answer(world: World) -> None:
    for _ in range(STRANGERS.limit):
        world.write(CAT, ANN)

    assert refused(world.write, CAT, ANN) is Code.RATE_LIMITED
    world.write(ANN, CAT)
    world.write(CAT, ANN)


def test_without_a_limiter_nobody_writes_to_strangers(world: World) -> None:
    world.limiter.broken = True

    assert refused(world.write, CAT, ANN) is Code.UNAVAILABLE
    world.write(BOB, ANN)


def test_the_same_key_sends_once(world: World) -> None:
    first = world.write(ANN, BOB, "once", "k")
    again = world.write(ANN, BOB, "once", "k")

    assert again == first
    assert world.texts(BOB, TALK) == ["once"]
    assert refused(world.write, ANN, BOB, "another", "k") is Code.IDEMPOTENCY_MISMATCH
    assert refused(world.write, ANN, CAT, "once", "k") is Code.IDEMPOTENCY_MISMATCH


def test_a_repeated_request_gets_its_answer_after_a_block_too(world: World) -> None:
    first = world.write(ANN, BOB, "once", "k")
    world.block(BOB, ANN)

    assert world.write(ANN, BOB, "once", "k") == first


@pytest.mark.parametrize("text", ["", " \n", "a\x00b", "\ud800", "x" * (MAX_TEXT + 1)])
def test_a_text_that_says_nothing_or_cannot_be_shown_is_refused(world: World, text: str) -> None:
    assert refused(world.write, ANN, BOB, text) is Code.INVALID


def test_ten_thousand_characters_are_sent_in_nfc(world: World) -> None:
    world.write(ANN, BOB, "e\u0301" * MAX_TEXT)

    assert world.texts(BOB, TALK) == ["\xe9" * MAX_TEXT]


def test_nobody_writes_into_a_conversation_of_others(world: World) -> None:
    world.write(ANN, BOB)
    group = world.group_of(ANN, BOB)

    assert refused(world.say, CAT, TALK) is Code.NOT_FOUND
    assert refused(world.say, CAT, group.id) is Code.NOT_FOUND
    assert refused(world.say, ANN, rules.direct_id(ANN, CAT)) is Code.NOT_FOUND
