"""The home timeline as its reader sees it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.domain.graph import Relationship
from linnet.domain.paging import PageRange
from linnet.domain.timelines import DAY_MS, Timeline, TimelineEntry, TimelineState
from linnet.domain.tweets import Audience
from linnet.ports.timelines import Job
from linnet.services.note_visit import REBUILD_PATIENCE_MS
from tests.fakes.timelines import FakeHeads
from tests.unit.services.timeline_world import ANN, BOB, CAT, DAN, EVE, World, ids


def test_followers_see_a_tweet_and_strangers_do_not() -> None:
    world = World()
    world.follow(BOB, ANN)
    tweet = world.post(ANN)
    world.settle()

    assert world.home_ids(BOB) == [tweet.id]
    assert world.home_ids(CAT) == []


def test_the_author_sees_an_own_tweet_before_the_stream_does() -> None:
    world = World()
    tweet = world.post(ANN)

    assert world.home_ids(ANN) == [tweet.id]


def test_what_was_pushed_pulled_and_posted_is_merged_in_order() -> None:
    world = World()
    world.follow(BOB, ANN, CAT)
    world.celebrity(CAT)
    world.settle()
    tweets = [world.post(author) for author in (ANN, CAT, BOB, CAT, ANN)]
    world.settle()

    assert world.home_ids(BOB) == [tweet.id for tweet in reversed(tweets)]
    assert all(entry.author_id != CAT for entry in world.timelines.entries[Timeline(BOB)].values())


def test_a_retweet_brings_a_strangers_tweet_with_the_retweeters_name() -> None:
    world = World()
    world.follow(BOB, ANN)
    tweet = world.post(CAT)
    world.retweet(ANN, tweet)
    world.settle()

    (shown,) = world.home(BOB).tweets

    assert shown.tweet == tweet
    assert shown.retweeter is not None
    assert shown.retweeter.id == ANN


def test_a_tweet_stands_once_on_a_page_whoever_retweeted_it() -> None:
    world = World()
    world.follow(BOB, ANN, CAT, DAN)
    tweet = world.post(ANN)
    world.retweet(CAT, tweet)
    newest = world.retweet(DAN, tweet)
    world.settle()

    (shown,) = world.home(BOB).tweets

    assert shown.retweet == newest


def test_a_viewer_can_turn_off_somebodys_retweets_and_still_gets_the_tweets() -> None:
    world = World()
    world.follow(BOB, ANN)
    own = world.post(ANN)
    world.retweet(ANN, world.post(CAT))
    world.settle()
    world.graph.change(replace(world.graph.pairs[BOB, ANN], show_retweets=False))

    assert world.home_ids(BOB) == [own.id]


def test_an_answer_reaches_only_who_follows_both_and_who_is_answered() -> None:
    world = World()
    world.follow(BOB, ANN)
    world.follow(DAN, ANN, CAT)
    world.follow(CAT, ANN)
    question = world.post(CAT)
    answer = world.post(ANN, reply_to=question)
    world.settle()

    assert answer.id not in world.home_ids(BOB)
    assert answer.id in world.home_ids(DAN)
    assert answer.id in world.home_ids(CAT)


def test_a_thread_reaches_all_followers() -> None:
    world = World()
    world.follow(BOB, ANN)
    first = world.post(ANN)
    second = world.post(ANN, reply_to=first)
    world.settle()

    assert world.home_ids(BOB) == [second.id, first.id]


@pytest.mark.parametrize("what", ["unfollow", "block", "blocked", "mute", "delete", "protect"])
def test_what_hides_a_tweet_does_so_at_the_next_read(what: str) -> None:
    world = World()
    world.follow(BOB, ANN)
    tweet = world.post(ANN)
    world.settle()
    assert world.home_ids(BOB) == [tweet.id]

    match what:
        case "unfollow":
            world.unfollow(BOB, ANN)
        case "block":
            world.block(BOB, ANN)
        case "blocked":
            world.block(ANN, BOB)
        case "mute":
            world.graph.change(Relationship(BOB, ANN, follow_id=1, muted_until_ms=0))
        case "delete":
            world.delete(tweet)
        case "protect":
            world.change_user(ANN, protected=True)
            world.graph.change(Relationship(BOB, ANN))

    assert world.home_ids(BOB) == []


def test_a_retweet_of_someone_just_unfollowed_still_shows() -> None:
    world = World()
    world.follow(BOB, ANN, CAT)
    tweet = world.post(ANN)
    world.retweet(CAT, tweet)
    world.settle()
    world.unfollow(BOB, ANN)

    assert world.home_ids(BOB) == [tweet.id]


def test_a_page_is_refilled_when_rules_remove_entries() -> None:
    world = World()
    world.follow(BOB, ANN)
    tweets = [world.post(ANN) for _ in range(12)]
    world.settle()
    for tweet in tweets[2:]:
        world.tweets.delete(tweet, world.clock.now_ms())

    page = world.home(BOB, limit=2)

    assert ids(page) == [tweets[1].id, tweets[0].id]


def test_refilling_is_bounded_and_the_cursor_goes_on() -> None:
    world = World()
    world.follow(BOB, ANN)
    tweets = [world.post(ANN) for _ in range(120)]
    world.settle()
    for tweet in tweets[1:]:
        world.tweets.delete(tweet, world.clock.now_ms())

    found, before, pages = [], None, 0
    while True:
        page = world.home(BOB, before, limit=2)
        found += ids(page)
        pages += 1
        before = page.next_before
        if before is None:
            break

    assert found == [tweets[0].id]
    assert 1 < pages < 10


def test_the_last_page_knows_that_it_is_the_last() -> None:
    world = World()
    world.follow(BOB, ANN)
    for _ in range(4):
        world.post(ANN)
    world.settle()

    first = world.home(BOB, limit=2)

    assert first.next_before is not None
    assert world.home(BOB, first.next_before, limit=2).next_before is None


def test_a_home_read_makes_two_trips() -> None:
    world = World()
    world.follow(BOB, ANN, CAT)
    world.celebrity(CAT)
    world.settle()
    world.post(ANN)
    world.post(CAT)
    world.settle()
    world.parallel.sizes.clear()

    world.home(BOB)

    # The first trip, and the pair (the note of the visit, and the trip that hydrates): two in a row.
    assert len(world.parallel.sizes) == 3


def test_heads_are_read_by_the_hundred() -> None:
    world = World()
    viewer = replace(world.viewer(BOB), pulled_followees=frozenset(range(1000, 1250)))
    calls: list[int] = []
    world.read_home = replace(world.read_home, heads=Counting(calls))

    world.read_home.run(viewer, PageRange(20))

    assert sorted(calls) == [50, 100, 100]


class Counting(FakeHeads):
    def __init__(self, calls: list[int]) -> None:
        super().__init__()
        self.calls = calls

    def get_many(self, author_ids: Collection[int]) -> Mapping[int, Sequence[TimelineEntry]]:
        self.calls.append(len(author_ids))
        return super().get_many(author_ids)


def test_a_visit_is_written_down_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    world.clock.advance(DAY_MS)
    writes: list[TimelineState] = []
    real = world.timelines.set_state

    def noted(viewer_id: int, state: TimelineState) -> None:
        writes.append(state)
        real(viewer_id, state)

    monkeypatch.setattr(world.timelines, "set_state", noted)
    for _ in range(3):
        world.home(BOB)

    assert writes == [TimelineState(last_seen_day=world.today)]


def test_the_state_is_read_once_a_day() -> None:
    world = World()
    world.home(BOB)
    with patch.object(world.timelines, "states", side_effect=AssertionError("a read of the state")):
        world.home(BOB)
    world.clock.advance(DAY_MS)
    world.home(BOB)

    assert world.identity.accounts[BOB].last_seen_day == world.today
    assert world.timelines.stored_states[BOB].last_seen_day == world.today


def test_who_comes_back_after_a_long_time_is_served_at_once_and_rebuilt() -> None:
    world = World()
    world.follow(BOB, ANN, CAT)
    world.timelines.stored_states[BOB] = TimelineState(last_seen_day=world.today - 30)
    tweets = [world.post(author) for author in (ANN, CAT, ANN)]
    world.settle()
    assert not world.timelines.entries[Timeline(BOB)]

    served = world.home(BOB, limit=2)
    rest = world.home(BOB, served.next_before, limit=2)

    assert ids(served) + ids(rest) == [tweet.id for tweet in reversed(tweets)]
    assert [job.kind for job in world.jobs.sent] == ["rebuild"]
    later = world.post(ANN)
    world.settle()
    assert world.timelines.stored_states[BOB].ready
    assert sorted(world.timelines.entries[Timeline(BOB)]) == sorted([*(tweet.id for tweet in tweets), later.id])


def test_before_the_rebuild_answers_are_shown_by_the_same_rule() -> None:
    world = World()
    world.follow(BOB, ANN, CAT)
    del world.timelines.stored_states[BOB]
    to_cat = world.post(ANN, reply_to=world.post(CAT))
    to_bob = world.post(ANN, reply_to=world.post(BOB))
    to_dan = world.post(ANN, reply_to=world.post(DAN))

    before = world.home_ids(BOB)
    world.settle()

    assert {to_cat.id, to_bob.id} <= set(before)
    assert to_dan.id not in before
    assert world.home_ids(BOB) == before


def test_a_rebuild_that_does_not_come_is_queued_again() -> None:
    world = World()
    del world.timelines.stored_states[BOB]
    world.home(BOB)
    world.jobs.sent.clear()
    world.home(BOB)
    assert world.jobs.sent == []

    world.clock.advance(REBUILD_PATIENCE_MS + 1)
    world.home(BOB)

    assert [job.kind for job in world.jobs.sent] == ["rebuild"]


def test_followers_only_tweets_reach_followers() -> None:
    world = World()
    world.follow(BOB, ANN)
    tweet = world.post(ANN, audience=Audience.FOLLOWERS)
    world.settle()

    assert world.home_ids(BOB) == [tweet.id]


AUTHORS = st.sampled_from([ANN, CAT, DAN, BOB])


@settings(max_examples=60)
@given(
    authors=st.lists(AUTHORS, max_size=40),
    inserted=st.lists(AUTHORS, max_size=20),
    deleted=st.sets(st.integers(0, 39), max_size=15),
    limit=st.integers(1, 12),
)
def test_pages_of_any_size_add_up_to_the_timeline_while_others_post(
    authors: list[int], inserted: list[int], deleted: set[int], limit: int
) -> None:
    world = World()
    world.follow(BOB, ANN, CAT, DAN)
    world.celebrity(CAT)
    world.settle()
    tweets = [world.post(author) for author in authors]
    world.settle()
    for index in deleted:
        if index < len(tweets):
            world.tweets.delete(tweets[index], world.clock.now_ms())
    expected = [tweet.id for index, tweet in reversed(list(enumerate(tweets))) if index not in deleted]

    found: list[int] = []
    before: int | None = None
    pending = list(inserted)
    while True:
        page = world.home(BOB, before, limit)
        assert len(page.tweets) <= limit
        found += ids(page)
        before = page.next_before
        if before is None:
            break
        if pending:
            world.post(pending.pop())
            world.settle()

    assert found == expected


@settings(max_examples=40)
@given(
    retweets=st.lists(st.tuples(st.sampled_from([ANN, CAT, DAN]), st.integers(0, 4)), max_size=12),
    limit=st.integers(1, 20),
)
def test_no_page_shows_a_tweet_twice(retweets: list[tuple[int, int]], limit: int) -> None:
    world = World()
    world.follow(BOB, ANN, CAT, DAN)
    tweets = [world.post(EVE) for _ in range(5)]
    done = set()
    for actor, index in retweets:
        if (actor, index) not in done:
            done.add((actor, index))
            world.retweet(actor, tweets[index])
    world.settle()

    before = None
    seen: set[int] = set()
    while True:
        page = world.home(BOB, before, limit)
        assert len(set(ids(page))) == len(page.tweets)
        seen |= set(ids(page))
        before = page.next_before
        if before is None:
            break

    assert seen == {tweets[index].id for _, index in done}


def test_jobs_survive_their_way_through_the_queue() -> None:
    world = World()
    world.jobs.send([Job("rebuild", author_id=BOB, viewer_id=BOB)])
    world.queue()

    assert world.jobs.sent == []
