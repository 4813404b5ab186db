"""Keeping drafts and scheduling them: what is refused, what is counted, and that a repetition changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.drafts import (
    DAY_MS,
    LATEST_MS,
    MAX_DRAFTS,
    MAX_SCHEDULED,
    MAX_SCHEDULED_A_DAY,
    SOONEST_MS,
    Draft,
    DraftUsage,
    SavedDraft,
)
from linnet.domain.errors import Code, DomainError
from linnet.domain.polls import PollDraft
from linnet.domain.tweets import Audience
from linnet.services.publish_tweet import IDEMPOTENCY_MS
from linnet.services.save_draft import ATTEMPTS
from tests.contract.ranges import ranges_over
from tests.fakes.environment import ScriptedIds
from tests.unit.services.draft_world import HOUR_MS, DraftWorld
from tests.unit.services.tweet_world import ANN, BOB, viewer


@pytest.fixture
def world() -> DraftWorld:
    return DraftWorld()


def refusal(call: Callable[[], object]) -> tuple[Code, str | None]:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value.code, refused.value.field


def test_a_draft_may_be_unfinished_and_is_its_owners_alone(world: DraftWorld) -> None:
    kept = world.save.create(viewer(ANN), Draft("", in_reply_to=404), None)

    assert world.save.one(viewer(ANN), kept.id) == kept
    assert refusal(lambda: world.save.one(viewer(BOB), kept.id)) == (Code.NOT_FOUND, None)
    assert refusal(lambda: world.save.one(viewer(ANN), kept.id, only_scheduled=True)) == (Code.NOT_FOUND, None)


@pytest.mark.parametrize(
    ("content", "at"),
    [
        (Draft(""), (Code.INVALID, "text")),
        (Draft("x" * 281), (Code.INVALID, "text")),
        (Draft("x", in_reply_to=404), (Code.NOT_FOUND, "inReplyTo")),
        (Draft("x", quote_of=404), (Code.NOT_FOUND, "quoteOf")),
        (Draft("x", poll=PollDraft(("a", "a"), 600)), (Code.INVALID, "poll.options")),
    ],
)
def test_what_could_not_be_published_now_is_not_scheduled(
    world: DraftWorld, content: Draft, at: tuple[Code, str]
) -> None:
    assert refusal(lambda: world.schedule(ANN, content)) == at
    kept = world.save.create(viewer(ANN), content, None)
    assert refusal(lambda: world.save.replace(viewer(ANN), kept.id, content, world.later())) == at


def test_a_time_is_at_least_five_minutes_ahead_and_no_lifetime(world: DraftWorld) -> None:
    for ms in (-1, 0, SOONEST_MS - 1, LATEST_MS + 1):
        assert refusal(lambda ms=ms: world.schedule(ANN, "hello", ms)) == (Code.INVALID, "scheduledAt")  # type: ignore[misc]
    for ms in (SOONEST_MS, LATEST_MS):
        assert world.schedule(ANN, "hello", ms).scheduled_ms == world.later(ms)


def test_another_time_is_as_far_ahead_and_one_that_stays_may_be_near(world: DraftWorld) -> None:
    saved = world.schedule(ANN, "hello", SOONEST_MS)
    world.clock.advance(1)
    moved = saved.scheduled_ms or 0
    assert refusal(lambda: world.save.reschedule(viewer(ANN), saved.id, moved - 1)) == (Code.INVALID, "scheduledAt")

    changed = world.save.replace(viewer(ANN), saved.id, Draft("hello!"), saved.scheduled_ms)
    assert (changed.content.text, changed.scheduled_ms, changed.version) == ("hello!", saved.scheduled_ms, 2)


def test_all_of_a_tweet_is_kept_and_its_text_is_composed(world: DraftWorld) -> None:
    root, quoted = world.post(BOB), world.post(BOB)
    content = Draft(
        "cafe\u0301",
        in_reply_to=root.id,
        quote_of=quoted.id,
        audience=Audience.UNLISTED,
        sensitive=True,
        content_warning="food",
        language="fr",
        poll=PollDraft(("a", "b"), 600),
    )

    assert world.schedule(ANN, content).content == replace(content, text="café")


def test_pages_go_on_below_the_last_one(world: DraftWorld) -> None:
    kept = [world.save.create(viewer(ANN), Draft(f"{number}"), None) for number in range(5)]
    timed = world.schedule(ANN, "timed")
    found: list[SavedDraft] = []
    before = None
    while True:
        page, before = world.save.page(viewer(ANN), before, 2)
        found += page
        if before is None:
            break

    assert found == [timed, *reversed(kept)]
    assert world.save.page(viewer(ANN), None, 2, only_scheduled=True) == ([timed], None)


def test_of_one_day_and_of_all_only_so_many_are_scheduled(world: DraftWorld) -> None:
    day = [world.schedule(ANN, "hello", 24 * HOUR_MS) for _ in range(MAX_SCHEDULED_A_DAY)]
    full = (Code.LIMIT_REACHED, "scheduledAt")
    assert refusal(lambda: world.schedule(ANN, "hello", 24 * HOUR_MS)) == full
    elsewhere = world.schedule(ANN, "hello", 48 * HOUR_MS)
    assert refusal(lambda: world.save.reschedule(viewer(ANN), elsewhere.id, world.later(25 * HOUR_MS))) == full
    # Those of the same day may move within it.
    assert world.save.reschedule(viewer(ANN), day[0].id, world.later(25 * HOUR_MS)).version == 2

    for number in range(3, MAX_SCHEDULED - MAX_SCHEDULED_A_DAY + 2):
        world.schedule(ANN, "hello", number * 24 * HOUR_MS)
    assert world.drafts.usage(ANN).scheduled == MAX_SCHEDULED
    assert refusal(lambda: world.schedule(ANN, "hello", 999 * 24 * HOUR_MS)) == full
    world.save.remove(viewer(ANN), day[1].id)
    assert world.schedule(ANN, "hello", 999 * 24 * HOUR_MS).scheduled_ms == world.later(999 * 24 * HOUR_MS)
    assert world.schedule(BOB, "hello", 24 * HOUR_MS).scheduled_ms == world.later(24 * HOUR_MS)


def test_an_account_keeps_so_many_drafts(world: DraftWorld) -> None:
    for _ in range(MAX_DRAFTS):
        kept = world.save.create(viewer(ANN), Draft("x"), None)

    assert refusal(lambda: world.save.create(viewer(ANN), Draft("x"), None)) == (Code.LIMIT_REACHED, None)
    # One that gets a time makes room.
    assert world.save.replace(viewer(ANN), kept.id, Draft("x"), world.later()).scheduled_ms == world.later()
    assert world.save.create(viewer(ANN), Draft("x"), None).scheduled_ms is None


def test_the_same_key_gives_the_same_draft_even_when_its_time_has_come_near(world: DraftWorld) -> None:
    scheduled_ms = world.later(SOONEST_MS)
    first = world.save.create(viewer(ANN), Draft("hello"), scheduled_ms, "key")
    assert world.save.create(viewer(ANN), Draft("hello"), scheduled_ms, "key") == first
    world.clock.advance(1)
    assert world.save.create(viewer(ANN), Draft("hello"), scheduled_ms, "key") == first

    mismatch = (Code.IDEMPOTENCY_MISMATCH, "Idempotency-Key")
    assert refusal(lambda: world.save.create(viewer(ANN), Draft("other"), scheduled_ms, "key")) == mismatch
    assert refusal(lambda: world.save.create(viewer(ANN), Draft("hello"), scheduled_ms + 1, "key")) == mismatch
    assert refusal(lambda: world.publish(ANN, Draft("hello"), "key")) == mismatch
    assert world.save.create(viewer(BOB), Draft("hello"), world.later(), "key").owner_id == BOB
    assert len(world.drafts.stored) == 2


def test_a_repetition_after_publication_makes_no_second_draft(world: DraftWorld) -> None:
    scheduled_ms = world.later(SOONEST_MS)
    world.save.create(viewer(ANN), Draft("hello"), scheduled_ms, "key")
    world.sweep(SOONEST_MS)

    def again() -> object:
        return world.save.create(viewer(ANN), Draft("hello"), scheduled_ms, "key")

    assert refusal(again) == (Code.NOT_FOUND, None)
    world.clock.advance(IDEMPOTENCY_MS)
    assert refusal(again) == (Code.INVALID, "scheduledAt")


def test_a_taken_id_is_left_for_another(world: DraftWorld) -> None:
    taken = world.schedule(ANN, "hello").id
    save = replace(world.save, ids=ScriptedIds(taken, taken + 1))

    assert save.create(viewer(ANN), Draft("hello"), None).id == taken + 1


def test_whoever_is_always_overtaken_is_asked_to_try_again(world: DraftWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = world.schedule(ANN, "hello")
    asked: list[int] = []

    def stale(owner_id: int) -> DraftUsage:
        asked.append(owner_id)
        return DraftUsage(days={(saved.scheduled_ms or 0) // DAY_MS: 1}, version=99)

    monkeypatch.setattr(world.drafts, "usage", stale)
    calls = (
        lambda: world.schedule(ANN, "hello"),
        lambda: world.save.replace(viewer(ANN), saved.id, Draft("x"), None),
        lambda: world.save.remove(viewer(ANN), saved.id),
        lambda: world.publish_draft.run(viewer(ANN), saved.id),
    )
    for call in calls:
        assert refusal(call)[0] is Code.CONFLICT
    assert len(asked) == ATTEMPTS * len(calls)


def test_a_draft_that_is_gone_is_not_found(world: DraftWorld) -> None:
    saved = world.save.create(viewer(ANN), Draft("x"), None)
    # A draft without a time is no scheduled tweet.
    for call in (
        lambda: world.save.reschedule(viewer(ANN), saved.id, world.later()),
        lambda: world.save.remove(viewer(ANN), saved.id, only_scheduled=True),
        lambda: world.save.replace(viewer(ANN), saved.id, Draft("x"), world.later(), only_scheduled=True),
    ):
        assert refusal(call) == (Code.NOT_FOUND, None)
    world.save.remove(viewer(ANN), saved.id)
    for again in (
        lambda: world.save.remove(viewer(ANN), saved.id),
        lambda: world.save.replace(viewer(ANN), saved.id, Draft("x"), None),
        lambda: world.publish_draft.run(viewer(ANN), saved.id),
    ):
        assert refusal(again) == (Code.NOT_FOUND, None)


drafts = st.builds(
    SavedDraft,
    st.just(1),
    st.just(ANN),
    st.just(Draft("x")),
    st.none() | st.integers(0, 5 * DAY_MS),
)


@given(st.lists(drafts, max_size=30), st.data())
def test_usage_is_what_counting_says(kept: list[SavedDraft], data: st.DataObject) -> None:
    usage = DraftUsage()
    for each in kept:
        usage = usage.with_failed(each)
    gone = data.draw(st.integers(0, len(kept)))
    for each in kept[:gone]:
        usage = usage.without(each)

    days = [each.scheduled_ms // DAY_MS for each in kept[gone:] if each.scheduled_ms is not None]
    assert usage == DraftUsage(len(kept) - gone - len(days), {day: days.count(day) for day in days})


def test_scheduled_tweets_are_read_in_any_range_in_both_directions(world: DraftWorld) -> None:
    made = []
    for number in range(6):
        world.clock.advance(1000)
        made.append(world.schedule(ANN, f"number {number}"))
        world.save.create(viewer(ANN), Draft("without a time"), None)
    for page in ranges_over([each.id for each in made]):
        shown, older, newer = world.save.scheduled(viewer(ANN), page)
        assert shown == page.newest_first(page.of(made))
        if older is not None and shown:
            assert older <= shown[-1].id
        if newer is not None and shown:
            assert newer >= shown[0].id
