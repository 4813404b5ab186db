"""What every store of notifications must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from linnet.adapters.dynamodb.notification_rows import NotificationRow
from linnet.adapters.dynamodb.notifications import DynamoNotifications
from linnet.domain.ids import id_at
from linnet.domain.notification_choices import Choices, Inbox
from linnet.domain.notifications import NOBODY, RETENTION_MS, Entry, Group, Kind, Measure, Subject, dismiss
from linnet.domain.paging import PageRange
from linnet.ports.identity import VersionConflict
from linnet.ports.notifications import Notifications
from tests.contract.conftest import ENGINES, Reach, create_table
from tests.contract.ranges import ranges_over
from tests.fakes.environment import START_MS, FakeClock
from tests.fakes.notifications import FakeNotifications

ANN, BOB, CAT = 11, 12, 13


@pytest.fixture(params=["fake", *ENGINES])
def store(request: pytest.FixtureRequest, reach: Reach) -> Notifications:
    if request.param == "fake":
        return FakeNotifications()
    return over(create_table(NotificationRow, reach(request.param)))


def over(row: type[NotificationRow]) -> DynamoNotifications:
    return DynamoNotifications(row, FakeClock().sleep, random.Random(1).random)


def at(number: int) -> int:
    return id_at(START_MS + number * 1000, number)


def likes(object_id: int, *entries: Entry, recipient_id: int = ANN) -> Group:
    return Group(Subject(recipient_id, Kind.LIKE, object_id), entries, author_id=ANN, conversation_id=7)


def test_a_notice_keeps_what_it_tells_of(store: Notifications) -> None:
    subject = Subject(ANN, Kind.MODERATION, 2)
    store.put(Group(subject, (Entry(at(5), NOBODY),), measure=Measure.SUSPENDED))
    kept = store.group(subject)
    assert kept is not None
    assert (kept.measure, kept.position) == (Measure.SUSPENDED, at(5))


def test_a_group_comes_back_as_it_was_put(store: Notifications) -> None:
    group = replace(likes(1, Entry(at(2), CAT), Entry(at(1), BOB, withdrawn=True)), forgotten_upto=at(0))
    stored = store.put(group)

    assert stored == replace(group, version=1)
    assert store.group(group.subject) == stored
    assert store.group(Subject(ANN, Kind.RETWEET, 1)) is None
    assert store.group(Subject(BOB, Kind.LIKE, 1)) is None


def test_a_group_is_replaced_only_as_it_was_read(store: Notifications) -> None:
    first = store.put(likes(1, Entry(at(1), BOB)))
    second = store.put(replace(first, entries=(Entry(at(2), CAT), *first.entries)))

    for outdated in (first, likes(1, Entry(at(3), BOB))):
        with pytest.raises(VersionConflict):
            store.put(outdated)
    assert store.group(first.subject) == second


def test_what_is_left_of_a_withdrawn_group_is_not_listed_until_it_stands_again(store: Notifications) -> None:
    stored = store.put(likes(1, Entry(at(1), BOB)))
    gone = store.put(replace(stored, entries=(Entry(at(1), BOB, withdrawn=True),)))
    assert store.page(ANN, PageRange(10)) == []
    assert store.group(gone.subject) == gone

    again = store.put(replace(gone, entries=(Entry(at(1), BOB),)))
    assert store.page(ANN, PageRange(10)) == [again]


def test_a_group_moves_up_with_its_newest_entry(store: Notifications) -> None:
    old = store.put(likes(1, Entry(at(1), BOB)))
    other = store.put(likes(2, Entry(at(2), BOB)))
    assert store.page(ANN, PageRange(10)) == [other, old]

    moved = store.put(replace(old, entries=(Entry(at(3), CAT), *old.entries)))
    assert store.page(ANN, PageRange(10)) == [moved, other]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_add_up(store: Notifications, limit: int) -> None:
    stored = [store.put(likes(number, Entry(at(number), BOB))) for number in range(1, 8)]
    store.put(likes(1, Entry(at(1), BOB), recipient_id=BOB))
    found: list[Group] = []
    before = None
    while page := store.page(ANN, PageRange(limit, before)):
        assert len(page) <= limit
        found.extend(page)
        before = page[-1].position

    assert found == stored[::-1]


def test_a_page_ends_above_a_position(store: Notifications) -> None:
    stored = [store.put(likes(number, Entry(at(number), BOB))) for number in range(1, 5)]

    assert store.page(ANN, PageRange(10, after=at(2))) == stored[:1:-1]
    assert store.page(ANN, PageRange(10, at(4), at(2))) == [stored[2]]
    assert store.page(ANN, PageRange(10, at(3), at(2))) == []
    assert store.page(ANN, PageRange(10, at(1), at(2))) == []


def test_the_marker_only_moves_forward(store: Notifications) -> None:
    assert store.inbox(ANN) == Inbox()
    store.mark_read(ANN, at(5), START_MS)
    store.mark_read(ANN, at(3), START_MS)

    assert store.inbox(ANN).read_upto == at(5)
    assert store.inbox(BOB) == Inbox()


def test_choices_and_marker_do_not_touch_each_other(store: Notifications) -> None:
    choices = Choices(frozenset({Kind.LIKE}), followed_only=True, no_new_accounts=True, muted_words=("schnee", "雪"))
    store.choose(ANN, choices)
    store.mark_read(ANN, at(1), START_MS)
    assert store.inbox(ANN) == Inbox(at(1), choices)

    store.choose(ANN, Choices())
    assert store.inbox(ANN) == Inbox(at(1))


def test_threads_are_muted_and_unmuted_and_again(store: Notifications) -> None:
    for _ in range(2):
        store.mute_thread(ANN, 7)
    assert store.muted_threads(ANN, [7, 8]) == {7}
    assert store.muted_threads(BOB, [7]) == frozenset()
    assert store.muted_threads(ANN, []) == frozenset()
    for _ in range(2):
        store.unmute_thread(ANN, 7)
    assert store.muted_threads(ANN, [7]) == frozenset()


def test_a_group_expires_ninety_days_after_its_newest_entry(reach: Reach) -> None:
    row = create_table(NotificationRow, reach("moto"))
    over(row).put(likes(1, Entry(at(5), CAT), Entry(at(1), BOB)))

    (stored,) = row.scan()
    assert stored.expires_at == (START_MS + 5_000 + RETENTION_MS) // 1000


def test_groups_are_read_in_any_range_in_both_directions(store: Notifications) -> None:
    stored = [store.put(likes(number, Entry(at(number), BOB))) for number in range(1, 7)]
    places = {at(number): group for number, group in enumerate(stored, start=1)}

    for page in ranges_over(list(places)):
        expected = sorted((each for each in places if page.holds(each)), reverse=not page.ascending)
        assert list(store.page(ANN, page)) == [places[each] for each in expected[: page.limit]]


def test_a_dismissed_entry_is_kept_but_does_not_stand(store: Notifications) -> None:
    stored = store.put(likes(1, Entry(at(2), CAT), Entry(at(1), BOB)))
    kept = store.put(dismiss(stored, {at(2)}))
    assert store.group(kept.subject) == kept
    assert [each.actor_id for each in kept.standing] == [BOB]
    assert store.page(ANN, PageRange(10)) == [kept]
    store.put(dismiss(kept, {at(1)}))
    assert store.page(ANN, PageRange(10)) == []


def test_clearing_moves_both_markers_and_never_back(store: Notifications) -> None:
    store.mark_read(ANN, 7, START_MS)
    store.clear(ANN, 5)
    assert store.inbox(ANN) == Inbox(read_upto=7, cleared_upto=5)
    store.clear(ANN, 9)
    store.clear(ANN, 8)
    assert store.inbox(ANN) == Inbox(read_upto=9, cleared_upto=9)
