"""Bounds of command-line arguments."""

from argparse import ArgumentTypeError

import pytest

from local.arguments import between


def test_a_number_within_its_bounds_is_read_as_its_kind() -> None:
    assert between(1, 5, int)("5") == 5
    assert between(0.5, 5.0, float)("0.5") == 0.5


@pytest.mark.parametrize("text", ["0", "6", "1.5", "many", ""])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        between(1, 5, int)(text)


def test_no_number_is_refused_too() -> None:
    with pytest.raises(ArgumentTypeError):
        between(0.5, 5.0, float)("nan")
