"""The scheduler: one at a time, in an order that the seed decides, and dead is dead."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from tests.simulation.schedule import Interleaved, Life, Scheduler, Stuck


def scheduler(seed: int = 1) -> Scheduler:
    return Scheduler(Random(seed), start_ms=1_000_000)


def order_of(seed: int) -> list[str]:
    made, done = scheduler(seed), []

    def steps(name: str) -> Callable[[], None]:
        def run() -> None:
            for number in range(3):
                done.append(f"{name}{number}")
                made.sleep(0)

        return run

    made.join([made.spawn(name, steps(name)) for name in "abc"])
    return done


def test_one_seed_gives_one_order_and_others_give_others() -> None:
    assert order_of(1) == order_of(1)
    assert len({tuple(order_of(seed)) for seed in range(10)}) > 5


def test_a_sleep_takes_virtual_time_only() -> None:
    made, woken = scheduler(), []

    def sleep(seconds: float) -> Callable[[], None]:
        def run() -> None:
            made.sleep(seconds)
            woken.append((seconds, made.now_ms() - 1_000_000))

        return run

    made.join([made.spawn("late", sleep(3600)), made.spawn("early", sleep(0.5))])

    assert woken == [(0.5, 500), (3600, 3_600_000)]


def test_a_killed_invocation_goes_no_further_and_no_handler_of_its_own_saves_it() -> None:
    made, life, reached = scheduler(), Life("victim"), []

    def work() -> None:
        try:
            made.sleep(1)
        except Exception:  # noqa: BLE001 - what this shows is that it catches nothing
            reached.append("handler")
        reached.append("end")

    task = made.spawn("victim", work, life)
    made.spawn("killer", lambda: setattr(life, "ended", True), after_s=0.5)
    made.join([task])

    assert reached == []
    assert task.dead


def test_calls_of_a_trip_interleave_and_their_first_error_comes_after_all_have_ended() -> None:
    made, done = scheduler(), []

    def call(name: str, pause_s: float, error: Exception | None = None) -> Callable[[], str]:
        def run() -> str:
            made.sleep(pause_s)
            done.append(name)
            if error is not None:
                raise error
            return name

        return run

    parallel = Interleaved(made)
    good = made.spawn("good", lambda: parallel.run([call("slow", 2), call("quick", 1)]))
    made.join([good])
    bad = made.spawn("bad", lambda: parallel.run([call("first", 1, KeyError("first")), call("last", 2)]))
    made.join([bad])

    assert good.value == ["slow", "quick"]
    assert done == ["quick", "slow", "first", "last"]
    assert isinstance(bad.failure, KeyError)


def test_waiting_for_what_can_never_happen_is_an_error() -> None:
    with pytest.raises(Stuck):
        scheduler().run(until=lambda: False)


def test_the_error_of_a_task_that_nobody_awaits_ends_the_run() -> None:
    made = scheduler()
    made.spawn("background", lambda: dict[str, int]()["missing"])

    with pytest.raises(KeyError):
        made.run(until=lambda: False)
