"""What can trend, and under which name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.text import extract_entities
from linnet.domain.trends.events import event_of_engagement, event_of_post
from linnet.domain.trends.names import MAX_PHRASES_A_POST, MAX_TAGS_A_POST, folded, names_in, tag_of, text_hash
from linnet.domain.tweets import Audience, Tweet
from linnet.domain.users import AccountStatus, User

ANN = User(1, "ann", "Ann", created_ms=1)


def names(text: str) -> tuple[str, ...]:
    return names_in(text, extract_entities(text))


def said(text: str) -> int:
    return text_hash(text, extract_entities(text))


def tweet(text: str, **fields: Any) -> Tweet:
    return Tweet(7 << 16, 1, text, extract_entities(text), **fields)


@pytest.mark.parametrize("spelling", ["#Café", "#CAFE", "#cafe\u0301", "#ｃａｆｅ"])
def test_spellings_of_a_hashtag_are_one_tag(spelling: str) -> None:
    assert folded(spelling) == "#cafe"


@pytest.mark.parametrize(("one", "other"), [("#мой", "#мои"), ("#किल", "#कल"), ("#ガス", "#カス")])
def test_marks_that_make_another_letter_stay(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text(max_size=30))
def test_folding_again_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


def test_hashtags_cashtags_and_phrases_are_named_once_as_first_spelled() -> None:
    assert names("Tim Cook: the #iWatch, tim cook! $aapl #IWATCH") == ("#iWatch", "$AAPL", "Tim Cook")


@pytest.mark.parametrize(
    "text",
    [
        "the one",
        "Tim, Cook",
        "Tim #news Cook",
        "Tim @someone Cook",
        "Tim https://example.com Cook",
        "24 hours",
        "in at",
        "Tim\nCook",
    ],
)
def test_words_that_only_meet_are_no_phrase(text: str) -> None:
    assert all(" " not in name for name in names(text))


def test_a_post_names_no_more_than_it_may() -> None:
    found = names(" ".join(f"#tag{number}" for number in range(30)) + " alpha beta gamma delta epsilon" * 9)
    assert sum(name.startswith("#") for name in found) == MAX_TAGS_A_POST
    assert sum(" " in name for name in found) <= MAX_PHRASES_A_POST


@given(st.text(max_size=300))
def test_any_text_has_names_that_fold_to_different_tags(text: str) -> None:
    tags = [folded(name) for name in names(text)]
    assert len(tags) == len(set(tags))
    said(text)


def test_copies_that_differ_in_a_link_an_addressee_or_a_number_say_the_same() -> None:
    assert said("RT @Ann: Buy #GRPN now 1! http://t.co/a") == said("@bob Buy #grpn NOW 22 http://t.co/b")
    assert said("Buy now") != said("Sell now")


@pytest.mark.parametrize(
    ("name", "tag"),
    [("Café", "#cafe"), ("#Café", "#cafe"), ("$BABA", "$baba"), ("Tim  Cook", "tim cook"), ("", None), ("#", None)],
)
def test_somebody_may_name_a_hashtag_without_its_sign(name: str, tag: str | None) -> None:
    assert tag_of(name) == tag


def test_a_name_that_is_too_long_is_none() -> None:
    assert tag_of("a" * 200) is None


def test_a_public_tweet_and_who_likes_it_are_events_of_its_tags() -> None:
    posted = event_of_post(tweet("#one", language="en-GB", sensitive=True), ANN)
    liked = event_of_engagement(tweet("#one", language="en-GB"), ANN, 2, 9 << 16)
    assert posted is not None
    assert (posted.names, posted.at_ms, posted.language, posted.sensitive) == (("#one",), 7, "en", True)
    assert liked is not None
    assert (liked.names, liked.at_ms, liked.actor_id, liked.post_id) == (("#one",), 9, 2, 7 << 16)


@pytest.mark.parametrize(
    "hidden",
    [
        tweet("#one", audience=Audience.FOLLOWERS),
        tweet("#one", audience=Audience.UNLISTED),
        tweet("#one", deleted_ms=5),
        tweet("a"),
    ],
)
def test_what_is_not_for_everybody_or_names_nothing_is_no_event(hidden: Tweet) -> None:
    assert event_of_post(hidden, ANN) is None
    assert event_of_engagement(hidden, ANN, 2, 9 << 16) is None


@pytest.mark.parametrize("author", [replace(ANN, protected=True), replace(ANN, status=AccountStatus.SUSPENDED)])
def test_what_a_hidden_account_posted_is_no_event(author: User) -> None:
    assert event_of_post(tweet("#one"), author) is None
    assert event_of_engagement(tweet("#one"), author, 2, 9 << 16) is None


def test_nobody_engages_with_themselves() -> None:
    assert event_of_engagement(tweet("#one"), ANN, ANN.id, 9 << 16) is None
