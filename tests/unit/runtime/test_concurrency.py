"""Calls that run at once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from linnet.runtime.concurrency import Threads

DEADLOCKED_S = 10


def test_answers_come_in_the_order_of_the_calls() -> None:
    def answer(number: int) -> Callable[[], int]:
        return lambda: number

    assert Threads(3).run([answer(number) for number in range(50)]) == list(range(50))
    assert Threads(3).run([]) == []


def test_calls_run_at_once() -> None:
    meeting = threading.Barrier(3, timeout=DEADLOCKED_S)

    assert sorted(Threads(3).run([meeting.wait] * 3)) == [0, 1, 2]


def test_more_calls_than_threads_may_run_calls_of_their_own() -> None:
    threads, totals = Threads(4), list[int]()

    def one() -> int:
        return 1

    def inner() -> int:
        return sum(threads.run([one, one]))

    waiting = threading.Thread(target=lambda: totals.append(sum(threads.run([inner] * 40))), daemon=True)
    waiting.start()
    waiting.join(DEADLOCKED_S)

    assert totals == [80]


def test_an_error_is_raised_when_all_other_calls_have_ended() -> None:
    ended: list[int] = []

    def fail() -> None:
        raise ValueError("no")

    def end(number: int) -> Callable[[], None]:
        return lambda: ended.append(number)

    with pytest.raises(ValueError, match="no"):
        Threads(2).run([end(1), fail, *(end(number) for number in range(2, 20)), fail])

    assert sorted(ended) == list(range(1, 20))
