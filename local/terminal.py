"""What the commands print: steps with their time, and a table of places."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_NAME_WIDTH = 12


class Step:
    """A step in progress; what it says last is what stays on the screen."""

    def __init__(self, name: str, doing: str) -> None:
        self._name = name
        self._interactive = sys.stdout.isatty()
        self._started = time.monotonic()
        self._result = doing
        if self._interactive:
            print(f"  {name:<{_NAME_WIDTH}} {doing} …", end="", flush=True)

    def say(self, result: str) -> None:
        self._result = result
        if self._interactive:
            print(f"\r\033[K  {self._name:<{_NAME_WIDTH}} {result} …", end="", flush=True)

    def end(self) -> None:
        line = f"  {self._name:<{_NAME_WIDTH}} {self._result}"
        seconds = time.monotonic() - self._started
        print(f"{chr(13) + chr(27) + '[K' if self._interactive else ''}{line:<60} {seconds:5.1f} s", flush=True)

    def give_up(self) -> None:
        if self._interactive:
            print(flush=True)


@contextmanager
def step(name: str, doing: str) -> Iterator[Step]:
    """Show a step while it runs and its time when it is done."""
    current = Step(name, doing)
    try:
        yield current
    except BaseException:
        current.give_up()
        raise
    current.end()


def places(rows: Sequence[tuple[str, str]]) -> str:
    """Return the rows as aligned lines."""
    return "\n".join(f"  {name:<{_NAME_WIDTH}} {value}" for name, value in rows)


def fail(message: str) -> None:
    """Print why a command ends without success."""
    print(message, file=sys.stderr, flush=True)
