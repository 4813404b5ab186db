"""Functions that run by the clock: how often, by whom they may be called, and what rings when they fail."""

from __future__ import annotations

import pytest

from infra.blocks.event_sources import MAX_RECORD_AGE_S
from linnet.runtime.tunables import Tunables
from tests.infra.templates import Deployed
from tests.infra.test_alarms import alarms_on

# On AWS.
CLOCKS = {
    "counters_schedule": "rate(10 minutes)",
    "drafts_schedule": "rate(1 minute)",
    "erasure_schedule": "rate(15 minutes)",
    "index_queue": "rate(30 minutes)",
    "media_schedule": "rate(5 minutes)",
    "polls_schedule": "rate(1 minute)",
    "trends_schedule": "cron(2/5 * * * ? *)",
}
HOUR_S = 3600


@pytest.mark.parametrize(("name", "clock"), CLOCKS.items())
def test_the_clock_calls_a_function_and_does_not_repeat_what_failed(prod: Deployed, name: str, clock: str) -> None:
    rules = {
        prod.name_of(rule.stack, target["Arn"]): (rule.properties["ScheduleExpression"], target)
        for rule in prod.of_type("AWS::Events::Rule")
        for target in rule.properties["Targets"]
    }
    expression, target = rules[name]
    assert expression == clock
    assert target["RetryPolicy"] == {"MaximumRetryAttempts": 0}


def test_nothing_but_the_clock_is_called_by_it(stage: Deployed) -> None:
    permissions = [
        one for one in stage.of_type("AWS::Lambda::Permission") if one.properties["Principal"] == "events.amazonaws.com"
    ]
    called = {stage.name_of(one.stack, one.properties["FunctionName"]) for one in permissions}
    assert called == CLOCKS.keys()
    assert all("SourceArn" in one.properties for one in permissions)


@pytest.mark.parametrize("name", CLOCKS)
def test_two_failures_in_an_hour_ring(prod: Deployed, name: str) -> None:
    function = prod.functions[name].logical_id
    (alarm,) = alarms_on(prod, "AWS/Lambda", "Errors", FunctionName=function)
    assert (alarm.properties["Period"], alarm.properties["Threshold"]) == (3600, 1)


def test_a_total_is_repaired_only_when_its_streams_have_given_up_what_they_had() -> None:
    assert Tunables().reconcile_quiet_s >= MAX_RECORD_AGE_S + HOUR_S
