"""What jobs do, once, twice, late and half."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.adapters.sqs import decode, encode
from linnet.domain.graph import Follow, Relationship
from linnet.domain.index_ranges import IndexRange
from linnet.domain.paging import PageRange
from linnet.domain.timelines import DAY_MS, TIMELINE_CAP, Timeline, TimelineEntry, TimelineState, entry_of_post
from linnet.domain.users import AccountStatus
from linnet.ports.timelines import Job
from linnet.services.fan_out import UNSURE_MS, UnknownJob
from tests.unit.services.timeline_world import ANN, BOB, CAT, DAN, EVE, World

EVERYBODY = IndexRange(BOB % 2, 0, 1 << 62)


def push_job(world: World, entry: TimelineEntry) -> Job:
    return Job("push", author_id=entry.author_id, entry=entry, part=EVERYBODY)


def test_dormant_followers_are_skipped() -> None:
    world = World()
    world.follow(BOB, ANN)
    world.follow(CAT, ANN)
    world.timelines.stored_states[CAT] = TimelineState(last_seen_day=world.today - 30)
    tweet = world.post(ANN)
    world.settle()

    assert tweet.id in world.timelines.entries[Timeline(BOB)]
    assert not world.timelines.entries[Timeline(CAT)]


def test_a_tweet_that_is_deleted_and_taken_out_meanwhile_is_not_left_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.follow(BOB, ANN)
    friends = world.make_list(BOB, ANN)
    tweet = world.post(ANN)
    push = world.timelines.push

    def deleted_first(timelines: Sequence[Timeline], entries: Sequence[TimelineEntry]) -> None:
        monkeypatch.undo()
        world.delete(tweet)
        world.settle()
        push(timelines, entries)

    world.stream()
    monkeypatch.setattr(world.timelines, "push", deleted_first)
    world.queue()

    assert not world.timelines.entries[Timeline(BOB)]
    assert not world.timelines.entries[Timeline(BOB, friends)]


def test_a_worker_forgets_nobody_who_came_back() -> None:
    world = World()
    world.follow(BOB, ANN)
    worker = world.fan_out()
    world.timelines.stored_states[BOB] = TimelineState(last_seen_day=world.today - 40)
    missed, pushed = world.post(ANN), world.post(ANN)
    worker.run(push_job(world, entry_of_post(missed)))
    world.timelines.set_state(BOB, TimelineState(last_seen_day=world.today))
    worker.run(push_job(world, entry_of_post(pushed)))

    assert list(world.timelines.entries[Timeline(BOB)]) == [pushed.id]


@pytest.mark.parametrize("kind", ["backfill", "rebuild"])
def test_what_the_index_did_not_show_yet_comes_with_the_second_pass(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    tweet = world.post(ANN)
    world.follow(BOB, ANN)
    world.timelines.entries.clear()
    world.timelines.stored_states[BOB] = TimelineState(last_seen_day=world.today, returned_ms=1)
    worker, first = world.fan_out(), Job(kind, author_id=ANN, viewer_id=BOB)
    with monkeypatch.context() as lagging:
        lagging.setattr(world.tweets, "by_author", lambda *_: [])
        worker.run(first)

    # However late it is: a queue may be behind.
    world.clock.advance(2 * UNSURE_MS)
    worker.run(world.jobs.sent[-1])

    assert world.jobs.sent[-1].again
    assert list(world.timelines.entries[Timeline(BOB)]) == [tweet.id]


def test_whom_the_index_did_not_show_as_followed_yet_comes_with_the_second_pass_of_a_rebuild(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    known, unknown = world.post(CAT), world.post(ANN)
    world.clock.advance(DAY_MS)
    world.follow(BOB, CAT)
    world.clock.advance(2 * UNSURE_MS)
    world.follow(BOB, ANN)
    world.timelines.entries.clear()
    world.timelines.stored_states[BOB] = TimelineState(last_seen_day=world.today, returned_ms=1)
    worker, everybody = world.fan_out(), world.follows.following

    def without_ann(user_id: int, page: PageRange) -> Sequence[Follow]:
        return [each for each in everybody(user_id, page) if each.user_id != ANN]

    with monkeypatch.context() as lagging:
        lagging.setattr(world.follows, "following", without_ann)
        worker.run(Job("rebuild", author_id=BOB, viewer_id=BOB))
    assert list(world.timelines.entries[Timeline(BOB)]) == [known.id]

    world.timelines.entries.clear()
    worker.run(world.jobs.sent[-1])
    # Old posts of who was followed long ago were seen, and are left alone.
    assert list(world.timelines.entries[Timeline(BOB)]) == [unknown.id]


def test_a_second_pass_leaves_alone_what_the_first_must_have_seen_and_is_the_last() -> None:
    world = World()
    world.post(ANN)
    world.follow(BOB, ANN)
    world.timelines.entries.clear()
    world.clock.advance(UNSURE_MS + 1)
    world.jobs.sent.clear()

    world.fan_out().run(Job("backfill", author_id=ANN, viewer_id=BOB, again=True, first_ms=world.clock.now_ms()))

    assert not world.timelines.entries[Timeline(BOB)]
    assert world.jobs.sent == []


def test_who_is_known_to_be_active_is_not_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.follow(BOB, ANN)
    worker = world.fan_out()
    worker.run(push_job(world, entry_of_post(world.post(ANN))))
    monkeypatch.setattr(world.timelines, "states", lambda viewer_ids: pytest.fail("a look-up"))

    worker.run(push_job(world, entry_of_post(world.post(ANN))))

    assert len(world.timelines.entries[Timeline(BOB)]) == 2


def test_a_push_that_comes_after_the_deletion_brings_nothing_back() -> None:
    world = World()
    world.follow(BOB, ANN)
    tweet, retweet = world.post(ANN), world.retweet(ANN, world.post(CAT))
    world.tweets.delete(tweet, world.clock.now_ms())
    world.tweets.unretweet(ANN, retweet.original_id, retweet.id)
    for post in (tweet, retweet):
        world.fan_out().run(push_job(world, entry_of_post(post)))

    assert not world.timelines.entries[Timeline(BOB)]


def test_timelines_stay_near_their_cap() -> None:
    world = World()
    world.follow(BOB, ANN)
    world.timelines.push([Timeline(BOB)], [TimelineEntry(number, CAT) for number in range(1, 2000)])
    for _ in range(300):
        world.post(ANN)
    world.settle()

    assert TIMELINE_CAP <= len(world.timelines.entries[Timeline(BOB)]) < TIMELINE_CAP + 300


def test_a_celebrity_costs_no_write_per_follower() -> None:
    world = World()
    for follower in (BOB, CAT, DAN):
        world.follow(follower, ANN)
    world.celebrity(ANN)
    world.settle()
    tweet = world.post(ANN)
    world.stream()

    assert world.jobs.sent == []
    assert all(not world.timelines.entries[Timeline(each)] for each in (BOB, CAT, DAN))
    assert world.home_ids(DAN) == [tweet.id]


def test_becoming_and_ceasing_to_be_a_celebrity_loses_no_post() -> None:
    world = World()
    world.follow(BOB, ANN)
    before = world.post(ANN)
    world.settle()
    world.celebrity(ANN)
    world.queue()
    during = world.post(ANN)
    world.settle()
    world.not_a_celebrity(ANN)
    world.queue()
    after = world.post(ANN)
    world.settle()

    assert world.home_ids(BOB) == [after.id, during.id, before.id]
    assert not world.identity.accounts[BOB].pulled_followees


def test_a_post_between_the_switch_and_its_jobs_reaches_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.follow(BOB, ANN)
    world.celebrity(ANN)
    world.settle()
    tweet = world.post(ANN)
    real = world.heads.add

    def switched_meanwhile(author_id: int, entries: list[TimelineEntry]) -> None:
        world.not_a_celebrity(ANN)
        world.queue()
        real(author_id, entries)

    monkeypatch.setattr(world.heads, "add", switched_meanwhile)
    world.settle()

    assert world.home_ids(BOB) == [tweet.id]


def test_a_rebuild_merges_the_newest_posts_of_all_followees() -> None:
    world = World()
    world.follow(BOB, ANN, CAT)
    tweets = [world.post(author) for author in (ANN, CAT, DAN, ANN)]
    world.timelines.stored_states[BOB] = TimelineState(returned_ms=5)
    world.jobs.send([Job("rebuild", author_id=BOB, viewer_id=BOB)])
    world.queue()

    assert sorted(world.timelines.entries[Timeline(BOB)]) == [tweets[0].id, tweets[1].id, tweets[3].id]
    assert world.timelines.stored_states[BOB].ready


def test_a_rebuild_for_an_account_without_a_state_writes_nothing() -> None:
    world = World()
    world.follow(BOB, ANN)
    world.post(ANN)
    world.settle()
    world.timelines.entries.clear()
    world.timelines.stored_states.clear()
    world.fan_out().run(Job("rebuild", author_id=BOB, viewer_id=BOB, again=True, first_ms=world.clock.now_ms()))

    assert not world.timelines.entries
    assert not world.timelines.stored_states


def test_a_rebuild_by_a_clock_that_is_behind_still_answers_the_return() -> None:
    world = World()
    world.timelines.stored_states[BOB] = TimelineState(returned_ms=world.clock.now_ms() + 5_000)
    world.jobs.send([Job("rebuild", author_id=BOB, viewer_id=BOB)])
    world.queue()

    assert world.timelines.stored_states[BOB].ready


@pytest.mark.parametrize(
    "job", [Job("paint", author_id=ANN), Job("push", author_id=ANN), Job("rebuild", author_id=ANN)]
)
def test_a_job_that_nobody_knows_is_refused(job: Job) -> None:
    with pytest.raises(UnknownJob):
        World().fan_out().run(job)


class Killed(Exception):
    """The worker dies."""


def scenario(world: World) -> None:
    """Let things happen to posts that reach several timelines, heads and feeds."""
    for follower in (BOB, CAT, DAN):
        world.follow(follower, ANN, EVE)
    world.celebrity(EVE)
    world.queue()
    first = world.post(ANN, "one #tag")
    gone = world.post(ANN, "two #tag")
    world.post(EVE, "three")
    retweet = world.retweet(ANN, first)
    world.edit(first, text="one #other")
    world.delete(gone)
    world.unretweet(retweet)
    world.post(ANN, "four", reply_to=first)


def final(world: World) -> object:
    return (
        {viewer: dict(entries) for viewer, entries in world.timelines.entries.items() if entries},
        {author: dict(entries) for author, entries in world.heads.entries.items() if entries},
        {feed: dict(entries) for feed, entries in world.feeds.entries.items() if entries},
    )


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_duplicates_kills_and_any_order_of_the_queue_change_no_final_state(seed: int) -> None:
    undisturbed, world = World(), World()
    scenario(undisturbed)
    undisturbed.settle()
    scenario(world)
    chance = random.Random(seed)

    def run(call: object, *arguments: object) -> None:
        """Call until it succeeds, killed at random inside, and once in a while again."""
        while True:
            fuse = [chance.randrange(12)]
            homes, heads, feeds = world.timelines, world.heads, world.feeds
            world.fuse = fuse  # type: ignore[attr-defined]
            try:
                call(*arguments)  # type: ignore[operator]
            except Killed:
                continue
            finally:
                world.timelines, world.heads, world.feeds = homes, heads, feeds
            if chance.random() < 0.7:
                return

    def fragile(store: object, *names: str) -> None:
        for name in names:
            real = getattr(store, name)

            def call(*arguments: object, real: object = real) -> None:
                fuse = getattr(world, "fuse", [99])
                fuse[0] -= 1
                if fuse[0] == 0:
                    raise Killed
                real(*arguments)  # type: ignore[operator]
                if fuse[0] == 1:
                    raise Killed

            setattr(store, name, call)

    fragile(world.timelines, "push", "remove")
    fragile(world.heads, "add", "remove")
    fragile(world.feeds, "add", "remove")
    fragile(world.jobs, "send")
    changes, world.changes = world.changes, []
    # The stream repeats a batch from where it failed, in order; the queue knows no order.
    for change in changes:
        run(world.router.run, change)
    while world.jobs.sent:
        job = world.jobs.sent.pop(chance.randrange(len(world.jobs.sent)))
        run(world.fan_out().run, decode(encode(job)))

    assert final(world) == final(undisturbed)


@settings(max_examples=30)
@given(st.integers(1, 30), st.integers(1, 10))
def test_each_follower_is_in_exactly_one_range(followers: int, size: int) -> None:
    world = World()
    for number in range(followers):
        world.graph.change(Relationship(100 + number, ANN, follow_id=1000 + number))
    parts = world.follows.split(ANN, size)

    assert sorted(each.user_id for part in parts for each in world.follows.in_range(ANN, part)) == [
        100 + number for number in range(followers)
    ]
    assert all(len(world.follows.in_range(ANN, part)) <= size for part in parts)


def test_a_post_of_an_author_hidden_meanwhile_is_in_place_for_their_return() -> None:
    world = World()
    world.follow(BOB, ANN)
    post = world.post(ANN)
    world.identity.users[ANN] = replace(world.identity.users[ANN], status=AccountStatus.DEACTIVATED)
    world.settle()

    assert set(world.timelines.entries[Timeline(BOB)]) == {post.id}


def test_a_post_of_an_erased_author_goes_nowhere() -> None:
    world = World()
    world.follow(BOB, ANN)
    world.post(ANN)
    del world.identity.users[ANN]
    world.settle()

    assert not world.timelines.entries[Timeline(BOB)]


@pytest.mark.parametrize("becomes", [True, False], ids=["a celebrity", "none"])
def test_of_two_turns_that_are_carried_out_at_once_the_later_one_holds(
    becomes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    world.follow(BOB, ANN)
    if becomes:
        world.celebrity(ANN)
        world.queue()
    earlier, later = world.not_a_celebrity, world.celebrity
    step = "remove_pulled_followee" if becomes else "add_pulled_followee"
    if not becomes:
        earlier, later = later, earlier
    carry_out = getattr(world.accounts, step)
    earlier(ANN)

    def overtaken(user_id: int, author_id: int) -> None:
        monkeypatch.undo()
        later(ANN)
        world.queue()
        carry_out(user_id, author_id)

    monkeypatch.setattr(world.accounts, step, overtaken)
    world.queue()

    assert (ANN in world.identity.accounts[BOB].pulled_followees) is becomes
