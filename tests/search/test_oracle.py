"""What each part of the language finds among a few tweets."""

from __future__ import annotations

from typing import Any, Final

import pytest

from linnet.domain.ids import id_at
from linnet.domain.search.documents import TweetDocument, tweet_document
from linnet.domain.search.parse import parse
from linnet.domain.search.tree import with_accounts
from linnet.domain.text import extract_entities
from linnet.domain.tweets import Tweet, TweetCounts
from linnet.domain.users import User
from tests.search.oracle import finds

ANN, BOB = 1, 2
SEPTEMBER_9: Final = 1_410_220_800_000


def document(text: str, author_id: int = ANN, **fields: Any) -> TweetDocument:
    tweet = Tweet(id_at(SEPTEMBER_9), author_id, text, extract_entities(text), **fields)
    found = tweet_document(tweet, User(author_id, str(author_id), "", 0), version=1)
    assert isinstance(found, TweetDocument)
    return found


def found_by(query: str, tweet: TweetDocument, followed: frozenset[int] = frozenset()) -> bool:
    root = parse(query).root
    return finds(None if root is None else with_accounts(root, {"ann": ANN, "bob": BOB}), tweet, followed)


NEWS: Final = document("Apple's new iPhone, état de l'art: it ended.So what?")
CAT: Final = document("今日は黒猫がいる apple")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "apple",
        "IPHONE apple",
        "Apples OR apple",
        "-banana",
        '"new iphone"',
        "new-iphone",
        "etat",
        "l'art",
        '"ended so"',
        "()",
    ],
)
def test_words_are_found_in_any_order_and_spelling_and_phrases_side_by_side(query: str) -> None:
    assert found_by(query, NEWS)


@pytest.mark.parametrize(
    "query", ["app", "apples", "iphone banana", '"iphone new"', '"apple new"', "-apple", "-(what OR banana)", "arts"]
)
def test_other_words_other_orders_and_parts_of_words_are_not_found(query: str) -> None:
    assert not found_by(query, NEWS)


@pytest.mark.parametrize("query", ["黒猫", "猫", "今日は黒猫", '"いる apple"', "黒猫 apple", "る", "-白猫"])
def test_scripts_without_spaces_are_found_by_any_part(query: str) -> None:
    assert found_by(query, CAT)


@pytest.mark.parametrize("query", ["黒が", "猫黒", '"黒猫 apple"', "-猫", "白猫"])
def test_scripts_without_spaces_are_not_found_by_what_does_not_stand_there(query: str) -> None:
    assert not found_by(query, CAT)


REPLY: Final = document(
    "@Bob see https://www.Example.com/a/B #Ｔag $brk.b",
    reply_to_id=5,
    reply_to_author_id=BOB,
    root_id=4,
    language="pt-BR",
    counts=TweetCounts(likes=3, retweets=2, replies=1),
)


@pytest.mark.parametrize(
    "query",
    """
    from:ann to:@bob @BOB #tag $BRK.B lang:pt lang:pt-br since:2014-09-09 until:2014-09-10 min_likes:3 min_retweets:2
    min_replies:1 filter:links is:reply conversation:4 url:example.com url:www.example.com/a https://example.com/a/B
    filter:follows
    """.split(),
)
def test_each_operator_finds_what_has_it(query: str) -> None:
    assert found_by(query, REPLY, followed=frozenset({ANN}))
    assert not found_by(f"-{query}", REPLY, followed=frozenset({ANN}))


@pytest.mark.parametrize(
    "query",
    """
    from:bob from:nobody to:ann to:nobody @ann #ta $BRK lang:pt-pt lang:por lang:en since:2014-09-10 until:2014-09-09
    min_likes:4 min_retweets:3 min_replies:2 conversation:5 url:ample.com url:a.example.com url:example.com/b
    url:example.com/a/b https filter:follows filter:media filter:images filter:videos filter:quotes filter:polls
    """.split(),
)
def test_no_operator_finds_what_has_something_else(query: str) -> None:
    assert not found_by(query, REPLY, followed=frozenset({BOB}))


def test_what_answers_nobody_is_not_found_as_an_answer_to_an_unknown_name() -> None:
    assert not found_by("to:nobody", NEWS)
    assert not found_by("from:nobody", NEWS)
