"""Arguments of commands that have bounds."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeVar

Number = TypeVar("Number", int, float)


def between(least: Number, most: Number, kind: Callable[[str], Number]) -> Callable[[str], Number]:
    """Return a reader of numbers for argparse that refuses those out of bounds."""

    def read(text: str) -> Number:
        try:
            value = kind(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{text} is not a number") from error
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text} is not between {least} and {most}")
        return value

    return read
