"""Totals equal their edge sets, whatever becomes of the records on their way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.changes import EngagementChange, PairChange, PostChange
from linnet.domain.counting import Addition, Change, Holder, Target, Total, deltas
from linnet.domain.graph import Relationship
from linnet.domain.text import Entities
from linnet.domain.tweets import Flags, Retweet, Tweet
from linnet.ports.counters import Counters, Totals
from linnet.services.count_changes import HOT_FROM, CountChanges, CountingStopped
from linnet.services.review_celebrity import ReviewCelebrity
from tests.fakes.counters import FakeCounters
from tests.fakes.graph import FakeCelebrities
from tests.fakes.indexing import FakeIndexTotals
from tests.fakes.pushes import nobody_watches
from tests.fakes.reconciling import FakeHotTargets

ANN, BOB = Target(Holder.USER, 1), Target(Holder.USER, 2)
PARENT, QUOTED, ORIGINAL = (Target(Holder.TWEET, number) for number in (50, 51, 52))
REPLY = Tweet(60, ANN.id, "yes", Entities(), reply_to_id=PARENT.id, quote_of_id=QUOTED.id)
RETWEET = Retweet(61, ANN.id, ORIGINAL.id, BOB.id)
FOLLOWING = Relationship(ANN.id, BOB.id, follow_id=5, version=1)


def posted(old: Tweet | Retweet | None, new: Tweet | Retweet | None) -> Mapping[Target, Mapping[Total, int]]:
    return deltas(PostChange(old, new, content=True, sequence=1))


def test_a_reply_that_quotes_counts_for_its_author_its_parent_and_the_quoted_tweet() -> None:
    assert posted(None, REPLY) == {ANN: {Total.TWEETS: 1}, PARENT: {Total.REPLIES: 1}, QUOTED: {Total.QUOTES: 1}}


def test_a_deletion_takes_back_what_the_tweet_counted() -> None:
    gone = replace(REPLY, deleted_ms=9)
    assert posted(REPLY, gone) == {ANN: {Total.TWEETS: -1}, PARENT: {Total.REPLIES: -1}, QUOTED: {Total.QUOTES: -1}}
    assert posted(gone, None) == {}


def test_an_edit_and_a_moved_total_count_nothing() -> None:
    assert posted(REPLY, replace(REPLY, text="no", edited_ms=5)) == {}
    assert posted(None, None) == {}


def test_a_retweet_counts_as_a_tweet_of_its_author_and_by_the_engagement_for_the_original() -> None:
    assert posted(None, RETWEET) == {ANN: {Total.TWEETS: 1}}
    assert posted(RETWEET, None) == {ANN: {Total.TWEETS: -1}}
    done = EngagementChange(ANN.id, ORIGINAL.id, None, Flags(retweet_id=61), 1)
    undone = EngagementChange(ANN.id, ORIGINAL.id, Flags(retweet_id=61, like_id=60), Flags(like_id=60), 1)
    assert deltas(done) == {ORIGINAL: {Total.RETWEETS: 1}}
    assert deltas(undone) == {ORIGINAL: {Total.RETWEETS: -1}}


def test_a_follow_counts_on_both_sides_and_a_request_on_none() -> None:
    assert deltas(PairChange(None, FOLLOWING, 1)) == {BOB: {Total.FOLLOWERS: 1}, ANN: {Total.FOLLOWING: 1}}
    assert deltas(PairChange(FOLLOWING, replace(FOLLOWING, muted_until_ms=0), 1)) == {}
    ended = replace(FOLLOWING, follow_id=None, blocking=True)
    assert deltas(PairChange(FOLLOWING, ended, 1)) == {BOB: {Total.FOLLOWERS: -1}, ANN: {Total.FOLLOWING: -1}}
    assert deltas(PairChange(None, replace(FOLLOWING, follow_id=None, requested_id=4), 1)) == {}


@dataclass
class Failing:
    """Counters that die at the n-th call, before or after the write, and are well again afterwards."""

    store: Counters
    fail_at: int | None = None
    after_the_write: bool = False
    calls: list[Target] = field(default_factory=list)

    def apply(self, target: Target, shard: str, additions: Sequence[Addition]) -> Totals | None:
        self.calls.append(target)
        dies = self.fail_at == len(self.calls)
        if dies and not self.after_the_write:
            raise ConnectionError
        totals = self.store.apply(target, shard, additions)
        if dies:
            raise ConnectionError
        return totals


def counting(counters: Counters) -> CountChanges:
    return CountChanges(
        counters,
        ReviewCelebrity(FakeCelebrities(), on=10**9, off=0),
        nobody_watches(),
        FakeHotTargets(),
        FakeIndexTotals(),
    )


def test_what_gets_much_in_a_batch_is_noted_as_hot() -> None:
    counters, hot = FakeCounters([ANN, BOB]), FakeHotTargets()
    count = replace(counting(counters), hot_targets=hot)
    pairs = [replace(FOLLOWING, user_id=user_id) for user_id in range(100, 100 + HOT_FROM)]
    count.run("one", [PairChange(None, pair, number) for number, pair in enumerate(pairs[1:], start=1)])
    assert hot.noted == set()
    count.run("two", [PairChange(None, pair, number) for number, pair in enumerate(pairs, start=1)])
    assert hot.noted == {BOB}


def test_the_index_hears_of_totals_that_searches_ask_for_once_a_batch() -> None:
    counters, totals = FakeCounters([ANN, BOB, PARENT]), FakeIndexTotals()
    count = replace(counting(counters), index_totals=totals)
    pairs = [replace(FOLLOWING, user_id=user_id) for user_id in (100, 101)]
    count.run("one", [PairChange(None, pair, number) for number, pair in enumerate(pairs, start=1)])
    assert (totals.tweets, totals.users) == (set(), {BOB.id})
    count.run("two", [PostChange(None, REPLY, content=True, sequence=3)])
    assert totals.tweets >= {PARENT.id}
    # How many tweets somebody has posted is nothing that is searched for.
    assert totals.users == {BOB.id}


def test_a_batch_whose_totals_did_not_reach_the_index_comes_again() -> None:
    class Down(FakeIndexTotals):
        def send(self, tweet_ids: Collection[int], user_ids: Collection[int]) -> None:
            raise ConnectionError

    count = replace(counting(FakeCounters([ANN, BOB])), index_totals=Down())
    with pytest.raises(CountingStopped) as stopped:
        count.run("s", [PairChange(None, FOLLOWING, 8)])
    assert stopped.value.sequence == 8


def test_one_write_for_each_target_of_a_batch() -> None:
    counters = Failing(FakeCounters([ANN, BOB]))
    pairs = [replace(FOLLOWING, user_id=user_id) for user_id in (100, 101, 102)]
    counting(counters).run("s", [PairChange(None, pair, number) for number, pair in enumerate(pairs)])
    assert counters.calls.count(BOB) == 1


def test_the_batch_goes_on_from_the_first_record_of_the_target_that_failed() -> None:
    counters = Failing(FakeCounters([ANN, BOB, PARENT, QUOTED]), fail_at=2)
    changes: list[Change] = [
        PostChange(None, REPLY, content=True, sequence=7),
        PairChange(None, FOLLOWING, 8),
        PostChange(None, replace(REPLY, id=62), content=True, sequence=9),
    ]
    with pytest.raises(CountingStopped) as stopped:
        counting(counters).run("s", changes)
    assert stopped.value.sequence == 7
    assert isinstance(stopped.value.__cause__, ConnectionError)
    assert len(counters.calls) == 2


def edges_to_records(toggles: Sequence[tuple[int, int]]) -> list[PairChange]:
    """Return the records of pairs that are followed and unfollowed in turn; a shard holds every change of a pair."""
    standing: dict[tuple[int, int], Relationship] = {}
    records: list[PairChange] = []
    # Numbers of differing length: as texts, they would sort otherwise.
    for sequence, (user_id, target_id) in enumerate(toggles, start=7):
        before = standing.get((user_id, target_id))
        version = 1 if before is None else before.version + 1
        follow_id = None if before is not None and before.following else sequence
        after = Relationship(user_id, target_id, follow_id=follow_id, version=version)
        standing[user_id, target_id] = after
        records.append(PairChange(before, after, sequence))
    return records


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[tuple[str, list[PairChange]]], list[PairChange]]:
    """Draw shards of records, and batches of them as streams deliver: in order, re-split, repeated, interleaved."""
    batches: dict[str, list[list[PairChange]]] = {}
    everything: list[PairChange] = []
    for number in range(draw(st.integers(1, 3))):
        users = st.integers(100 * number + 100, 100 * number + 103)
        toggles = draw(st.lists(st.tuples(users, st.sampled_from([ANN.id, BOB.id])), max_size=12))
        records = edges_to_records(toggles)
        everything += records
        position = 0
        cuts: list[list[PairChange]] = []
        while position < len(records):
            size = draw(st.integers(1, 4))
            cuts.append(records[position : position + size])
            # A batch that was delivered may come again from an earlier record on, cut in another way.
            back = draw(st.integers(0, 3)) if len(cuts) < 30 else 0
            position = max(0, position + size - back)
        # Somebody replays the shard when all is long counted.
        late = bool(records) and draw(st.booleans())
        batches[f"shard {number}"] = [*cuts, records] if late else cuts
    order = draw(st.permutations([shard for shard, cut in batches.items() for _ in cut]))
    return [(shard, batches[shard].pop(0)) for shard in order], everything


@given(deliveries(), st.integers(0, 40), st.booleans())
def test_totals_equal_the_edges_whatever_happens_to_the_batches(
    delivered: tuple[list[tuple[str, list[PairChange]]], list[PairChange]], fail_at: int, after_the_write: bool
) -> None:
    batches, records = delivered
    people = {Target(Holder.USER, each) for change in records if change.after for each in _people(change.after)}
    store = FakeCounters(people)
    counters = Failing(store, fail_at, after_the_write)
    for shard, batch in batches:
        try:
            counting(counters).run(shard, batch)
        except CountingStopped as stopped:
            # The worker died: the shard goes on from where it was told.
            counting(counters).run(shard, [change for change in batch if change.sequence >= stopped.sequence])
    final = {(change.after.user_id, change.after.target_id): change.after for change in records if change.after}
    expected: dict[Target, Counter[Total]] = {target: Counter() for target in people}
    for pair in final.values():
        if pair.following:
            expected[Target(Holder.USER, pair.user_id)][Total.FOLLOWING] += 1
            expected[Target(Holder.USER, pair.target_id)][Total.FOLLOWERS] += 1
    for target, totals in store.totals.items():
        assert all(total >= 0 for total in totals.values())
        assert +totals == +expected[target]


def _people(pair: Relationship) -> tuple[int, int]:
    return pair.user_id, pair.target_id
