"""Cursors carry an id of one list, and nothing else passes for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.errors import Code, DomainError
from linnet.domain.ids import MAX_ID
from linnet.runtime import pagination


@given(st.integers(0, MAX_ID))
def test_a_cursor_gives_back_its_position(position: int) -> None:
    cursor = pagination.encode("home", position)
    assert pagination.decode("home", cursor) == position
    assert len(cursor) <= 64


@given(st.integers(0, MAX_ID))
def test_a_cursor_of_another_list_is_refused(position: int) -> None:
    with pytest.raises(DomainError) as refused:
        pagination.decode("followers", pagination.encode("home", position))
    assert (refused.value.code, refused.value.field) == (Code.INVALID, "cursor")


@given(st.text(max_size=80))
def test_anything_else_is_refused_without_a_surprise(text: str) -> None:
    with pytest.raises(DomainError):
        pagination.decode("home", text)


@given(st.integers(0, MAX_ID), st.integers(0, 17), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_a_cursor_with_a_changed_character_is_refused_or_the_same(position: int, place: int, letter: str) -> None:
    cursor = pagination.encode("home", position)
    changed = cursor[:place] + letter + cursor[place + 1 :]
    if changed != cursor:
        with pytest.raises(DomainError):
            pagination.decode("home", changed)


@given(st.integers(0, MAX_ID), st.integers(0, MAX_ID))
def test_a_cursor_inside_an_entry_gives_back_both_ids(position: int, within: int) -> None:
    cursor = pagination.encode_pair("entries", position, within)
    assert pagination.decode_pair("entries", cursor) == (position, within)
    assert len(cursor) <= 64
    for kind, decode in (("entries", pagination.decode), ("home", pagination.decode_pair)):
        with pytest.raises(DomainError):
            decode(kind, cursor)


@given(st.text(max_size=80))
def test_anything_else_is_refused_as_such_a_cursor(text: str) -> None:
    with pytest.raises(DomainError):
        pagination.decode_pair("entries", text)
