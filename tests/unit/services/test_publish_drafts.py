"""Publishing drafts: exactly once, never early, late rather than never, and failures are told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.drafts import MAX_DRAFTS, SOONEST_MS, Draft, DraftUsage, SavedDraft
from linnet.domain.errors import Code, DomainError
from linnet.domain.notifications import Kind
from linnet.domain.polls import PollDraft
from linnet.domain.tweets import Audience, Tweet
from linnet.domain.users import AccountStatus, Settings
from linnet.ports.drafts import DueDraft
from linnet.services.publish_due_drafts import ATTEMPTS, Outcome
from tests.unit.services.draft_world import HOUR_MS, MINUTE_MS, DraftWorld
from tests.unit.services.tweet_world import ANN, BOB, CAT, viewer


@pytest.fixture
def world() -> DraftWorld:
    return DraftWorld()


def outcomes(world: DraftWorld, after_ms: int = 0) -> list[Outcome]:
    return [outcome for outcome, _ in world.sweep(after_ms).seen]


def test_a_scheduled_tweet_is_published_at_its_time_once(world: DraftWorld) -> None:
    world.schedule(ANN, "hello @bob")
    assert outcomes(world, HOUR_MS - 1) == []
    assert outcomes(world, 1) == [Outcome.PUBLISHED]
    assert outcomes(world, HOUR_MS) == []

    (tweet,) = world.table.posts.values()
    assert isinstance(tweet, Tweet)
    assert (tweet.text, tweet.mentioned_ids, tweet.audience) == ("hello @bob", (BOB,), Audience.PUBLIC)
    assert world.drafts.stored == {}
    assert world.drafts.usage(ANN).scheduled == 0


def test_a_poll_runs_from_its_publication_on(world: DraftWorld) -> None:
    world.schedule(ANN, Draft("which?", poll=PollDraft(("a", "b"), 600)))
    world.sweep(2 * HOUR_MS)

    (tweet,) = world.table.posts.values()
    assert isinstance(tweet, Tweet)
    assert tweet.poll is not None
    assert tweet.poll.ends_ms >= world.clock.now_ms() + 600_000


def test_what_was_left_to_the_settings_is_chosen_when_it_is_published(world: DraftWorld) -> None:
    world.schedule(ANN, "hello")
    settings = Settings(default_audience="followers", default_sensitive=True)
    world.identity.accounts[ANN] = replace(world.identity.accounts[ANN], settings=settings)
    world.sweep(HOUR_MS)

    (tweet,) = world.table.posts.values()
    assert isinstance(tweet, Tweet)
    assert (tweet.audience, tweet.sensitive) == (Audience.FOLLOWERS, True)


def test_a_run_that_comes_late_publishes_all_the_same_and_says_so(world: DraftWorld) -> None:
    world.schedule(ANN, "hello")
    swept = world.sweep(HOUR_MS + 10 * MINUTE_MS)

    assert swept.late(10 * MINUTE_MS - 1) == 1
    assert swept.late(10 * MINUTE_MS) == 0
    assert world.texts(ANN) == ["hello"]


def test_a_draft_is_published_whenever_its_owner_wants_and_not_again(world: DraftWorld) -> None:
    plain, timed = world.save.create(viewer(ANN), Draft("plain"), None), world.schedule(ANN, "timed")
    for each in (plain, timed):
        assert world.publish_draft.run(viewer(ANN), each.id).tweet.text == each.content.text
    world.sweep(HOUR_MS)

    assert world.texts(ANN) == ["plain", "timed"]
    assert world.drafts.usage(ANN) == DraftUsage(0, {}, 4)


def test_a_draft_that_cannot_be_published_stays(world: DraftWorld) -> None:
    kept = world.save.create(viewer(ANN), Draft(""), None)
    with pytest.raises(DomainError) as refused:
        world.publish_draft.run(viewer(ANN), kept.id)

    assert (refused.value.code, refused.value.field) == (Code.INVALID, "text")
    assert world.save.one(viewer(ANN), kept.id) == kept


def test_cancelled_and_moved_tweets_are_not_published(world: DraftWorld) -> None:
    cancelled, moved, halted = (world.schedule(ANN, each) for each in ("cancelled", "moved", "halted"))
    world.save.remove(viewer(ANN), cancelled.id, only_scheduled=True)
    world.save.reschedule(viewer(ANN), moved.id, world.later(2 * HOUR_MS))
    world.save.replace(viewer(ANN), halted.id, Draft("halted"), None)

    assert outcomes(world, HOUR_MS) == []
    assert outcomes(world, HOUR_MS) == [Outcome.PUBLISHED]
    assert world.texts(ANN) == ["moved"]


def test_an_index_that_is_behind_brings_nothing_early(world: DraftWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    cancelled, moved, halted = (world.schedule(ANN, each) for each in ("cancelled", "moved", "halted"))
    due = [DueDraft(ANN, each.id, each.scheduled_ms or 0) for each in (cancelled, moved, halted)]
    world.save.remove(viewer(ANN), cancelled.id)
    world.save.reschedule(viewer(ANN), moved.id, world.later(2 * HOUR_MS))
    world.save.replace(viewer(ANN), halted.id, Draft("halted"), None)
    monkeypatch.setattr(world.drafts, "due", lambda upto_ms, limit: due)

    assert outcomes(world, HOUR_MS) == [Outcome.OVER] * 3
    assert world.texts(ANN) == []


def interleaved(world: DraftWorld, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let an owner act once just before the next publication is written."""
    publish = world.drafts.publish

    def overtaken(saved: SavedDraft, tweet: Tweet, usage: DraftUsage) -> None:
        monkeypatch.setattr(world.drafts, "publish", publish)
        act()
        publish(saved, tweet, usage)

    monkeypatch.setattr(world.drafts, "publish", overtaken)


