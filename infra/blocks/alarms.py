"""Alarms that name the article to read when they ring."""

from __future__ import annotations

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

RUNBOOK: Final = "docs/runbook"
PERIOD: Final = Duration.minutes(5)


class Alarms(Construct):
    """Every alarm of a stage, all telling one topic."""

    def __init__(self, scope: Construct, topic: sns.ITopic) -> None:
        super().__init__(scope, "alarms")
        self._action = actions.SnsAction(topic)
        self.all: list[cloudwatch.Alarm] = []

    def add(
        self,
        name: str,
        metric: cloudwatch.IMetric,
        *,
        above: float,
        what: str,
        article: str,
        periods: int = 1,
    ) -> None:
        """Ring when a metric is above a value in so many periods; `article` is a file of the runbook."""
        alarm = cloudwatch.Alarm(
            self,
            name,
            alarm_description=f"{what} Read {RUNBOOK}/{article}.md",
            metric=metric,
            threshold=above,
            evaluation_periods=periods,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            # Nothing reported means nothing happened: idle functions and empty queues publish no points.
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(self._action)
        alarm.add_ok_action(self._action)
        self.all.append(alarm)
