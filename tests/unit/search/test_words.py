"""How text becomes words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.search.words import WordSequence, tokens_of, word_sequence, words_of
from linnet.domain.text import normalize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, WORLD!", ["hello", "world"]),
        ("don't it’s state-of-the-art", ["don", "t", "it", "s", "state", "of", "the", "art"]),
        ("#McGregor_wins @Bob $AAPL", ["mcgregor", "wins", "bob", "aapl"]),
        ("3.5 ½ ²", ["3", "5", "1", "2", "2"]),
        ("", []),
        (" \t\n.,;:-—…", []),
    ],
)
def test_letters_and_digits_make_words_and_everything_else_parts_them(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "CAFE"),
        ("cafe\u0301", "café"),
        ("Straße", "STRASSE"),
        ("Łódź", "lodz"),
        ("Ærø", "aero"),
        ("İSTANBUL", "istanbul"),
        ("ısı", "ISI"),
        ("Ｆｕｌｌ", "full"),
        ("ﬁnal", "final"),
        ("ΣΊΣΥΦΟΣ", "σισυφος"),
        ("ёлка", "елка"),
        ("مُحَمَّد", "محمد"),
        ("أحمد", "احمد"),
        ("שָׁלוֹם", "שלום"),
        ("می\u200cخواهم", "میخواهم"),
        ("co\u00adoperate", "cooperate"),
        ("٣٤", "34"),
        ("ｶﾞﾗｽ", "ガラス"),
    ],
)
def test_spellings_of_one_word_are_folded_together(one: str, other: str) -> None:
    assert words_of(one) == words_of(other)


def test_the_vowel_signs_of_other_scripts_are_kept() -> None:
    assert words_of("कि") != words_of("क")


def test_every_character_of_a_script_without_spaces_begins_one_word() -> None:
    assert words_of("黒猫が") == ["黒猫", "猫が", "が"]
    assert words_of("2014年 iPhone新") == ["2014", "年", "iphone", "新"]
    assert words_of("사과는") == ["사과", "과는", "는"]
    assert words_of("กขค") == ["กข", "ขค", "ค"]


def test_each_emoji_is_a_word_without_shade_and_variation() -> None:
    assert words_of("😲😲win👍🏽❤️") == ["😲", "😲", "win", "👍", "❤"]
    assert words_of("👨‍👩‍👧 🇫🇷 1️⃣") == ["👨‍👩‍👧", "🇫🇷", "1⃣"]
    assert words_of("🏽") == ["🏽"]
    assert words_of("Apple™") == ["apple", "™"]


def test_links_are_no_words_but_bare_hosts_are() -> None:
    assert words_of("see http://t.co/CS32?a=b now") == ["see", "now"]
    assert words_of("it ended.So what") == ["it", "ended", "so", "what"]


def test_a_token_tells_where_its_word_stands_in_the_composed_text() -> None:
    text = "cafe\u0301 ｶﾞｽ 👍🏽"

    spans = [normalize(text)[token.start : token.end] for token in tokens_of(text)]

    assert spans == ["café", "ｶﾞｽ", "ｽ", "👍🏽"]


@pytest.mark.parametrize(
    ("typed", "sequence"),
    [
        ("Apple's", WordSequence(("apple", "s"))),
        ("黒猫", WordSequence(("黒猫",))),
        ("黒猫が", WordSequence(("黒猫", "猫が"))),
        ("猫", WordSequence(("猫",), open_ended=True)),
        ("apple 猫", WordSequence(("apple", "猫"), open_ended=True)),
        ("黒猫 apple", WordSequence(("黒猫", "猫", "apple"))),
        ("㏠", WordSequence(("1", "日"), open_ended=True)),
        ("㌔", WordSequence(("キロ",))),
        ("...", WordSequence(())),
    ],
)
def test_what_is_searched_in_a_script_without_spaces_may_go_on_in_the_text(typed: str, sequence: WordSequence) -> None:
    assert word_sequence(typed) == sequence


UNSPACED = st.text("黒猫が新年사과กขค", min_size=1)


@given(UNSPACED, UNSPACED, UNSPACED)
def test_a_run_of_a_script_without_spaces_is_found_by_every_part_of_it(before: str, part: str, after: str) -> None:
    sequence = word_sequence(part)
    words = words_of(before + part + after)
    length = len(sequence.words)

    *exact, last = sequence.words
    assert any(
        words[start : start + length - 1] == exact
        and (words[start + length - 1].startswith(last) if sequence.open_ended else words[start + length - 1] == last)
        for start in range(len(words) - length + 1)
    )


@given(st.lists(st.text(max_size=8), max_size=6))
def test_white_space_always_parts_words(pieces: list[str]) -> None:
    assert words_of(" ".join(pieces)) == [word for piece in pieces for word in words_of(piece)]


@given(st.text())
def test_any_text_has_words_in_order_without_case_or_space(text: str) -> None:
    tokens = tokens_of(text)

    assert all(token.word and token.word == token.word.casefold() and not token.word.isspace() for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    assert all(0 <= token.start < token.end <= len(normalize(text)) for token in tokens)
