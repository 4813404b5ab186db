"""The reconciler repairs what drifted, and never what only is on its way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linnet.domain.counting import Addition, Holder, Target, Total
from linnet.domain.ids import id_at
from linnet.domain.reconciling import CONFIRMED_AFTER_MS, Outcome, Recount
from linnet.ports.reconciling import Source
from linnet.services import reconcile_totals
from linnet.services.reconcile_totals import Drift, ReconcileTotals, Report
from tests.fakes.counters import FakeCounters
from tests.fakes.environment import FakeClock
from tests.fakes.reconciling import FakeAgenda, FakeEdgeCounts

ANN, TWEET = Target(Holder.USER, 1), Target(Holder.TWEET, 70)
LIKES = (TWEET, Total.LIKES)
QUIET_MS = 13 * 3_600_000
SHARD = "shard"


@dataclass
class World:
    """One account and one tweet, their totals and their edges."""

    clock: FakeClock = field(default_factory=FakeClock)
    counters: FakeCounters = field(default_factory=lambda: FakeCounters([ANN, TWEET]))
    edges: FakeEdgeCounts = field(default_factory=FakeEdgeCounts)
    agenda: FakeAgenda = field(default_factory=lambda: FakeAgenda(ANN, TWEET))
    sequence: int = 0

    def __post_init__(self) -> None:
        self.reconcile = ReconcileTotals(self.counters, self.edges, self.agenda, self.clock, QUIET_MS)

    def count(self, delta: int = 1, target: Target = TWEET, total: Total = Total.LIKES) -> None:
        self.sequence += 1
        self.counters.apply(target, SHARD, [Addition(self.sequence, {total: delta})])

    def act(self, delta: int = 1) -> None:
        """Make an edge, or end one, and count it."""
        self.edges.edges[LIKES] += delta
        self.count(delta)

    def lose(self, delta: int = 1) -> None:
        """Make an edge, or end one, that nothing will ever count."""
        self.edges.edges[LIKES] += delta

    def look(self, after_ms: int = 0, target: Target = TWEET, quiet_ms: int | None = None) -> Outcome:
        self.clock.advance(after_ms)
        (outcome,) = self.reconcile.check([target], quiet_ms).outcomes
        return outcome

    @property
    def likes(self) -> int:
        return self.counters.totals[TWEET][Total.LIKES]


@pytest.fixture
def world() -> World:
    return World()


def test_a_right_total_is_left_alone(world: World) -> None:
    world.act()
    assert [world.look(), world.look(QUIET_MS), world.look(QUIET_MS)] == [Outcome.RIGHT] * 3
    assert world.agenda.suspicions == {}


def test_a_difference_is_suspected_then_reported_then_repaired(world: World) -> None:
    world.act()
    world.lose()
    assert world.look() is Outcome.SUSPECTED
    assert world.look(CONFIRMED_AFTER_MS - 1) is Outcome.SUSPECTED
    assert world.look(1) is Outcome.DRIFTED
    assert world.likes == 1
    assert world.look(QUIET_MS - CONFIRMED_AFTER_MS - 1) is Outcome.DRIFTED
    assert world.look(1) is Outcome.REPAIRED
    assert (world.likes, world.agenda.suspicions) == (2, {})
    assert world.look() is Outcome.RIGHT


def test_what_drifted_is_told_with_the_difference(world: World) -> None:
    world.act()
    world.lose(-1)
    world.look()
    world.clock.advance(CONFIRMED_AFTER_MS)
    assert world.reconcile.check([TWEET]).drifts == [Drift(TWEET, {Total.LIKES: -1}, repaired=False)]


def test_what_was_only_late_is_forgotten_when_it_is_counted(world: World) -> None:
    world.lose()
    world.look()
    world.count()
    assert world.look(QUIET_MS) is Outcome.RIGHT
    assert world.agenda.suspicions == {}


def test_another_difference_begins_anew(world: World) -> None:
    world.lose()
    world.look()
    world.lose()
    assert world.look(QUIET_MS) is Outcome.SUSPECTED


def test_what_counts_meanwhile_starts_the_wait_again_and_is_reported_all_the_same(world: World) -> None:
    world.lose()
    world.look()
    world.act()
    assert world.look(QUIET_MS) is Outcome.DRIFTED
    assert world.look(QUIET_MS - 1) is Outcome.DRIFTED
    assert world.look(1) is Outcome.REPAIRED
    assert world.likes == 2


def test_an_operator_may_shorten_the_wait_to_ten_minutes(world: World) -> None:
    world.lose()
    assert world.look(quiet_ms=0) is Outcome.SUSPECTED
    assert world.look(CONFIRMED_AFTER_MS - 1, quiet_ms=0) is Outcome.SUSPECTED
    assert world.look(1, quiet_ms=0) is Outcome.REPAIRED


def test_a_like_that_was_just_made_is_no_difference_yet(world: World) -> None:
    world.lose()
    world.edges.newest_act = id_at(world.clock.now_ms())
    assert world.look() is Outcome.MOVED
    assert world.agenda.suspicions == {}
    # A like that nobody counted in ten minutes is looked at like any other difference.
    assert world.look(CONFIRMED_AFTER_MS + 1) is Outcome.SUSPECTED


def test_a_like_that_is_counted_is_not_ahead(world: World) -> None:
    newest = world.edges.newest_act = id_at(world.clock.now_ms())
    world.edges.edges[LIKES] = 1
    world.counters.apply(TWEET, SHARD, [Addition(1, {Total.LIKES: 1}, newest)])
    assert world.look() is Outcome.RIGHT


def during_the_count(world: World, monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen between the count of the edges and the second look at the totals."""
    count = world.edges.of_tweet

    def counted(tweet_id: int, conversation_id: int, limit: int) -> Recount | None:
        found = count(tweet_id, conversation_id, limit)
        happens()
        return found

    monkeypatch.setattr(world.edges, "of_tweet", counted)


