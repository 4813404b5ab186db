"""Query trees of every kind, for properties."""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st

from linnet.domain.ids import MAX_ID
from linnet.domain.search.operators import OPERATORS
from linnet.domain.search.parse import MAX_LENGTH, MAX_TERMS
from linnet.domain.search.printing import text_of
from linnet.domain.search.tree import (
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
    Phrase,
    Since,
    Tagged,
    To,
    Total,
    Until,
    Word,
    all_of,
    any_of,
    leaves_of,
    negated,
)
from linnet.domain.search.words import words_of
from linnet.domain.timelines import DAY_MS

TYPED = st.text("abzABZ09éß猫ガ😲'.,:!?&*_/-", min_size=1, max_size=8)
USERNAMES = st.text("abz09_", min_size=1, max_size=8)
# From 1970 to 2099.
MIDNIGHTS = st.integers(0, 47_000).map(lambda day: day * DAY_MS)


def is_plain(text: str) -> bool:
    """Tell whether a text is read as a word: not as an operator, a negation or a sign of the language."""
    name, colon, _ = text.partition(":")
    return bool(words_of(text)) and text[0] != "-" and not (colon and name.lower() in OPERATORS)


WORDS = TYPED.filter(is_plain).map(Word)
PHRASES = st.lists(TYPED, min_size=1, max_size=4).filter(lambda words: bool(words_of(" ".join(words))))
LEAVES: st.SearchStrategy[Node] = st.one_of(
    WORDS,
    PHRASES.map(lambda words: Phrase(tuple(words))),
    st.just(Phrase(("OR",))),
    USERNAMES.map(From),
    USERNAMES.map(To),
    USERNAMES.map(Mentions),
    st.text("abz猫é", min_size=1, max_size=8).map(Tagged),
    st.text("ABZ", min_size=1, max_size=6).map(Cashtagged),
    st.sampled_from(["en", "pt-br", "zh-hant-tw"]).map(InLanguage),
    MIDNIGHTS.map(Since),
    MIDNIGHTS.map(Until),
    st.builds(AtLeast, st.sampled_from(Total), st.integers(0, 999_999_999)),
    st.sampled_from(Feature).map(Having),
    st.just(ByFollowed()),
    st.sampled_from(["example.com", "http://t.co/Ab", "a.b/c_(d)", "https://example.com/?q=(1)"]).map(LinksTo),
    st.integers(0, MAX_ID).map(InConversation),
)


@st.composite
def trees(draw: st.DrawFn, depth: int = 4) -> Node:
    """Draw a tree in its one form, with at most as many parentheses around a leaf as may be typed."""
    if depth == 0 or draw(st.booleans()):
        return draw(LEAVES)
    parts = draw(st.lists(trees(depth - 1), min_size=1, max_size=3))
    node = draw(st.sampled_from([all_of, any_of]))(parts)
    assert node is not None
    return negated(node) if draw(st.booleans()) else node


@st.composite
def typeable_trees(draw: st.DrawFn) -> Node:
    """Draw a tree that is no longer than a search may be."""
    tree = draw(trees())
    assume(len(list(leaves_of(tree))) <= MAX_TERMS and len(text_of(tree)) <= MAX_LENGTH)
    return tree
