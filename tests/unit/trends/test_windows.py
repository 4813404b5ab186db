"""Windows: what is counted does not depend on order, repetitions and cuts, and what is lost has a bound."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.trends.blobs import (
    MalformedBlob,
    decode_hour,
    decode_window,
    encode_hour,
    encode_window,
)
from linnet.domain.trends.events import EventKind, TrendEvent
from linnet.domain.trends.hours import summarized
from linnet.domain.trends.settings import TrendSettings
from linnet.domain.trends.sketches import SIZE, distinct, hash_of, shared, sketch_of
from linnet.domain.trends.windows import WindowAggregate, aggregate, merged
from tests.unit.trends.trend_world import post

SETTINGS = TrendSettings()

EVENTS = st.lists(
    st.builds(
        lambda kind, number, actor, names: TrendEvent(
            # A post has one author.
            kind,
            number << 16,
            number % 50 if kind is EventKind.POST else actor,
            number,
            tuple(names),
            None,
            number % 5,
            number % 3 == 0,
        ),
        st.sampled_from(EventKind),
        st.integers(1, 60),
        st.integers(1, 80),
        st.lists(st.sampled_from(["#a", "#A", "#b", "$c", "two words", "#é"]), min_size=1, max_size=3, unique=True),
    ),
    max_size=120,
)


@given(EVENTS, st.randoms(use_true_random=False))
def test_order_and_repetitions_of_events_change_no_byte(events: list[TrendEvent], chance: random.Random) -> None:
    again = [*events, *chance.choices(events, k=len(events))] if events else []
    chance.shuffle(again)
    assert encode_window(aggregate(again, SETTINGS)) == encode_window(aggregate(events, SETTINGS))


@given(EVENTS, st.lists(st.integers(0, 120), max_size=4), st.integers(0, 20), st.randoms(use_true_random=False))
def test_parts_that_overlap_and_come_in_any_order_make_the_whole(
    events: list[TrendEvent], cuts: list[int], overlap: int, chance: random.Random
) -> None:
    borders = sorted({0, len(events), *(min(cut, len(events)) for cut in cuts)})
    parts = [aggregate(events[max(0, first - overlap) : last], SETTINGS) for first, last in pairwise(borders)]
    chance.shuffle(parts)
    assert merged([aggregate(events, SETTINGS), *parts]) == merged(parts) or not parts
    assert merged([*parts, WindowAggregate()]) == aggregate(events, SETTINGS)


@given(EVENTS, EVENTS, EVENTS)
def test_merging_is_commutative_associative_and_idempotent(
    first: list[TrendEvent], second: list[TrendEvent], third: list[TrendEvent]
) -> None:
    one, two, three = (aggregate(events, SETTINGS) for events in (first, second, third))
    assert merged([one, two]) == merged([two, one])
    assert merged([merged([one, two]), three]) == merged([one, merged([two, three])])
    assert merged([one, one]) == one


@given(st.sets(st.integers(0, 1 << 62), max_size=SIZE - 1))
def test_fewer_than_the_size_of_a_sketch_are_counted_exactly(members: set[int]) -> None:
    assert distinct(sketch_of(map(hash_of, members))) == len(members)


@pytest.mark.parametrize("size", [100, 1_000, 5_000])
def test_estimates_of_many_are_off_by_a_fifth(size: int) -> None:
    chance = random.Random(size)
    errors = []
    for _ in range(60):
        first = chance.getrandbits(60)
        errors.append(distinct(sketch_of(hash_of(first + number) for number in range(size))) / size - 1)
    spread = (sum(error**2 for error in errors) / len(errors)) ** 0.5
    # The standard error is 18 %: that of sixty draws is within a few points of it.
    assert spread < 0.25
    assert abs(sum(errors) / len(errors)) < 0.08


def test_how_much_two_crowds_share_is_estimated() -> None:
    def crowd(first: int, last: int) -> tuple[int, ...]:
        return sketch_of(hash_of(number) for number in range(first, last))

    assert shared(crowd(0, 20), crowd(0, 20)) == 1
    assert shared(crowd(0, 20), crowd(20, 30)) == 0
    assert shared(crowd(0, 10), crowd(0, 20)) == 1
    assert shared((), crowd(0, 20)) == 0
    assert shared(crowd(0, 2_000), crowd(1_000, 3_000)) == pytest.approx(0.5, abs=0.25)


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 25)), max_size=60), min_size=1, max_size=4),
    st.integers(1, 6),
    st.integers(1, 6),
)
def test_what_is_pruned_had_no_more_authors_than_the_bound_says(
    parts: Sequence[Sequence[tuple[int, int]]], kept: int, kept_of_merge: int
) -> None:
    authors: defaultdict[str, set[int]] = defaultdict(set)
    aggregates = []
    for part in parts:
        for tag, author in part:
            authors[f"#t{tag}"].add(author)
        events = [post(author, 1_000 + number, f"#t{tag}") for number, (tag, author) in enumerate(part)]
        aggregates.append(aggregate(events, replace(SETTINGS, max_tags=kept)))
        assert len(aggregates[-1].tags) <= kept
    whole = merged(aggregates, replace(SETTINGS, max_tags=kept_of_merge))
    assert len(whole.tags) <= kept_of_merge
    for name, expected in authors.items():
        if name in whole.tags:
            counted = whole.tags[name].author_count
            assert counted <= len(expected) <= counted + sum(each.missed for each in aggregates)
        else:
            assert len(expected) <= whole.missed


def test_the_tags_with_most_authors_stay_whatever_one_account_floods() -> None:
    flood = [post(1, 1_000 + number, "#flood") for number in range(50)]
    real = [post(author, 2_000, "#real") for author in range(3)]
    kept = aggregate([*flood, *real], replace(SETTINGS, max_tags=1))
    assert list(kept.tags) == ["#real"]
    assert kept.missed == 1


def test_phrases_leave_room_for_hashtags() -> None:
    events = [post(author, 1_000, f"word{number} more") for number in range(20) for author in range(3)]
    kept = aggregate([*events, post(1, 1_000, "#tag")], replace(SETTINGS, max_tags=10, max_phrases=5))
    assert "#tag" in kept.tags
    assert len(kept.tags) == 6


def test_the_fullest_window_fits_into_an_item() -> None:
    chance = random.Random(1)
    events = [
        replace(
            post(chance.getrandbits(40), 1_000, *(f"#{'long' * 20}{tag}" for tag in range(first, first + 10))),
            post_id=chance.getrandbits(60),
        )
        for first in range(0, 700, 10)
        for _ in range(40)
    ]
    full = aggregate(events, SETTINGS)
    assert 0 < len(full.tags) < 700
    assert full.missed > 0
    assert 300_000 < len(encode_window(full)) < 360_000
    assert decode_window(encode_window(full)) == full


@given(EVENTS)
def test_a_window_and_an_hour_are_read_as_written(events: list[TrendEvent]) -> None:
    window = aggregate(events, SETTINGS)
    assert decode_window(encode_window(window)) == window
    hour = summarized(window, SETTINGS)
    assert decode_hour(encode_hour(hour)) == hour


@given(EVENTS, st.data())
def test_a_damaged_blob_is_refused_or_read_but_never_breaks(events: list[TrendEvent], data: st.DataObject) -> None:
    blob = bytearray(encode_window(aggregate(events, SETTINGS)))
    at = data.draw(st.integers(0, len(blob) - 1))
    blob[at] = data.draw(st.integers(0, 255))
    for damaged in (bytes(blob), bytes(blob[:at]), bytes(blob) + b"x"):
        try:
            decode_window(damaged)
        except MalformedBlob:
            continue


@pytest.mark.parametrize("blob", [b"", b"\x02\x00\x00", b"\x01\x00", b"\x01\x00\x00x", b"\x01" + b"\xff" * 12])
def test_bytes_of_another_version_or_shape_are_refused(blob: bytes) -> None:
    with pytest.raises(MalformedBlob):
        decode_window(blob)


def test_an_hour_keeps_its_heaviest_tags() -> None:
    events = [post(author, 1_000, f"#t{tag}") for tag in range(5) for author in range(tag + 1)]
    counts = summarized(aggregate(events, SETTINGS), replace(SETTINGS, max_hour_tags=2))
    assert set(counts.tags) == {"#t4", "#t3"}
    assert counts.tags["#t4"] == (5, 5)