def test_a_cancellation_that_comes_first_holds(world: DraftWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = world.schedule(ANN, "hello")
    interleaved(world, monkeypatch, lambda: world.save.remove(viewer(ANN), saved.id))

    assert outcomes(world, HOUR_MS) == [Outcome.OVER]
    assert world.texts(ANN) == []


def test_an_edit_that_comes_first_is_what_is_published(world: DraftWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = world.schedule(ANN, "hello")
    interleaved(
        world,
        monkeypatch,
        lambda: world.save.replace(viewer(ANN), saved.id, Draft("edited"), saved.scheduled_ms),
    )

    assert outcomes(world, HOUR_MS) == [Outcome.PUBLISHED]
    assert world.texts(ANN) == ["edited"]


def test_a_publication_that_comes_first_leaves_nothing_to_cancel(
    world: DraftWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = world.schedule(ANN, "hello")
    world.clock.advance(HOUR_MS)
    remove = world.drafts.remove

    def overtaken(removed: SavedDraft, usage: DraftUsage) -> None:
        monkeypatch.setattr(world.drafts, "remove", remove)
        world.sweep()
        remove(removed, usage)

    monkeypatch.setattr(world.drafts, "remove", overtaken)
    with pytest.raises(DomainError) as refused:
        world.save.remove(viewer(ANN), saved.id)

    assert refused.value.code is Code.NOT_FOUND
    assert world.texts(ANN) == ["hello"]


def test_two_runs_at_once_publish_once(world: DraftWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.schedule(ANN, "hello")
    interleaved(world, monkeypatch, lambda: world.sweep())

    assert outcomes(world, HOUR_MS) == [Outcome.OVER]
    assert world.texts(ANN) == ["hello"]


def gone(world: DraftWorld) -> SavedDraft:
    root = world.post(BOB)
    saved = world.schedule(ANN, Draft("an answer", in_reply_to=root.id))
    world.delete(viewer(BOB), root.id)
    return saved


def test_what_cannot_be_published_any_more_is_kept_with_the_reason_and_told(world: DraftWorld) -> None:
    saved = gone(world)
    assert outcomes(world, HOUR_MS) == [Outcome.FAILED]
    assert outcomes(world, HOUR_MS) == []

    kept = world.save.one(viewer(ANN), saved.id)
    assert kept.failure is not None
    assert (kept.failure.code, kept.failure.field, kept.scheduled_ms) == (Code.NOT_FOUND, "inReplyTo", None)
    assert kept.content == saved.content
    assert world.drafts.usage(ANN).drafts == 1
    world.tell_all(times=3)
    (notice,) = world.notices()
    assert (notice.subject.recipient_id, notice.subject.kind, notice.subject.object_id) == (
        ANN,
        Kind.DRAFT_FAILED,
        saved.id,
    )
    assert [push.payload for push in world.pushes.sent] == [{"kind": "draft_failed"}]


@pytest.mark.parametrize("status", [AccountStatus.SUSPENDED, AccountStatus.DEACTIVATED])
def test_an_account_that_takes_no_part_publishes_nothing_and_loses_nothing(
    world: DraftWorld, status: AccountStatus
) -> None:
    saved = world.schedule(ANN, "hello")
    world.end(ANN, status)
    assert outcomes(world, HOUR_MS) == [Outcome.FAILED]
    world.tell_all()

    failure = world.drafts.stored[ANN, saved.id].failure
    assert failure is not None
    assert failure.code is Code.SUSPENDED
    assert len(world.notices()) == 1
    assert world.texts(ANN) == []


def test_an_account_that_is_being_erased_is_left_to_that(world: DraftWorld) -> None:
    saved = world.schedule(ANN, "hello")
    world.end(ANN, AccountStatus.ERASING)

    assert outcomes(world, HOUR_MS) == [Outcome.OVER]
    world.drafts.stored[ANN, saved.id] = replace(saved, failure=None)
    assert world.texts(ANN) == []


def test_nobody_is_told_of_a_failure_that_was_mended_and_each_new_one_is_told(world: DraftWorld) -> None:
    saved = gone(world)
    world.sweep(HOUR_MS)
    mended = world.save.replace(viewer(ANN), saved.id, Draft("no answer"), world.later())
    assert mended.failure is None
    world.tell_all()
    assert world.notices() == []

    world.end(ANN, AccountStatus.SUSPENDED)
    for _ in range(2):
        assert outcomes(world, HOUR_MS) == [Outcome.FAILED]
        world.tell_all()
        (notice,) = world.notices()
        world.store.mark_read(ANN, notice.position or 0, world.clock.now_ms())
        world.save.replace(viewer(ANN), saved.id, Draft("again"), world.later())
    assert len(world.pushes.sent) == 2


def test_who_has_been_erased_is_told_nothing(world: DraftWorld) -> None:
    gone(world)
    world.sweep(HOUR_MS)
    world.end(ANN, AccountStatus.ERASING)
    world.tell_all()

    assert world.notices() == []


def test_a_run_that_was_killed_before_it_told_is_made_up_for(
    world: DraftWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone(world)

    def refuse(jobs: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as refusing:
        refusing.setattr(world.jobs, "send", refuse)
        with pytest.raises(ConnectionError):
            world.sweep(HOUR_MS)
    assert world.jobs.sent == []
    assert outcomes(world, MINUTE_MS) == [Outcome.FAILED]
    world.tell_all()
    assert len(world.notices()) == 1


def test_a_failure_is_kept_though_there_are_too_many_drafts(world: DraftWorld) -> None:
    saved = gone(world)
    for _ in range(MAX_DRAFTS):
        world.save.create(viewer(ANN), Draft("x"), None)
    world.sweep(HOUR_MS)

    assert world.drafts.usage(ANN).drafts == MAX_DRAFTS + 1
    # It can be mended all the same, and is one too many only as a new one.
    assert world.save.replace(viewer(ANN), saved.id, Draft("y"), None).failure is None


def test_what_hinders_for_a_moment_fails_nothing(world: DraftWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = world.schedule(ANN, "hello")

    def full(*_: object) -> None:
        raise DomainError(Code.UNAVAILABLE, "please try again")

    with monkeypatch.context() as hindered:
        hindered.setattr(world.drafts, "publish", full)
        swept = world.sweep(HOUR_MS + 5 * MINUTE_MS)
        assert swept.count(Outcome.LEFT) == swept.late(MINUTE_MS) == 1
        assert world.save.one(viewer(ANN), saved.id) == saved
    assert outcomes(world, MINUTE_MS) == [Outcome.PUBLISHED]


def test_who_changes_drafts_all_the_time_is_left_to_the_next_run(
    world: DraftWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.schedule(ANN, "hello")
    asked: list[int] = []

    def stale(owner_id: int) -> DraftUsage:
        asked.append(owner_id)
        return DraftUsage(version=99)

    monkeypatch.setattr(world.drafts, "usage", stale)
    assert outcomes(world, HOUR_MS) == [Outcome.LEFT]
    assert len(asked) == ATTEMPTS


def test_one_that_breaks_keeps_nobody_else_waiting(world: DraftWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = world.schedule(ANN, "broken")
    world.schedule(ANN, "behind it")
    world.schedule(CAT, "beside it")
    get = world.drafts.get

    def torn(owner_id: int, draft_id: int) -> SavedDraft | None:
        if draft_id == broken.id:
            raise ValueError("a draft of newer code")
        return get(owner_id, draft_id)

    monkeypatch.setattr(world.drafts, "get", torn)
    with pytest.raises(ValueError, match="newer"):
        world.sweep(HOUR_MS)
    assert world.texts(ANN) + world.texts(CAT) == ["behind it", "beside it"]


class Killed(BaseException):
    """The function was stopped."""


STEPS = st.lists(
    st.sampled_from(["schedule", "edit", "move", "cancel", "now", "sweep", "killed", "lost"]), min_size=1, max_size=25
)


@given(steps=STEPS, data=st.data())
def test_whatever_happens_each_is_published_once_or_still_kept(steps: list[str], data: st.DataObject) -> None:
    world = DraftWorld()
    made: dict[int, int] = {}
    cancelled: set[int] = set()
    publish = world.drafts.publish
    published: list[int] = []

    def noted(saved: SavedDraft, tweet: Tweet, usage: DraftUsage) -> None:
        publish(saved, tweet, usage)
        published.append(saved.id)

    def lost(saved: SavedDraft, tweet: Tweet, usage: DraftUsage) -> None:
        noted(saved, tweet, usage)
        # It was written, and whoever wrote it never heard of it.
        raise Killed

    def killed(saved: SavedDraft, tweet: Tweet, usage: DraftUsage) -> None:
        raise Killed

    for step in steps:
        world.clock.advance(data.draw(st.integers(0, 20)) * MINUTE_MS)
        kept = sorted(draft_id for _, draft_id in world.drafts.stored)
        hand = {"killed": killed, "lost": lost}.get(step, noted)
        with suppress(Killed), patch.object(world.drafts, "publish", hand):
            if step == "schedule":
                saved = world.schedule(ANN, "hello", SOONEST_MS + data.draw(st.integers(0, 60)) * MINUTE_MS)
                made[saved.id] = saved.scheduled_ms or 0
            elif step in ("sweep", "killed", "lost"):
                world.sweep()
            elif kept:
                chosen = data.draw(st.sampled_from(kept))
                if step == "edit":
                    saved = world.drafts.stored[ANN, chosen]
                    world.save.replace(viewer(ANN), chosen, Draft("edited"), saved.scheduled_ms)
                elif step == "move":
                    made[chosen] = world.later(HOUR_MS)
                    world.save.reschedule(viewer(ANN), chosen, made[chosen])
                elif step == "cancel":
                    world.save.remove(viewer(ANN), chosen)
                    cancelled.add(chosen)
                else:
                    made[chosen] = 0
                    world.publish_draft.run(viewer(ANN), chosen)
    world.clock.advance(3 * HOUR_MS)
    with patch.object(world.drafts, "publish", noted):
        world.sweep()

    assert sorted(published) == sorted(made.keys() - cancelled)
    assert len(world.table.posts) == len(published)
    assert world.drafts.stored == {}
    assert world.drafts.usage(ANN).scheduled == world.drafts.usage(ANN).drafts == 0
