"""Muted words match as words, in every script and spelling."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.notification_choices import Choices, folded_words


def silences(word: str, text: str) -> bool:
    return Choices(muted_words=folded_words([word])).silences(text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("spoiler", "a Spoiler!"),
        ("spoiler", "#SPOILER"),
        ("two words", "these two words here"),
        ("straße", "in der STRASSE"),
        ("ｗｉｄｅ", "as wide as that"),
        ("雪", "昨日雪が降った"),
        ("หิมะ", "มีหิมะตก"),
        ("cat", "concatenate the cat"),
    ],
)
def test_a_muted_word_silences_its_spellings(word: str, text: str) -> None:
    assert silences(word, text)


@pytest.mark.parametrize(("word", "text"), [("cat", "concatenate"), ("кот", "котлета"), ("a b", "a  b"), ("x", "")])
def test_parts_of_words_are_other_words(word: str, text: str) -> None:
    assert not silences(word, text)


def test_words_are_stored_folded_once_and_without_blanks() -> None:
    assert folded_words([" Snow", "snow ", "", "  ", "Ice"]) == ("ice", "snow")


@given(st.text(max_size=200), st.text(min_size=1, max_size=50))
def test_any_text_and_word_can_be_compared(text: str, word: str) -> None:
    silences(word, text)


def test_the_longest_text_is_compared_with_all_words_in_a_moment() -> None:
    choices = Choices(muted_words=tuple("a" * 49 + chr(0x61 + number % 26) for number in range(100)))
    began = time.perf_counter()
    choices.silences("a" * 10_000)

    assert time.perf_counter() - began < 2
