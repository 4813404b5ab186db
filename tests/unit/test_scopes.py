"""A parent scope contains its children, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.oauth import scopes
from linnet.domain.oauth.errors import OAuthError

SETS = st.frozensets(st.sampled_from(scopes.SUPPORTED), max_size=6)


@pytest.mark.parametrize(
    ("granted", "wanted", "covered"),
    [
        ("read", "read:statuses", True),
        ("read", "write:statuses", False),
        ("read:statuses", "read", False),
        ("follow", "write:mutes", True),
        ("follow", "read:blocks", True),
        ("follow", "write:statuses", False),
        ("read write", "follow", True),
        ("read", "follow", False),
        ("read", "profile", True),
        ("read:accounts", "profile", True),
        ("profile", "read:accounts", False),
        ("read write", "push", False),
        ("read", "admin:read:accounts", False),
        ("admin:read", "admin:read:accounts", True),
        ("admin:read", "read:accounts", False),
    ],
)
def test_what_a_scope_contains(granted: str, wanted: str, covered: bool) -> None:
    assert scopes.covers(scopes.parse(granted), wanted) is covered


@given(SETS, SETS, SETS)
def test_containing_is_an_order(first: frozenset[str], second: frozenset[str], third: frozenset[str]) -> None:
    assert scopes.within(first, first | second)
    if scopes.within(first, second) and scopes.within(second, third):
        assert scopes.within(first, third)


@given(SETS)
def test_scopes_are_read_as_they_are_written(some: frozenset[str]) -> None:
    assert scopes.parse(scopes.text_of(some)) == some


@pytest.mark.parametrize("text", ["reads", "read,write", "account", "consent", "\0", "é", "read " * 1000])
def test_nobody_may_ask_for_what_no_scope_is(text: str) -> None:
    with pytest.raises(OAuthError):
        scopes.parse(text)


@pytest.mark.parametrize(
    ("asked", "registered", "given_"),
    [
        (None, "read write", "read"),
        (" ", "read write", "read"),
        (None, "write:media", "write:media"),
        ("read:lists write", "read write", "read:lists write"),
    ],
)
def test_an_app_gets_what_it_asks_for_within_what_it_registered(
    asked: str | None, registered: str, given_: str
) -> None:
    assert scopes.chosen(asked, scopes.parse(registered)) == scopes.parse(given_)
