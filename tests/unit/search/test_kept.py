"""What is kept of searches, and how it is bounded."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linnet.domain.errors import Code, DomainError
from linnet.domain.search.kept import (
    MAX_NAME_LENGTH,
    MAX_RECENT,
    MAX_RECENT_BYTES,
    RECENT_LIVES_MS,
    UNCHANGED_MS,
    RecentSearch,
    RecentSearches,
    forgotten,
    kept_name,
    kept_text,
    remembered,
    standing,
)
from linnet.domain.search.parse import MAX_LENGTH, QueryError, parse

NOW_MS = 1_750_000_000_000

pieces = st.sampled_from(
    [
        "a",
        "OR",
        "-",
        "(",
        ")",
        '"',
        " ",
        "  ",
        "\n",
        "\t",
        "\u3000",
        "\u00a0",
        "#tag",
        "@ann",
        "from:",
        "http://x.com/A",
        ":",
    ]
)


@given(st.lists(pieces, max_size=25).map("".join))
@example("a\u3000 OR\n b")
@example('"new\n york"')
def test_a_search_finds_the_same_after_it_was_kept(typed: str) -> None:
    try:
        root = parse(typed).root
    except QueryError:
        with pytest.raises(QueryError):
            kept_text(typed)
        return
    text = kept_text(typed)
    if root is None:
        assert text is None
    else:
        assert text is not None
        assert parse(text).root == root
        assert kept_text(text) == text


def test_a_search_that_cannot_be_read_is_refused_where_it_was_typed() -> None:
    with pytest.raises(QueryError) as refusal:
        kept_text("  a   (b")
    assert refusal.value.position == 6


@pytest.mark.parametrize("name", ["", "  ", "x" * (MAX_NAME_LENGTH + 1), "a\x00b", "a\ud800"])
def test_a_bad_name_is_refused(name: str) -> None:
    with pytest.raises(DomainError) as refusal:
        kept_name(name)
    assert (refusal.value.code, refusal.value.field) == (Code.INVALID, "name")


def test_a_name_is_kept_without_its_margins() -> None:
    assert kept_name(f"  {'x' * 24}\n {'y' * 25} ") == f"{'x' * 24} {'y' * 25}"


acts = st.lists(st.tuples(st.text("ab𝄞", min_size=1, max_size=3), st.integers(0, 2 * UNCHANGED_MS)), max_size=60)


@given(acts)
def test_recent_searches_are_the_newest_distinct_ones_newest_first(made: list[tuple[str, int]]) -> None:
    recent, now_ms = RecentSearches(), NOW_MS
    for query, after_ms in made:
        now_ms += after_ms
        recent = remembered(recent, query, now_ms)

    newest_first = list(dict.fromkeys(query for query, _ in reversed(made)))
    assert [each.query for each in recent.searches] == newest_first[:MAX_RECENT]


def test_the_same_search_again_changes_nothing_for_an_hour() -> None:
    first = remembered(RecentSearches(), "a", NOW_MS)

    assert remembered(first, "a", NOW_MS + UNCHANGED_MS - 1) is first
    assert remembered(first, "a", NOW_MS + UNCHANGED_MS).searches == (RecentSearch("a", NOW_MS + UNCHANGED_MS),)


def test_long_searches_are_fewer_and_the_newest_is_always_kept() -> None:
    recent = RecentSearches()
    for number in range(10):
        recent = remembered(recent, f"{number}" + "𝄞" * (MAX_LENGTH - 1), NOW_MS)

    kept = [each.query[0] for each in recent.searches]
    assert kept == ["9", "8"]
    assert sum(len(each.query.encode()) for each in recent.searches) <= MAX_RECENT_BYTES


def test_a_search_is_too_old_after_a_month_though_newer_ones_stand_beside_it() -> None:
    recent = remembered(RecentSearches(), "old", NOW_MS)
    recent = remembered(recent, "new", NOW_MS + RECENT_LIVES_MS - 1)

    assert [each.query for each in standing(recent, NOW_MS + RECENT_LIVES_MS - 1)] == ["new", "old"]
    assert [each.query for each in standing(recent, NOW_MS + RECENT_LIVES_MS)] == ["new"]
    again = remembered(recent, "newest", NOW_MS + RECENT_LIVES_MS)
    assert [each.query for each in again.searches] == ["newest", "new"]


def test_a_search_that_is_forgotten_leaves_the_others() -> None:
    recent = RecentSearches((RecentSearch("a", 2), RecentSearch("b", 1)), 5)
    assert forgotten(recent, "a") == RecentSearches((RecentSearch("b", 1),), 5)
    assert forgotten(recent, "c") == recent
