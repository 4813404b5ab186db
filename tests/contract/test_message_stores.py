"""What every message store must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conversation_lists import LEFT_LIFETIME_S, DynamoConversationLists
from linnet.domain import messages as rules
from linnet.domain.messages import ConversationEntry, Participation, React, Reception, Unsend
from linnet.domain.paging import PageRange
from linnet.ports.messages import ConversationMoved, MessageGone, SentKeyUsed, Separated
from tests.contract.conftest import ATOMIC, ENGINES, Reach
from tests.contract.message_stores import (
    ANN,
    BOB,
    CAT,
    DIRECT,
    NOW,
    Stores,
    in_dynamodb,
    in_memory,
    key,
    message,
    message_id,
)
from tests.contract.ranges import ranges_over


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return in_memory() if request.param == "fake" else in_dynamodb(reach(request.param))


@pytest.fixture(params=ATOMIC)
def atomic_stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return in_memory() if request.param == "fake" else in_dynamodb(reach(request.param))


def texts(stores: Stores, **where: int | None) -> list[str]:
    return [each.text for each in stores.messages.older(DIRECT, 0, where.get("before"), 100)]


def test_a_conversation_and_its_message_come_back_as_they_were_stored(stores: Stores) -> None:
    head = stores.begin(received=Reception.REQUESTS)

    assert stores.head(DIRECT) == head
    assert stores.messages.find([(DIRECT, head.last_id)]) == {(DIRECT, head.last_id): message(1)}


def test_a_group_comes_back_as_it_was_stored(stores: Stores) -> None:
    group = replace(rules.begin_group(5, ANN, [BOB, CAT], [CAT], "birds"), refused=frozenset({99}))

    stores.conversations.change(None, group, now_ms=NOW)

    assert stores.head("5") == group


def test_what_was_never_begun_is_not_there(stores: Stores) -> None:
    assert stores.conversations.get_many([DIRECT]) == {}
    assert stores.conversations.participations(ANN, [DIRECT]) == {}
    assert stores.conversations.members(DIRECT) == {}
    assert stores.messages.older(DIRECT, 0, None, 10) == []


def test_a_change_of_a_moved_conversation_stores_nothing_and_tells_how_it_stands(stores: Stores) -> None:
    first = stores.begin()
    second = stores.send(first, 2, BOB)

    with pytest.raises(ConversationMoved) as moved:
        stores.send(first, 3)

    assert moved.value.current == second
    assert texts(stores) == ["message 2", "message 1"]


def test_two_first_messages_make_one_conversation(stores: Stores) -> None:
    head = stores.begin()

    with pytest.raises(ConversationMoved) as moved:
        stores.begin(2)

    assert moved.value.current == head


def test_a_block_in_either_direction_stops_a_message(stores: Stores) -> None:
    head = stores.begin()
    stores.block(BOB, ANN)

    for pair in ((ANN, BOB), (BOB, ANN)):
        sent = message(2, pair[0])
        with pytest.raises(Separated):
            stores.conversations.change(head, rules.send(head, sent), effect=sent, unblocked=[pair], now_ms=NOW)

    assert stores.head(DIRECT) == head


def test_without_a_block_a_message_passes(stores: Stores) -> None:
    head = stores.begin()
    sent = message(2)

    stores.conversations.change(head, rules.send(head, sent), effect=sent, unblocked=[(ANN, BOB)], now_ms=NOW)

    assert texts(stores) == ["message 2", "message 1"]


def test_a_used_key_stores_nothing_and_tells_what_it_was_used_for(stores: Stores) -> None:
    head = stores.begin()
    sent = message(2)
    after = rules.send(head, sent)
    stores.conversations.change(head, after, effect=sent, key=key(after), now_ms=NOW)
    again = message(3)

    later = rules.send(after, again)

    with pytest.raises(SentKeyUsed) as used:
        stores.conversations.change(after, later, effect=again, key=key(later), now_ms=NOW)

    assert used.value.record == key(after) == stores.conversations.recall(ANN, "key", NOW)
    assert texts(stores) == ["message 2", "message 1"]


def test_a_used_key_counts_more_than_a_moved_conversation_or_a_block(stores: Stores) -> None:
    head = stores.begin()
    sent = message(2)
    after = rules.send(head, sent)
    stores.conversations.change(head, after, effect=sent, key=key(after), now_ms=NOW)
    stores.block(BOB, ANN)

    with pytest.raises(SentKeyUsed):
        stores.conversations.change(head, after, effect=sent, key=key(after), unblocked=[(ANN, BOB)], now_ms=NOW)


def test_an_expired_key_is_free(stores: Stores) -> None:
    head = stores.begin()
    sent = message(2)
    after = rules.send(head, sent)
    stores.conversations.change(head, after, effect=sent, key=key(after), now_ms=NOW)
    later_ms = key(after).expires_ms

    assert stores.conversations.recall(ANN, "key", later_ms) is None
    again = message(3)
    last = rules.send(after, again)
    stores.conversations.change(after, last, effect=again, key=key(last), now_ms=later_ms)
    assert stores.head(DIRECT) == last


def test_pages_go_both_ways_and_begin_after_a_message(stores: Stores) -> None:
    head = stores.begin()
    for number in range(2, 8):
        head = stores.send(head, number)

    older = stores.messages.older(DIRECT, message_id(2), message_id(6), 2)
    newer = stores.messages.newer(DIRECT, message_id(2), 3)

    assert [each.text for each in older] == ["message 5", "message 4"]
    assert [each.text for each in stores.messages.older(DIRECT, message_id(2), message_id(4), 2)] == ["message 3"]
    assert stores.messages.older(DIRECT, message_id(2), message_id(3), 2) == []
    assert [each.text for each in newer] == ["message 3", "message 4", "message 5"]


def test_an_unsent_message_keeps_nothing_of_its_content(stores: Stores) -> None:
    head = stores.begin()
    after = rules.touch(head, ANN, head.last_id)

    stores.conversations.change(head, after, effect=Unsend(head.last_id, NOW), now_ms=NOW)

    (left,) = stores.messages.older(DIRECT, 0, None, 10)
    assert (left.text, left.media_ids, left.unsent_ms) == ("", (), NOW)
    for effect in (Unsend(head.last_id, NOW), React(head.last_id, BOB, "🐦")):
        with pytest.raises(MessageGone):
            stores.conversations.change(after, rules.touch(after, ANN, head.last_id), effect=effect, now_ms=NOW)
    assert stores.head(DIRECT) == after


def test_each_member_has_one_reaction(stores: Stores) -> None:
    head = stores.begin()
    target = head.last_id
    for user_id, emoji in ((ANN, "👍"), (BOB, "🐦"), (ANN, "❤️"), (BOB, None), (BOB, None)):
        after = rules.touch(head, user_id, target)
        stores.conversations.change(head, after, effect=React(target, user_id, emoji), now_ms=NOW)
        head = after

    assert stores.messages.older(DIRECT, 0, None, 10)[0].reactions == {ANN: "❤️"}


def test_a_message_is_hidden_for_those_who_deleted_it(stores: Stores) -> None:
    head = stores.begin()

    assert stores.messages.hide(DIRECT, head.last_id, ANN)
    assert stores.messages.hide(DIRECT, head.last_id, ANN)
    assert stores.messages.hide(DIRECT, head.last_id, BOB)
    assert not stores.messages.hide(DIRECT, 999, ANN)

    assert stores.messages.older(DIRECT, 0, None, 10)[0].hidden_for == {ANN, BOB}


def test_a_read_marker_moves_forward_only(stores: Stores) -> None:
    assert stores.conversations.mark_read(DIRECT, BOB, 5)
    assert not stores.conversations.mark_read(DIRECT, BOB, 5)
    assert not stores.conversations.mark_read(DIRECT, BOB, 4)
    assert stores.conversations.mark_read(DIRECT, BOB, 6)

    assert stores.conversations.participations(BOB, [DIRECT, "5"]) == {DIRECT: Participation(read_id=6)}
    assert stores.conversations.members(DIRECT) == {BOB: Participation(read_id=6)}


def test_a_conversation_is_deleted_for_one_up_to_a_message_and_never_less(stores: Stores) -> None:
    stores.conversations.mark_read(DIRECT, BOB, 3)
    assert stores.conversations.delete_for(DIRECT, BOB, 5)
    assert not stores.conversations.delete_for(DIRECT, BOB, 5)
    assert not stores.conversations.delete_for(DIRECT, BOB, 4)
    assert stores.conversations.members(DIRECT) == {BOB: Participation(read_id=3, deleted_id=5)}


def test_who_joins_begins_at_the_newest_message(stores: Stores) -> None:
    group = rules.begin_group(5, ANN, [BOB], [], "")
    stores.conversations.change(None, group, now_ms=NOW)
    stores.conversations.mark_read("5", CAT, 3)
    after = rules.join(group, ANN, [CAT], [])

    stores.conversations.change(group, after, joined=[CAT], now_ms=NOW)

    assert stores.conversations.members("5") == {CAT: Participation(joined_id=5, read_id=3)}


def test_lists_are_in_the_order_of_the_newest_messages(stores: Stores) -> None:
    for number, conversation_id in enumerate(("21", "22", "23"), start=1):
        stores.lists.apply(None, replace(rules.begin_group(number, ANN, [BOB], [BOB], ""), id=conversation_id))
    moved = replace(rules.begin_group(9, ANN, [BOB], [], ""), id="21", version=2)
    stores.lists.apply(None, moved)

    assert stores.lists.page(ANN, False, PageRange(2)) == [ConversationEntry("21", 9), ConversationEntry("23", 3)]
    assert stores.lists.page(ANN, False, PageRange(2, 3)) == [ConversationEntry("22", 2)]
    assert stores.lists.page(BOB, False, PageRange(9)) == [ConversationEntry("21", 9)]
    assert [entry.conversation_id for entry in stores.lists.page(BOB, True, PageRange(9))] == ["23", "22"]


def test_lists_are_read_in_any_range_in_both_directions(stores: Stores) -> None:
    places = range(1, 7)
    for number in places:
        stores.lists.apply(None, replace(rules.begin_group(number, ANN, [BOB], [], ""), id=str(number)))

    for page in ranges_over(places):
        expected = sorted((each for each in places if page.holds(each)), reverse=not page.ascending)
        assert [entry.activity for entry in stores.lists.page(ANN, False, page)] == expected[: page.limit]


def test_a_record_that_comes_twice_or_late_changes_no_list(stores: Stores) -> None:
    first = rules.begin_group(5, ANN, [BOB], [], "")
    second = rules.leave(first, ANN, BOB)
    for before, after in ((None, first), (first, second), (None, first), (first, second)):
        stores.lists.apply(before, after)

    assert stores.lists.page(BOB, False, PageRange(9)) == []
    assert stores.lists.page(ANN, False, PageRange(9)) == [ConversationEntry("5", 5)]


def test_who_has_left_since_a_change_is_listed_no_more_and_the_row_expires(stores: Stores) -> None:
    group = rules.begin_group(5, ANN, [BOB], [], "")
    stores.lists.apply(None, group, left=[BOB])

    assert stores.lists.page(BOB, False, PageRange(9)) == []
    assert stores.lists.page(ANN, False, PageRange(9)) == [ConversationEntry("5", 5)]
    assert list(stores.lists.ever(BOB, "", 9)) == ["5"]
    if isinstance(stores.lists, DynamoConversationLists):
        expiries = {
            user_id: stores.lists.row.get(keys.user(user_id), keys.list_entry("5")).expires_at for user_id in (ANN, BOB)
        }
        assert expiries == {ANN: None, BOB: NOW // 1000 + LEFT_LIFETIME_S}


def test_a_refused_conversation_leaves_the_list_and_comes_back_with_an_answer(stores: Stores) -> None:
    begun = rules.begin_direct(ANN, BOB, message_id(1), Reception.REQUESTS)
    refused = rules.refuse(begun, BOB)
    assert refused is not None
    stores.lists.apply(None, begun)
    stores.lists.apply(begun, refused)

    assert stores.lists.page(BOB, True, PageRange(9)) == []
    assert stores.lists.page(ANN, False, PageRange(9)) == [ConversationEntry(DIRECT, message_id(1))]
    stores.lists.apply(refused, rules.send(refused, message(2, BOB)))
    assert stores.lists.page(BOB, False, PageRange(9)) == [ConversationEntry(DIRECT, message_id(2))]


def test_conversations_that_were_left_are_still_known(stores: Stores) -> None:
    group = rules.begin_group(5, ANN, [BOB], [], "")
    for before, after in ((None, group), (group, rules.leave(group, BOB, BOB))):
        stores.lists.apply(before, after)
    stores.lists.apply(None, rules.begin_direct(ANN, BOB, message_id(1), Reception.INBOX))
    stores.lists.apply(None, rules.begin_group(7, ANN, [CAT], [], ""))

    assert list(stores.lists.ever(BOB, "", 9)) == [DIRECT, "5"]
    assert list(stores.lists.ever(BOB, "", 1)) == [DIRECT]
    assert list(stores.lists.ever(BOB, DIRECT, 1)) == ["5"]
    assert list(stores.lists.ever(BOB, "5", 1)) == []


def test_what_somebody_said_is_taken_back_and_their_marks_are_taken_off(stores: Stores) -> None:
    head = stores.send(stores.begin(), 2, BOB)
    for target in (1, 2):
        for user_id in (ANN, BOB):
            after = rules.touch(head, user_id, message_id(target))
            effect = React(message_id(target), user_id, "🐦")
            stores.conversations.change(head, after, effect=effect, now_ms=NOW)
            head = after
            stores.messages.hide(DIRECT, message_id(target), user_id)
    found = stores.messages.newer(DIRECT, 0, 9)

    for _ in range(2):
        stores.traces.unsay(found, ANN, NOW)

    mine, theirs = stores.messages.newer(DIRECT, 0, 9)
    assert (mine.text, mine.media_ids, mine.reactions, mine.unsent_ms) == ("", (), {}, NOW)
    assert mine.hidden_for == {BOB}
    assert theirs == replace(message(2, BOB), reactions={BOB: "🐦"}, hidden_for=frozenset({BOB}))
    assert stores.head(DIRECT) == head


def test_what_was_unsent_meanwhile_is_left_as_it_is(stores: Stores) -> None:
    head = stores.send(stores.begin(), 2, BOB)
    reacted = rules.touch(head, ANN, message_id(2))
    stores.conversations.change(head, reacted, effect=React(message_id(2), ANN, "🐦"), now_ms=NOW)
    found = stores.messages.newer(DIRECT, 0, 9)
    unsent = rules.touch(reacted, BOB, message_id(2))
    stores.conversations.change(reacted, unsent, effect=Unsend(message_id(2), NOW), now_ms=NOW)

    stores.traces.unsay([*found, message(99)], ANN, NOW)

    assert [each.unsent_ms for each in stores.messages.newer(DIRECT, 0, 9)] == [NOW, NOW]


def test_a_conversation_is_forgotten_by_one_and_cleared_for_all(stores: Stores) -> None:
    head = stores.begin()
    for number in range(2, 6):
        head = stores.send(head, number)
    stores.lists.apply(None, head)
    for user_id in (ANN, BOB):
        stores.conversations.mark_read(DIRECT, user_id, message_id(1))

    for _ in range(2):
        stores.traces.forget(DIRECT, ANN)
    assert stores.conversations.members(DIRECT).keys() == {BOB}
    assert list(stores.lists.ever(ANN, "", 9)) == []
    assert list(stores.lists.ever(BOB, "", 9)) == [DIRECT]

    assert stores.traces.clear(DIRECT, 3)
    while stores.traces.clear(DIRECT, 3):
        pass
    assert stores.conversations.get_many([DIRECT]) == {}
    assert stores.messages.newer(DIRECT, 0, 9) == []
    assert stores.messages.places([message_id(number) for number in range(1, 6)]) == {}
    assert stores.conversations.members(DIRECT) == {}


def test_of_changes_at_the_same_moment_one_is_written_and_the_others_are_told(atomic_stores: Stores) -> None:
    head = atomic_stores.begin()

    def attempt(number: int) -> bool:
        try:
            atomic_stores.send(head, number, text=f"racing {number}")
        except ConversationMoved:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(attempt, range(2, 10)))

    assert outcomes.count(True) == 1
    assert len(texts(atomic_stores)) == 2
