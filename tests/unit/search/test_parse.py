"""Searches as they are typed, and the trees they become."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.errors import Code
from linnet.domain.search.parse import MAX_LENGTH, MAX_TERMS, ParsedQuery, QueryError, parse
from linnet.domain.search.printing import text_of
from linnet.domain.search.tree import (
    And,
    AtLeast,
    ByFollowed,
    Cashtagged,
    Feature,
    From,
    Having,
    InConversation,
    InLanguage,
    LinksTo,
    Mentions,
    Node,
    Not,
    Or,
    Phrase,
    Since,
    Tagged,
    To,
    Total,
    Until,
    Word,
)
from linnet.domain.search.words import words_of
from tests.unit.search.trees import typeable_trees

A, B, C = Word("a"), Word("b"), Word("c")
SEPTEMBER_9: Final = 1_410_220_800_000


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("(a b) c", And((A, B, C))),
        ("((a))", A),
        ('"a  b" c', And((Phrase(("a", "b")), C))),
        ("“a b”", Phrase(("a", "b"))),
        ("a -b", And((A, Not(B)))),
        ('-"a b"', Not(Phrase(("a", "b")))),
        ("-(a b)", Not(And((A, B)))),
        ("-(-a)", A),
        ("a(b)c", And((A, B, C))),
        ("", None),
        ("() -", None),
    ],
)
def test_terms_side_by_side_are_all_asked_for_and_bind_more_than_or(text: str, tree: Node | None) -> None:
    assert parse(text) == ParsedQuery(tree)


@pytest.mark.parametrize(
    ("text", "leaf"),
    [
        ("Don't", Word("Don't")),
        ("or", Word("or")),
        ("from:@Ann", From("ann")),
        ("to:Ann", To("ann")),
        ("@Ann", Mentions("ann")),
        ("＠ann", Mentions("ann")),
        ("#ＡｐｐｌｅEvent", Tagged("appleevent")),
        ("#tag,", Tagged("tag")),
        ("$brk.b", Cashtagged("BRK.B")),
        ("lang:pt-BR", InLanguage("pt-br")),
        ("since:2014-09-09", Since(SEPTEMBER_9)),
        ("until:2014-09-09", Until(SEPTEMBER_9)),
        ("min_likes:10", AtLeast(Total.LIKES, 10)),
        ("min_retweets:0", AtLeast(Total.RETWEETS, 0)),
        ("MIN_REPLIES:1", AtLeast(Total.REPLIES, 1)),
        ("filter:links", Having(Feature.LINKS)),
        ("has:image", Having(Feature.IMAGES)),
        ("is:reply", Having(Feature.REPLIES)),
        ("-filter:quotes", Not(Having(Feature.QUOTES))),
        ("filter:follows", ByFollowed()),
        ("url:example.com", LinksTo("example.com")),
        ('url:"a.b/c_(d)"', LinksTo("a.b/c_(d)")),
        ("https://a.com/c_(d)", LinksTo("https://a.com/c_(d)")),
        ("(https://a.com/c)", LinksTo("https://a.com/c")),
        ("conversation:12", InConversation(12)),
    ],
)
def test_a_term_asks_for_what_its_sign_or_operator_says(text: str, leaf: Node) -> None:
    assert parse(text) == ParsedQuery(leaf)


@pytest.mark.parametrize("text", ["#1", "@", "$1", "@ann@example.org", "#a!b", "$aapl's", "#ﷺ", "@ann/list", "http://"])
def test_what_only_looks_like_a_sign_is_searched_as_words(text: str) -> None:
    root = parse(text).root

    assert root == (Word(text) if words_of(text) else None)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Portland OR", And((Word("Portland"), Phrase(("OR",))))),
        ("OR a", And((Phrase(("OR",)), A))),
        ("(a OR) b", And((A, Phrase(("OR",)), B))),
        ("a OR OR b", Or((And((A, Phrase(("OR",)))), B))),
        ("a -OR b", And((A, Not(Phrase(("OR",))), B))),
    ],
)
def test_an_or_without_something_on_both_sides_is_a_word(text: str, tree: Node) -> None:
    assert parse(text).root == tree


@pytest.mark.parametrize("text", ["a - b", "a --b", "a ... b", '"" a b', "a !!! b", "a () b", 'a "--" b', "a — b"])
def test_punctuation_asks_for_nothing(text: str) -> None:
    assert parse(text).root == And((A, B))


def test_unknown_operators_are_searched_as_words_and_reported_once() -> None:
    assert parse("near:Berlin NEAR:Paris geo:x") == ParsedQuery(
        And((Word("near:Berlin"), Word("NEAR:Paris"), Word("geo:x"))), ("near", "geo")
    )


@pytest.mark.parametrize("text", ["note: this", "10:30", "http://", "re:(a)"])
def test_a_colon_alone_makes_no_operator(text: str) -> None:
    assert parse(text).unknown == ()


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ('a "b', 2, "quotation mark is never closed"),
        ("a -(b", 3, "( is never closed"),
        ("(a) b)", 5, "no open ("),
        ("a from:", 7, "from: needs a username"),
        ("from:a-b", 5, "from: needs a username"),
        ("to:@@a", 3, "to: needs a username"),
        ("lang:english", 5, "such as en"),
        ("since:2014-02-30", 6, "such as 2014-09-09"),
        ("until:20140909", 6, "such as 2014-09-09"),
        ("min_likes:many", 10, "nine digits"),
        ("min_likes:1234567890", 10, "nine digits"),
        ("is:odd", 3, "takes links, media, images, videos, replies, quotes, polls or follows"),
        ("url:https://", 4, "such as example.com"),
        ("url:amazon", 4, "such as example.com"),
        ('url:"a.b c"', 4, "such as example.com"),
        ("conversation:x", 13, "the id of a tweet"),
        ("conversation:9999999999999999999", 13, "the id of a tweet"),
        ("((((((a))))))", 5, "at most 5 parentheses"),
        ("a " * MAX_TERMS + "é b", 60, "at most 30 terms"),
        ("a" * (MAX_LENGTH + 1), MAX_LENGTH, "at most 512 characters"),
        ("a\ud800", 1, "no tweet may hold"),
    ],
)
def test_an_error_tells_where_and_why(text: str, position: int, reason: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(text)

    assert (refused.value.position, refused.value.code, refused.value.field) == (position, Code.INVALID, "q")
    assert reason in refused.value.reason
    assert refused.value.details == {"position": position}


def test_as_much_as_allowed_is_read() -> None:
    assert parse("(((((a)))))").root == A
    assert parse("a" * MAX_LENGTH).root == Word("a" * MAX_LENGTH)
    assert parse("a OR " * (MAX_TERMS - 1) + "a").root == Or((A,) * MAX_TERMS)


@given(typeable_trees())
def test_a_printed_tree_is_read_as_itself(tree: Node) -> None:
    assert parse(text_of(tree)).root == tree


# Mostly signs of the language: random text hardly ever has two that belong together.
SIGNS: Final = """
( ) " “ - -- OR a b 猫 é 😲 ﷺ # #a @a $a : from: since: filter: url: lang: x: http://a.com/ links 2014-09-09 12
"""
TYPED: Final = st.lists(st.sampled_from([*SIGNS.split(), " ", " ", "\u3000", "\x00", "\ud800"])).map("".join)


def answer(text: str) -> ParsedQuery | QueryError:
    try:
        return parse(text)
    except QueryError as refused:
        return refused


@given(TYPED | st.text())
def test_any_text_has_a_tree_or_an_error_with_its_place(text: str) -> None:
    found = answer(text)

    if isinstance(found, QueryError):
        assert 0 <= found.position <= len(text)
        assert found.reason
    elif found.root is not None and len(text_of(found.root)) <= MAX_LENGTH:
        assert parse(text_of(found.root)).root == found.root
