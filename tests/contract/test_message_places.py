"""Messages are found by their ids, and groups by their members: every store through one suite."""

from __future__ import annotations

import pytest

from linnet.domain import messages as rules
from linnet.domain.messages import Reception, Unsend
from linnet.ports.messages import ConversationMoved, GroupStands
from tests.contract.conftest import ENGINES, Reach
from tests.contract.message_stores import (
    ANN,
    BOB,
    CAT,
    DIRECT,
    NOW,
    Stores,
    in_dynamodb,
    in_memory,
    message,
    message_id,
)


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    return in_memory() if request.param == "fake" else in_dynamodb(reach(request.param))


def test_a_message_is_found_by_its_id_alone(stores: Stores) -> None:
    head = stores.send(stores.begin(), 2, BOB)
    after = rules.touch(head, BOB, message_id(2))
    stores.conversations.change(head, after, effect=Unsend(message_id(2), NOW), now_ms=NOW)

    places = stores.messages.places([message_id(2), message_id(1), message_id(2), 99])

    assert places == {message_id(1): DIRECT, message_id(2): DIRECT}
    assert stores.messages.places([]) == {}


def test_two_messages_never_have_one_id_in_whatever_conversations(stores: Stores) -> None:
    head = stores.begin()
    other = rules.begin_direct(ANN, CAT, message_id(1), Reception.INBOX)

    with pytest.raises(ConversationMoved) as moved:
        stores.conversations.change(None, other, effect=message(1, ANN, other.id), now_ms=NOW)

    assert moved.value.current is None
    assert stores.conversations.get_many([other.id]) == {}
    assert stores.messages.places([message_id(1)]) == {message_id(1): head.id}


def test_a_group_is_found_by_exactly_its_members_until_they_change(stores: Stores) -> None:
    group = rules.begin_group(5, ANN, [BOB, CAT], [], "", by_members=True)
    stores.conversations.change(None, group, now_ms=NOW)
    stores.conversations.change(None, rules.begin_group(6, ANN, [BOB], [], ""), now_ms=NOW)

    assert stores.conversations.group_of([CAT, ANN, BOB]) == "5"
    assert stores.conversations.group_of([ANN, BOB]) is None
    renamed = rules.rename(group, ANN, "birds")
    stores.conversations.change(group, renamed, now_ms=NOW)
    assert stores.conversations.group_of([CAT, ANN, BOB]) == "5"
    for changed in (rules.leave(renamed, BOB, BOB), rules.join(renamed, ANN, [14], []), rules.depart(renamed, CAT)):
        assert not changed.by_members
    stores.conversations.change(renamed, rules.leave(renamed, BOB, BOB), now_ms=NOW)
    assert stores.conversations.group_of([CAT, ANN, BOB]) is None
    assert stores.conversations.group_of([CAT, ANN]) is None


def test_of_two_groups_of_the_same_members_begun_at_once_one_stands(stores: Stores) -> None:
    stores.conversations.change(None, rules.begin_group(5, ANN, [BOB, CAT], [], "", by_members=True), now_ms=NOW)
    second = rules.begin_group(6, BOB, [ANN, CAT], [], "", by_members=True)

    with pytest.raises(GroupStands) as stands:
        stores.conversations.change(None, second, now_ms=NOW)

    assert stands.value.conversation_id == "5"
    assert stores.conversations.get_many(["6"]) == {}
