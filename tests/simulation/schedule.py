"""One thing runs at a time, and the seed says which: tasks as greenlets over a virtual clock.

Greenlets and not threads or coroutines: the code under test is synchronous, calls back from deep inside the SDK, and
must be switched exactly where the simulation says so and nowhere else.
"""

from __future__ import annotations

import hashlib
import heapq
import random
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from greenlet import getcurrent, greenlet

T = TypeVar("T")

# A run whose tasks wake one another for ever must end: more steps than the longest good run takes.
MAX_STEPS: Final = 20_000_000


class Killed(BaseException):
    """The process of this task has ended; like the end of a process, no `except Exception` stops it."""


class Stuck(AssertionError):
    """Nothing can run any more, or nothing ever ends."""


class Life:
    """What tasks share that die together: an invocation of a function."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ended = False


class Task(greenlet):
    """A greenlet that remembers what came of it."""

    def __init__(self, scheduler: Scheduler, name: str, call: Callable[[], Any], life: Life | None) -> None:
        super().__init__(self._run)
        self.scheduler = scheduler
        self.name = name
        self.life = life
        self.value: Any = None
        self.failure: BaseException | None = None
        self.waiting: list[Task] = []
        self.awaited = 0
        self.heard = False
        self._call = call

    def _run(self) -> None:
        try:
            if self.life is None or not self.life.ended:
                self.value = self._call()
        except Killed:
            pass
        except Exception as error:  # noqa: BLE001 - whoever waits for the task gets it, or else the run ends
            self.failure = error
            if not self.heard:
                self.scheduler.unheard.append(error)
        for waiter in self.waiting:
            waiter.awaited -= 1
            if waiter.awaited == 0:
                self.scheduler.wake(waiter, 0)


class Scheduler:
    """Resume tasks in the order of the virtual time at which they wake; ties are drawn.

    `trace` is a hash over every step: two runs with one trace did the same.
    """

    def __init__(self, random: random.Random, start_ms: int) -> None:
        self.steps = 0
        self.note: Callable[[str], None] | None = None
        self.unheard: list[Exception] = []
        self._random = random
        self._now_us = start_ms * 1000
        self._due: list[tuple[int, float, int, Task]] = []
        self._number = 0
        self._trace = hashlib.blake2b(digest_size=8)

    @property
    def trace(self) -> str:
        return self._trace.hexdigest()

    def now_ms(self) -> int:
        return self._now_us // 1000

    def record(self, line: str) -> None:
        """Let the trace depend on something that happened."""
        self._trace.update(line.encode())
        if self.note is not None:
            self.note(f"{self._now_us} {line}")

    def spawn(self, name: str, call: Callable[[], object], life: Life | None = None, after_s: float = 0) -> Task:
        """Begin a task; it runs when everything due before it has."""
        task = Task(self, name, call, life)
        self.wake(task, after_s)
        return task

    def wake(self, task: Task, after_s: float) -> None:
        self._number += 1
        due = self._now_us + int(after_s * 1_000_000)
        heapq.heappush(self._due, (due, self._random.random(), self._number, task))

    def sleep(self, seconds: float) -> None:
        """Let others run for so long. Raise Killed where the invocation has ended meanwhile."""
        task = getcurrent()
        if not isinstance(task, Task):
            self._now_us += int(seconds * 1_000_000)
            return
        if task.life is not None and task.life.ended:
            raise Killed
        due = self._now_us + int(seconds * 1_000_000)
        if self._due and due < self._due[0][0] and self.steps < MAX_STEPS:
            # Nobody else would run meanwhile: what a switch there and back would do, without it.
            self.steps += 1
            self._now_us = due
            self.record(task.name)
            return
        self.wake(task, seconds)
        self._hand_over(task)

    def join(self, tasks: Sequence[Task]) -> None:
        """Wait until all have ended."""
        task = getcurrent()
        pending = [each for each in tasks if not each.dead]
        for each in pending:
            each.heard = True
        if not isinstance(task, Task):
            self.run(until=lambda: _all_dead(pending))
            return
        if not pending:
            return
        task.awaited = len(pending)
        for each in pending:
            each.waiting.append(task)
        self._hand_over(task)

    def _hand_over(self, task: Task) -> None:
        assert task.parent is not None
        task.parent.switch()
        if task.life is not None and task.life.ended:
            raise Killed

    def run(self, until: Callable[[], bool]) -> None:
        """Run what is due, in turn, until a condition holds. Raise Stuck, or the error of a task that nobody awaits."""
        while not until():
            if not self._due:
                raise Stuck("nothing is left that could run")
            if self.steps > MAX_STEPS:
                raise Stuck(f"no end after {self.steps} steps")
            due, _, _, task = heapq.heappop(self._due)
            if task.dead:
                continue
            self.steps += 1
            self._now_us = max(self._now_us, due)
            self.record(task.name)
            task.parent = getcurrent()
            task.switch()
            if self.unheard:
                raise self.unheard.pop()


def _all_dead(tasks: list[Task]) -> bool:
    """Tell whether all have ended, and forget those that have."""
    while tasks and tasks[-1].dead:
        tasks.pop()
    return not tasks


class Interleaved:
    """Implement the port `Parallel`: the calls of a trip are tasks of the invocation that makes it."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    def run(self, calls: Sequence[Callable[[], T]]) -> list[T]:
        current = getcurrent()
        if len(calls) < 2 or not isinstance(current, Task):
            return [call() for call in calls]
        tasks = [
            self._scheduler.spawn(f"{current.name}.{number}", call, current.life) for number, call in enumerate(calls)
        ]
        self._scheduler.join(tasks)
        for task in tasks:
            if task.failure is not None:
                raise task.failure
        return [task.value for task in tasks]
