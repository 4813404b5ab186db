"""What becomes of a group when somebody joins it or takes back what they did."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.ids import id_at
from linnet.domain.notifications import MAX_ENTRIES, Entry, Group, Kind, Subject, notice, trim, withdraw

EMPTY = Group(Subject(1, Kind.LIKE, 2))
BOB, CAT = 11, 12


def test_arrivals_behind_one_marker_stand_at_different_places() -> None:
    marker = id_at(7_000, 5)
    places = {notice(EMPTY, BOB, edge_id=50, fresh_id=id_at(9, low), read_upto=marker).position for low in range(3)}

    assert len(places) == 3
    assert min(place for place in places if place is not None) > marker


def test_arrivals_behind_a_marker_of_a_clock_that_is_ahead_are_scattered_over_a_second() -> None:
    marker = id_at(7_000, 5)
    places = {
        notice(EMPTY, BOB, edge_id=50, fresh_id=id_at(at_ms, 9), read_upto=marker).position
        for at_ms in range(1_000, 2_000)
    }

    assert places == {id_at(at_ms, 9) for at_ms in range(7_001, 8_001)}


def test_two_arrivals_of_one_tweet_by_a_clock_that_is_behind_stand_at_different_places() -> None:
    tweet = id_at(7_000, 5)
    mention, bell = (
        notice(Group(Subject(1, kind, tweet)), BOB, edge_id=tweet, fresh_id=id_at(6_000, low), read_upto=0).position
        for low, kind in enumerate((Kind.MENTION, Kind.TWEET))
    )

    assert mention is not None
    assert bell is not None
    assert mention != bell
    assert min(mention, bell) > tweet


def test_an_arrival_lies_above_its_edge_and_above_the_marker_whatever_the_clocks_say() -> None:
    assert notice(EMPTY, BOB, edge_id=50, fresh_id=20, read_upto=10).entries == (Entry(id_at(1, 20), BOB),)
    assert notice(EMPTY, BOB, edge_id=50, fresh_id=20, read_upto=70).entries == (Entry(id_at(1, 20), BOB),)
    assert notice(EMPTY, BOB, edge_id=50, fresh_id=90, read_upto=70).entries == (Entry(90, BOB),)


def test_who_may_be_forgotten_does_not_join_again() -> None:
    forgetful = replace(EMPTY, forgotten_upto=50)

    assert notice(forgetful, BOB, edge_id=50, fresh_id=90, read_upto=0) == forgetful
    assert notice(forgetful, BOB, edge_id=51, fresh_id=90, read_upto=0).entries == (Entry(90, BOB),)


def test_an_entry_withdrawn_unread_comes_back_in_its_place_unless_the_marker_has_passed_it() -> None:
    gone = withdraw(replace(EMPTY, entries=(Entry(90, CAT), Entry(60, BOB))), BOB, read_upto=10)
    assert gone.standing == (Entry(90, CAT),)

    assert notice(gone, BOB, edge_id=95, fresh_id=99, read_upto=10).entries == (Entry(90, CAT), Entry(60, BOB))
    assert notice(gone, BOB, edge_id=95, fresh_id=99, read_upto=60).entries == (Entry(99, BOB), Entry(90, CAT))


def test_what_was_read_is_not_withdrawn() -> None:
    read = replace(EMPTY, entries=(Entry(60, BOB),))

    assert withdraw(read, BOB, read_upto=60) == read
    assert withdraw(read, BOB, read_upto=59).standing == ()


@given(st.lists(st.tuples(st.integers(1, 200), st.booleans()), max_size=300))
def test_a_group_stays_bounded_sorted_and_names_nobody_twice(acts: list[tuple[int, bool]]) -> None:
    group, forgotten = EMPTY, 0
    for number, (actor, does) in enumerate(acts, start=1):
        group = trim(notice(group, actor, number, number, 0) if does else withdraw(group, actor, 0))
        ids = [entry.id for entry in group.entries]
        assert len(ids) <= MAX_ENTRIES
        assert ids == sorted(ids, reverse=True)
        assert len({entry.actor_id for entry in group.entries}) == len(ids)
        assert forgotten <= group.forgotten_upto < min(ids, default=1)
        forgotten = group.forgotten_upto
