"""What filters match: words and their bounds in all scripts, tweets by id, only while they last."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.domain.filters import (
    MAX_KEYWORD,
    Filter,
    FilterAction,
    FilterContext,
    FilteredTweet,
    Filters,
    Keyword,
    contains,
    fold,
)
from linnet.domain.polls import Poll
from linnet.domain.text import Entities
from linnet.domain.tweets import Tweet
from linnet.domain.visibility import Reading

NOW = 1_700_000_000_000
HOME = frozenset({FilterContext.HOME})


def matched(text: str, word: str, *, whole_word: bool = True, **more: object) -> bool:
    keyword = Keyword(7, word, whole_word)
    filters = Filters((Filter(1, "t", HOME, keywords=(keyword,)),), 1)
    return bool(filters.at(NOW).matches(5, [text]))


@pytest.mark.parametrize(
    ("text", "word", "whole", "anywhere"),
    [
        ("Snow is falling", "snow", True, True),
        ("snowfall", "snow", False, True),
        ("resnow", "snow", False, True),
        ("snow_day", "snow", False, True),
        ("snow-day, snow2", "snow", True, True),
        ("snow2", "snow", False, True),
        ("snowsnow snow", "snow", True, True),
        ("#snow", "snow", True, True),
        ("#snowing", "#snow", False, True),
        ("a#snow b", "#snow", True, True),
        ("c++ and c", "c++", True, True),
        ("c++11", "c++", True, True),
        ("https://t.co/abc", "https://t.co/", True, True),
        ("STRASSE", "straße", True, True),
        ("ｓｎｏｗ", "snow", True, True),
        ("今日は雪です", "雪", True, True),
        ("東京タワー", "東京", True, True),
        ("วันนี้หิมะตก", "หิมะ", True, True),
        ("雪snow", "snow", True, True),
        ("сневежный снег", "снег", True, True),
        ("снегопад", "снег", False, True),
        ("cafe\u0301s", "café", False, True),
        ("two  words", "two words", False, False),
        ("so two words here", "two words", True, True),
        ("nothing", "snow", False, False),
        ("", "snow", False, False),
    ],
)
def test_words_end_where_words_end(text: str, word: str, whole: bool, anywhere: bool) -> None:
    assert matched(text, word) is whole
    assert matched(text, word, whole_word=False) is anywhere


def test_a_keyword_of_nothing_matches_nothing() -> None:
    assert not matched("anything", "  ", whole_word=False)
    assert not matched("anything", "", whole_word=False)


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=200), word=st.text(min_size=1, max_size=20))
def test_what_is_found_is_there_and_what_is_there_is_found(text: str, word: str) -> None:
    wanted = fold(word).strip()
    anywhere = matched(text, word, whole_word=False)
    assert anywhere is (bool(wanted) and wanted in fold(text))
    # A whole word is a word, and one that stands alone is always found.
    assert not matched(text, word) or anywhere
    assert not wanted or contains(f"{fold(text)} {wanted} {fold(text)}", wanted, whole_word=True)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=100), word=st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=10))
def test_case_and_form_do_not_matter(text: str, word: str) -> None:
    said = f"{text} {word} {text}"
    for other in (said.upper().lower(), unicodedata.normalize("NFD", said), unicodedata.normalize("NFKC", said)):
        if fold(word) in fold(other):
            assert matched(other, word, whole_word=False)
    assert matched(unicodedata.normalize("NFD", said), unicodedata.normalize("NFC", word))


class Counting(str):
    """A text that counts how often it is searched, and how far."""

    looks: int
    __slots__ = ("looks",)

    def __new__(cls, text: str) -> Counting:
        made = super().__new__(cls, text)
        made.looks = 0
        return made

    def find(self, *args: object) -> int:
        self.looks += 1
        return super().find(*args)  # type: ignore[arg-type]  # as str has it


@pytest.mark.parametrize("size", [1_000, 10_000])
def test_inside_of_a_word_nothing_is_looked_for(size: int) -> None:
    # Each place begins a match that is refused for its bounds.
    text = Counting("a" * size)
    assert not contains(text, "a" * MAX_KEYWORD, whole_word=True)
    assert text.looks <= 2


@pytest.mark.parametrize("size", [1_000, 10_000])
def test_the_worst_text_is_looked_at_once_from_each_place(size: int) -> None:
    text = Counting("a " * (size // 2) + "ab")
    assert not contains(text, "- a" * (MAX_KEYWORD // 3), whole_word=True)
    assert contains(text, "a a", whole_word=True)
    text = Counting("-a" * (size // 2) + "b")
    assert not contains(text, "-a" * (size // 2), whole_word=True)
    assert text.looks <= size


@settings(max_examples=300, deadline=None)
@given(text=st.text("ab -_", max_size=60), word=st.text("ab -_", min_size=1, max_size=5))
def test_no_whole_word_is_missed(text: str, word: str) -> None:
    def bounded(start: int) -> bool:
        end = start + len(word)
        inside = [text[start - 1 : start] + word[0], word[-1] + text[end : end + 1]]
        return not any(len(pair) == 2 and all(each.isalnum() or each == "_" for each in pair) for pair in inside)

    places = [start for start in range(len(text)) if text.startswith(word, start)]
    assert contains(text, word, whole_word=True) is any(bounded(start) for start in places)


def test_text_warning_and_poll_are_looked_at_each_for_itself() -> None:
    poll = Poll(("apples", "pears"), NOW)
    tweet = Tweet(5, 1, "a text", Entities(), content_warning="birds", poll=poll)
    words = tuple(Keyword(number, word) for number, word in enumerate(("text", "birds", "pears", "birds a", "plums")))
    (match,) = Filters((Filter(1, "t", HOME, keywords=words),), 1).at(NOW).of(tweet)
    assert match.keywords == ("text", "birds", "pears")
    assert match.tweet_ids == ()


def test_a_tweet_that_is_named_matches_whatever_it_says() -> None:
    named = Filter(1, "t", HOME, tweets=(FilteredTweet(8, 5),))
    matcher = Filters((named, Filter(2, "other", HOME)), 1).at(NOW)
    (match,) = matcher.matches(5, ["anything"])
    assert (match.filter, match.tweet_ids, match.keywords) == (named, (5,), ())
    assert matcher.matches(6, ["anything"]) == ()


def test_a_filter_that_has_ended_matches_nothing() -> None:
    ending = Filter(1, "t", HOME, expires_ms=NOW, keywords=(Keyword(7, "snow"),))
    filters = Filters((ending,), 1)
    assert filters.at(NOW - 1).matches(5, ["snow"])
    assert filters.at(NOW).matches(5, ["snow"]) == ()


@pytest.mark.parametrize("action", FilterAction)
@pytest.mark.parametrize("context", FilterContext)
def test_only_hide_hides_and_only_in_its_contexts(action: FilterAction, context: FilterContext) -> None:
    each = Filter(1, "t", HOME, action, keywords=(Keyword(7, "snow"),))
    (match,) = Filters((each,), 1).at(NOW).matches(5, ["snow"])
    assert match.hides(context) is (action is FilterAction.HIDE and context is FilterContext.HOME)


def test_every_place_of_reading_has_a_context() -> None:
    assert {each.context for each in Reading} == set(FilterContext)
    assert {each for each in Reading if each.filters_hide} == {Reading.HOME, Reading.LIST, Reading.NOTIFICATIONS}