def test_totals_that_move_during_the_count_are_not_compared(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.lose()
    during_the_count(world, monkeypatch, world.count)
    assert world.look() is Outcome.MOVED
    assert world.agenda.suspicions == {}


def test_a_mark_that_moves_during_the_count_is_seen_without_a_total_moving(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.lose()
    during_the_count(world, monkeypatch, lambda: world.count(0))
    assert world.look() is Outcome.MOVED


def test_a_count_that_comes_before_the_repair_wins(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.lose()
    world.look()
    repair = world.counters.repair

    def late(*arguments: Any) -> bool:
        world.act()
        return repair(*arguments)

    monkeypatch.setattr(world.counters, "repair", late)
    assert world.look(QUIET_MS) is Outcome.DRIFTED
    assert world.likes == 1


def test_what_is_gone_is_no_longer_suspected(world: World) -> None:
    world.lose()
    world.look()
    del world.counters.totals[TWEET]
    assert world.look() is Outcome.GONE
    assert world.agenda.suspicions == {}


def test_a_list_beyond_the_bound_is_passed_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile_totals, "MAX_EDGES", 2)
    world.lose(3)
    assert world.look() is Outcome.TOO_LARGE
    assert world.agenda.suspicions == {}


def test_totals_of_accounts_are_repaired_too(world: World) -> None:
    world.edges.edges[ANN, Total.FOLLOWERS] = 3
    world.edges.edges[ANN, Total.TWEETS] = 2
    world.count(5, ANN, Total.FOLLOWING)
    world.look(target=ANN)
    assert world.look(QUIET_MS, target=ANN) is Outcome.REPAIRED
    assert {total: value for total, value in world.counters.totals[ANN].items() if value} == {
        Total.FOLLOWERS: 3,
        Total.TWEETS: 2,
    }


def test_a_run_looks_at_suspects_hot_targets_and_the_next_of_all_each_once(world: World) -> None:
    world.lose()
    world.agenda.hot.note([TWEET])
    assert world.reconcile.run().outcomes == {Outcome.SUSPECTED: 1, Outcome.RIGHT: 1}
    world.clock.advance(QUIET_MS)
    assert world.reconcile.run().outcomes == {Outcome.REPAIRED: 1, Outcome.RIGHT: 1}


def test_runs_walk_through_everything_and_begin_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tweets = [Target(Holder.TWEET, number) for number in range(5)]
    world = World(counters=FakeCounters(tweets), agenda=FakeAgenda(*tweets))
    monkeypatch.setattr(reconcile_totals, "ROWS", dict.fromkeys(Source, 2))
    assert [world.reconcile.run().outcomes.total() for _ in range(4)] == [2, 2, 1, 2]


def test_a_source_gives_way_when_it_has_cost_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    tweets = [Target(Holder.TWEET, number) for number in range(3)]
    world = World(counters=FakeCounters(tweets), agenda=FakeAgenda(*tweets))
    for tweet in tweets:
        world.edges.edges[tweet, Total.LIKES] = 2
        world.count(2, tweet)
    monkeypatch.setattr(reconcile_totals, "EDGES_A_SOURCE", 3)
    assert world.reconcile.run().outcomes.total() == 2
    assert world.agenda.positions[Source.TWEETS] == "2"
    assert world.reconcile.run().outcomes.total() == 1


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("act"), st.sampled_from([1, -1])),
        st.tuples(st.just("deliver"), st.integers(1, 4)),
        st.tuples(st.just("replay"), st.integers(1, 4)),
        st.tuples(st.just("lose"), st.just(0)),
        st.tuples(st.just("look"), st.just(0)),
        st.tuples(st.just("wait"), st.sampled_from([1, CONFIRMED_AFTER_MS, QUIET_MS // 2, QUIET_MS])),
    ),
    max_size=40,
)


@dataclass
class Streamed:
    """Likes of one tweet and the stream that counts them: in order, now and then twice, late, or never.

    A record that is as old as the reconciler's patience is given up, as an event source does it.
    """

    world: World = field(default_factory=World)
    waiting: list[tuple[int, int, int]] = field(default_factory=list)
    delivered: list[Addition] = field(default_factory=list)
    sequence: int = 0
    lost: bool = False

    @property
    def drift(self) -> int:
        """Return edges less total, but for what is on its way."""
        on_the_way = sum(delta for _, delta, _ in self.waiting)
        return self.world.edges.edges[LIKES] - self.world.likes - on_the_way

    def act(self, delta: int) -> None:
        self.sequence += 1
        self.world.edges.edges[LIKES] += delta
        self.waiting.append((self.sequence, delta, self.world.clock.now_ms()))

    def deliver(self, number: int) -> None:
        batch = [Addition(sequence, {Total.LIKES: delta}) for sequence, delta, _ in self.waiting[:number]]
        del self.waiting[:number]
        self.delivered += batch
        if batch:
            self.world.counters.apply(TWEET, SHARD, batch)

    def replay(self, number: int) -> None:
        if self.delivered:
            self.world.counters.apply(TWEET, SHARD, self.delivered[-number:])

    def lose(self, _: int) -> None:
        self.lost = self.lost or bool(self.waiting)
        del self.waiting[:1]

    def look(self, _: int) -> None:
        drifted = self.drift
        outcome = self.world.look()
        if outcome is Outcome.REPAIRED:
            assert self.lost
        else:
            assert self.drift == drifted

    def wait(self, ms: int) -> None:
        self.world.clock.advance(ms)
        oldest = self.world.clock.now_ms() - QUIET_MS
        kept = [record for record in self.waiting if record[2] > oldest]
        self.lost = self.lost or len(kept) < len(self.waiting)
        self.waiting = kept


# What was lost and what is on its way may add up to the difference of half a day ago: the next repair mends it.
@example([("act", 1), ("look", 0), ("act", 1), ("wait", QUIET_MS), ("act", -1), ("look", 0)])
@example([("act", -1), ("look", 0), ("act", 1), ("wait", QUIET_MS), ("act", -1), ("look", 0)])
@given(STEPS)
def test_no_total_of_which_nothing_was_lost_is_touched_and_every_drift_ends(steps: list[tuple[str, int]]) -> None:
    streamed = Streamed()
    for step, argument in steps:
        getattr(streamed, step)(argument)
    streamed.deliver(len(streamed.waiting))
    for _ in range(3):
        streamed.look(0)
        streamed.wait(QUIET_MS)
    assert streamed.world.likes == streamed.world.edges.edges[LIKES]
    assert streamed.world.look() is Outcome.RIGHT


def test_a_report_of_nothing_is_empty(world: World) -> None:
    assert world.reconcile.check([]) == Report()
