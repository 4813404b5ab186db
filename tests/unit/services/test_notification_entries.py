"""Notifications one by one: their order and pages, whatever groups they stand in; and what is dismissed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.domain.errors import Code, DomainError
from linnet.domain.notifications import Entry, Group, Kind, Subject, dismiss, notice, withdraw
from linnet.domain.paging import PageRange
from linnet.domain.users import Viewer
from linnet.services import read_notification_entries
from linnet.services.dismiss_notifications import DismissNotifications
from linnet.services.read_notification_entries import ReadNotificationEntries
from linnet.services.read_notifications import Wanted
from linnet.services.set_aside import SetAside
from tests.unit.services.notification_world import ANN, BOB, CAT, DAN, World

ACTORS = (BOB, CAT, DAN)
READER = Viewer(ANN, 1)


def spread(world: World, plan: list[int]) -> list[int]:
    """Give Ann likes of Bob, Cat and Dan in the order of a plan, which says of which tweet; return their ids."""
    tweets = [world.post(ANN, f"number {number}") for number in range(4)]
    groups: dict[int, Group] = {}
    ids = []
    for number in plan:
        tweet = tweets[number]
        group = groups.get(number) or Group(
            Subject(ANN, Kind.LIKE, tweet.id), author_id=ANN, conversation_id=tweet.conversation_id
        )
        free = [actor for actor in ACTORS if group.of(actor) is None]
        if not free:
            continue
        world.clock.advance(1000)
        fresh = world.ids.next_id()
        groups[number] = world.store.put(notice(group, free[0], fresh - 1, fresh, 0))
        ids.append(fresh)
    return ids


@settings(max_examples=60, deadline=None)
@given(plan=st.lists(st.integers(0, 3), max_size=12), size=st.integers(1, 4), at_once=st.integers(1, 3))
def test_pages_down_and_up_hold_everything_once_in_order(plan: list[int], size: int, at_once: int) -> None:
    world = World()
    ids = spread(world, plan)
    read = ReadNotificationEntries(world.read)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(read_notification_entries, "GROUPS_AT_ONCE", at_once)
        down: list[int] = []
        before: int | None = None
        for _ in range(len(ids) + 1):
            page = read.run(READER, Wanted(), PageRange(size, before=before))
            down += [each.id for each in page.items]
            if not page.more:
                break
            before = down[-1]
        assert down == sorted(ids, reverse=True)
        up: list[int] = []
        after = 0
        while True:
            found = [each.id for each in read.run(READER, Wanted(), PageRange(size, None, after, True)).items]
            if not found:
                break
            up += reversed(found)
            after = found[0]
        assert up == sorted(ids)
        for each in ids:
            assert read.one(READER, each).id == each


def dismissing(world: World) -> DismissNotifications:
    return DismissNotifications(
        world.store,
        ReadNotificationEntries(world.read),
        SetAside(world.store, world.parallel, world.clock),
        world.clock,
    )


def test_what_was_dismissed_is_not_told_again_and_what_others_do_is() -> None:
    group = notice(Group(Subject(ANN, Kind.LIKE, 1)), BOB, 4, 5, 0)
    gone = dismiss(group, {5})
    assert gone.standing == ()
    assert notice(gone, BOB, 9, 9, 0) == gone
    assert withdraw(gone, BOB, 0) == gone
    assert [each.actor_id for each in notice(gone, CAT, 9, 9, 0).standing] == [CAT]


def test_a_group_that_changes_meanwhile_is_dismissed_as_it_is_then() -> None:
    world = World()
    (first,) = spread(world, [0])
    act = dismissing(world)
    stale = act.entries.holding(READER, first)
    moved = world.store.put(notice(stale, CAT, first + 9, first + 10, 0))
    act._dismiss(stale, {first})
    left = world.store.group(moved.subject)
    assert left is not None
    assert [each.actor_id for each in left.standing] == [CAT]


def test_what_came_with_a_clock_ahead_is_cleared_too() -> None:
    world = World()
    tweet = world.post(ANN)
    ahead = (world.clock.now_ms() + 60_000) << 16
    world.store.put(Group(Subject(ANN, Kind.LIKE, tweet.id), (Entry(ahead, BOB),), author_id=ANN))
    act = dismissing(world)
    act.clear(READER)
    assert act.entries.run(READER, Wanted(), PageRange(9)).items == ()
    assert world.store.inbox(ANN).cleared_upto == ahead


def test_what_is_not_there_is_not_found() -> None:
    world = World()
    act = dismissing(world)
    for call in (
        lambda: act.one(READER, 5),
        lambda: act.with_all_in_it(READER, 5),
        lambda: act.subject(Subject(ANN, Kind.LIKE, 5)),
        lambda: act.entries.one(READER, 5),
    ):
        with pytest.raises(DomainError) as refused:
            call()
        assert refused.value.code is Code.NOT_FOUND
