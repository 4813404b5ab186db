"""What every store of notifications must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest

from linnet.adapters.dynamodb.notification_rows import NotificationRow
from linnet.adapters.dynamodb.notifications import DynamoNotifications
from linnet.domain.ids import id_at
from linnet.domain.notification_choices import Choices, Inbox
from linnet.domain.notification_policy import Policy, Treatment
from linnet.domain.notification_requests import ACCEPTED_MS, NotificationRequest, Waiting
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
    choices = Choices(
        frozenset({Kind.LIKE}),
        policy=Policy(not_following=Treatment.DROP, new_accounts=Treatment.DROP),
        muted_words=("schnee", "雪"),
    )
    store.choose(ANN, choices)
    store.mark_read(ANN, at(1), START_MS)
    assert store.inbox(ANN) == Inbox(at(1), choices)

    store.choose(ANN, Choices())
    assert store.inbox(ANN) == Inbox(at(1))


@pytest.mark.parametrize("treatment", Treatment)
def test_policies_are_kept(store: Notifications, treatment: Treatment) -> None:
    for policy in (
        Policy(not_following=treatment),
        Policy(not_followers=treatment),
        Policy(new_accounts=treatment),
        Policy(limited_accounts=treatment),
    ):
        store.choose(ANN, Choices(policy=policy))
        assert store.inbox(ANN).choices.policy == policy


@pytest.mark.parametrize("states", list(itertools.product((False, True), repeat=3)))
def test_entries_keep_what_became_of_them(store: Notifications, states: tuple[bool, bool, bool]) -> None:
    entry = Entry(at(1), BOB, *states)
    stored = store.put(likes(1, entry))
    assert store.group(stored.subject) == stored
    assert store.page(ANN, PageRange(10)) == ([] if any(states) else [stored])


def asking(sender_id: int, *ids: int, **facts: int) -> NotificationRequest:
    waiting = tuple(Waiting(each, Kind.MENTION, each, 7) for each in ids)
    return NotificationRequest(ANN, sender_id, waiting, newest_id=max(ids, default=0), **facts)


def test_requests_are_kept_by_sender_and_listed_by_their_newest(store: Notifications) -> None:
    first = store.put_request(asking(BOB, at(3), at(1)))
    second = store.put_request(asking(CAT, at(2)))
    likes_only = NotificationRequest(ANN, 99, (Waiting(at(5), Kind.LIKE, 1),), newest_id=at(5))
    quiet = store.put_request(likes_only)
    accepted = store.put_request(asking(98, accepted_ms=START_MS))
    assert store.requests(ANN, [BOB, CAT, 97, 98, 99]) == {BOB: first, CAT: second, 98: accepted, 99: quiet}
    assert store.requests(BOB, [ANN]) == store.requests(ANN, []) == {}
    assert store.requests_page(ANN, PageRange(10)) == [first, second]
    assert store.requests_page(ANN, PageRange(1)) == [first]
    assert store.requests_page(ANN, PageRange(10, before=at(3))) == [second]
    assert store.requests_page(ANN, PageRange(10, after=at(1), ascending=True)) == [second, first]
    assert store.requests_page(BOB, PageRange(10)) == []
    assert store.page(ANN, PageRange(10)) == []


def test_a_request_is_replaced_only_as_it_was_read(store: Notifications) -> None:
    first = store.put_request(asking(BOB, at(1)))
    second = store.put_request(replace(first, waiting=()))
    for outdated in (first, asking(BOB, at(2))):
        with pytest.raises(VersionConflict):
            store.put_request(outdated)
    assert store.requests(ANN, [BOB]) == {BOB: second}
    assert store.requests_page(ANN, PageRange(10)) == []


def test_a_request_expires_with_what_it_named_or_its_acceptance(reach: Reach) -> None:
    row = create_table(NotificationRow, reach(ENGINES[0]))
    store = over(row)
    store.put_request(asking(BOB, at(1)))
    store.put_request(replace(asking(CAT, at(1)), accepted_ms=START_MS))
    kept = {int(each.sender_id): int(each.expires_at) * 1000 for each in row.scan()}
    seconds = START_MS // 1000 * 1000
    assert kept == {BOB: seconds + 1000 + RETENTION_MS, CAT: seconds + ACCEPTED_MS}


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
