"""The trees that searches become."""

from __future__ import annotations

import pytest

from linnet.domain.search.tree import (
    And,
    From,
    Not,
    Or,
    To,
    Word,
    all_of,
    any_of,
    leaves_of,
    negated,
    usernames_of,
    with_accounts,
)

A, B, C = Word("a"), Word("b"), Word("c")


def test_what_asks_for_one_thing_is_that_thing() -> None:
    assert all_of([]) is None
    assert any_of([]) is None
    assert all_of([A]) == any_of([A]) == A


def test_a_tree_has_one_form() -> None:
    assert all_of([And((A, B)), C]) == And((A, B, C))
    assert any_of([A, Or((B, C))]) == Or((A, B, C))
    assert negated(negated(A)) == A


@pytest.mark.parametrize(
    "build",
    [
        lambda: And((A,)),
        lambda: And((A, And((B, C)))),
        lambda: Or(()),
        lambda: Or((Or((A, B)), C)),
        lambda: Not(Not(A)),
    ],
)
def test_no_other_form_can_be_made(build: object) -> None:
    assert callable(build)
    with pytest.raises(ValueError, match="use"):
        build()


def test_the_accounts_behind_names_are_filled_in_wherever_the_names_stand() -> None:
    tree = And((From("ann"), Not(Or((To("bob"), From("nobody")))), A))

    assert usernames_of(tree) == {"ann", "bob", "nobody"}
    assert with_accounts(tree, {"ann": 1, "bob": 2}) == And(
        (From("ann", 1), Not(Or((To("bob", 2), From("nobody")))), A)
    )


def test_leaves_come_in_the_order_of_the_text() -> None:
    assert list(leaves_of(And((Or((A, Not(B))), C)))) == [A, B, C]
