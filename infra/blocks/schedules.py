"""Functions that run by the clock."""

from __future__ import annotations

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets

from infra.blocks.python_function import PythonFunction

CLOCK: Final = "clock"


def runs_by_clock(function: PythonFunction) -> bool:
    """Tell whether a function runs by the clock."""
    return function.node.try_find_child(CLOCK) is not None


def run_every(function: PythonFunction, *, minutes: int) -> None:
    """Run a function every so many minutes; a run that fails is not repeated, the next one sees what it would have."""
    _run_on(function, events.Schedule.rate(Duration.minutes(minutes)))


def run_at_minutes(function: PythonFunction, minutes: str) -> None:
    """Run a function at these minutes of every hour, written as in cron; a run that fails is not repeated."""
    _run_on(function, events.Schedule.cron(minute=minutes))


def _run_on(function: PythonFunction, schedule: events.Schedule) -> None:
    rule = events.Rule(function, CLOCK, schedule=schedule)
    rule.add_target(targets.LambdaFunction(function, retry_attempts=0))
