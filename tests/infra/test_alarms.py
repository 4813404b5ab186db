"""Everything that can fail rings, and whoever is woken finds an article that says what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.blocks.alarms import RUNBOOK
from infra.blocks.assets import CORE, FUNCTIONS, ROOT
from infra.components.dashboard import CACHES, SOCKET_OUTCOMES
from linnet.runtime.openapi import HTTP_FUNCTIONS
from tests.infra.templates import Deployed, Resource

ARTICLES = sorted((ROOT / RUNBOOK).glob("*.md"))
PARTS = ("**Rings when:**", "**What it means:**", "## What to do", "**Over when:**")


def test_every_function_rings_when_it_fails_and_when_it_is_throttled(stage: Deployed) -> None:
    for name, function in stage.functions.items():
        for metric in ("Errors", "Throttles"):
            assert alarms_on(stage, "AWS/Lambda", metric, FunctionName=function.logical_id), (name, metric)


def test_every_stream_rings_when_it_lags(stage: Deployed) -> None:
    for name, function in stage.functions.items():
        fed_by_stream = any(is_a_stream(mapping) for mapping in stage.sources(name).values())
        lag = alarms_on(stage, "AWS/Lambda", "IteratorAge", FunctionName=function.logical_id)
        assert bool(lag) == fed_by_stream, name


def test_every_stream_rings_when_it_gives_records_up(stage: Deployed) -> None:
    for name in stage.functions:
        for source, mapping in stage.sources(name).items():
            given_up = alarms_on(
                stage,
                "AWS/Lambda",
                "OnFailureDestinationDeliveredEventCount",
                EventSourceMappingUUID=mapping.logical_id,
            )
            assert bool(given_up) == is_a_stream(mapping), (name, source)


def is_a_stream(mapping: Resource) -> bool:
    """Tell a table's stream from a queue, which may be called like a table."""
    return "StartingPosition" in mapping.properties


def test_every_consumer_rings_when_it_meets_poison(stage: Deployed) -> None:
    for name in stage.functions:
        poison = [alarm for alarm in alarms(stage) if counts(alarm, "PoisonRecord", name)]
        assert bool(poison) == ("FAILURE_BUCKET" in stage.environment(name)), name


def test_every_dead_letter_queue_rings_at_its_first_message(stage: Deployed) -> None:
    dead = [one for one in stage.of_type("AWS::SQS::Queue") if "RedrivePolicy" not in one.properties]
    assert dead
    for queue in dead:
        (alarm,) = alarms_on(stage, "AWS/SQS", "ApproximateNumberOfMessagesVisible", QueueName=queue.logical_id)
        assert alarm.properties["Threshold"] == 0
        assert alarm.properties["ComparisonOperator"] == "GreaterThanThreshold"


def test_every_work_queue_rings_when_its_messages_wait(stage: Deployed) -> None:
    for queue in stage.of_type("AWS::SQS::Queue"):
        waiting = alarms_on(stage, "AWS/SQS", "ApproximateAgeOfOldestMessage", QueueName=queue.logical_id)
        assert bool(waiting) == ("RedrivePolicy" in queue.properties)


def test_every_table_rings_when_it_throttles(stage: Deployed) -> None:
    for name, table in stage.tables.items():
        for metric in ("ReadThrottleEvents", "WriteThrottleEvents"):
            assert alarms_on(stage, "AWS/DynamoDB", metric, TableName=table.logical_id), (name, metric)


def test_the_api_rings_on_a_rate_of_failures_not_on_a_number(stage: Deployed) -> None:
    (alarm,) = [one for one in alarms(stage) if "5xx" in metric_names(one)]
    (rate,) = [one["Expression"] for one in alarm.properties["Metrics"] if "Expression" in one]
    assert "/" in rate
    assert "Count" in metric_names(alarm)


def test_every_api_function_rings_without_its_limiter(stage: Deployed) -> None:
    watching = [one for one in alarms(stage) if "LimiterUnavailable" in metric_names(one)]
    assert all(any(counts(one, "LimiterUnavailable", name) for one in watching) for name in HTTP_FUNCTIONS)


def test_every_alarm_tells_the_topic_when_it_rings_and_when_it_ends(stage: Deployed) -> None:
    (topic,) = stage.of_type("AWS::SNS::Topic")
    for alarm in alarms(stage):
        assert alarm.properties["AlarmActions"] == [{"Ref": topic.logical_id}]
        assert alarm.properties["OKActions"] == [{"Ref": topic.logical_id}]


def test_the_topic_lets_alarms_in_and_nothing_unencrypted(stage: Deployed) -> None:
    (policy,) = stage.of_type("AWS::SNS::TopicPolicy")
    statements = policy.properties["PolicyDocument"]["Statement"]
    allowed = [one for one in statements if one["Effect"] == "Allow"]
    assert [one["Principal"] for one in allowed] == [{"Service": "cloudwatch.amazonaws.com"}]
    assert allowed[0]["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert [one["Condition"] for one in statements if one["Effect"] == "Deny"] == [
        {"Bool": {"aws:SecureTransport": "false"}}
    ]


def test_metrics_of_our_own_are_those_that_the_runtime_counts(prod: Deployed) -> None:
    code = "".join(source.read_text("utf-8") for folder in (CORE, FUNCTIONS) for source in folder.rglob("*.py"))
    watched = {
        metric["MetricName"] for alarm in alarms(prod) for metric in metrics(alarm) if metric["Namespace"] == "Linnet"
    }
    assert watched
    assert [name for name in (*watched, *CACHES, *SOCKET_OUTCOMES) if f'"{name}' not in code] == []


def test_a_total_that_drifted_rings(stage: Deployed) -> None:
    assert [one for one in alarms(stage) if counts(one, "TotalsDrifted", "counters_schedule")]


def test_the_dashboard_shows_what_users_see_first(prod: Deployed) -> None:
    (board,) = prod.of_type("AWS::CloudWatch::Dashboard")
    body = str(board.properties["DashboardBody"])
    titles = re.findall(r'"title":"([^"]+)"', body)
    assert titles[:3] == ["Requests", "Failures", "Latency"]
    assert all(f"{cache}Hits" in body for cache in CACHES)
    assert all(outcome in body for outcome in SOCKET_OUTCOMES)


def test_the_dashboard_shows_of_every_queue_what_waits_how_long_and_what_was_given_up(prod: Deployed) -> None:
    (board,) = prod.of_type("AWS::CloudWatch::Dashboard")
    body = str(board.properties["DashboardBody"])
    for queue in prod.of_type("AWS::SQS::Queue"):
        shown = body[: body.find(queue.logical_id)].rpartition("AWS/SQS")[2] if queue.logical_id in body else ""
        assert "ApproximateNumberOfMessagesVisible" in shown, queue.logical_id
    work = [queue for queue in prod.of_type("AWS::SQS::Queue") if "RedrivePolicy" in queue.properties]
    assert body.count("ApproximateAgeOfOldestMessage") == len(work)


def test_silence_is_no_alarm(stage: Deployed) -> None:
    assert {alarm.properties["TreatMissingData"] for alarm in alarms(stage)} == {"notBreaching"}


def test_every_alarm_names_an_article_and_every_article_an_alarm_rings_for(stage: Deployed) -> None:
    # Only what is deployed can ring.
    absent = set() if stage.of_type("AWS::OpenSearchService::Domain") else {"search-cluster.md"}
    assert {article_of(alarm) for alarm in alarms(stage)} == {article.name for article in ARTICLES} - absent


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.stem)
def test_an_article_says_what_happened_and_what_to_do(article: Path) -> None:
    text = article.read_text("utf-8")
    places = [text.find(part) for part in PARTS]
    assert -1 not in places
    assert places == sorted(places)


def test_operators_find_every_article_without_being_woken() -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert [article.name for article in ARTICLES if f"(runbook/{article.name})" not in page] == []


def alarms(stage: Deployed) -> list[Resource]:
    return stage.of_type("AWS::CloudWatch::Alarm")


def article_of(alarm: Resource) -> str:
    description: str = alarm.properties["AlarmDescription"]
    (article,) = re.findall(rf"Read {RUNBOOK}/([\w-]+\.md)$", description)
    return str(article)


def metrics(alarm: Resource) -> list[Mapping[str, Any]]:
    """Return the metrics of an alarm, be it on one or on an expression of several."""
    if "MetricName" in alarm.properties:
        return [alarm.properties]
    return [one["MetricStat"]["Metric"] for one in alarm.properties["Metrics"] if "MetricStat" in one]


def metric_names(alarm: Resource) -> set[str]:
    return {metric["MetricName"] for metric in metrics(alarm)}


def counts(alarm: Resource, name: str, service: str) -> bool:
    """Tell whether an alarm watches a metric that a function publishes itself."""
    dimensions = [{"Name": "service", "Value": service}]
    return any(
        (metric["Namespace"], metric["MetricName"], metric["Dimensions"]) == ("Linnet", name, dimensions)
        for metric in metrics(alarm)
    )


def alarms_on(stage: Deployed, namespace: str, name: str, **dimension: str) -> list[Resource]:
    """Return the alarms on a metric of the resource with this logical id."""
    ((dimension_name, logical_id),) = dimension.items()
    return [
        alarm
        for alarm in alarms(stage)
        for metric in metrics(alarm)
        if metric["Namespace"] == namespace
        and metric["MetricName"] == name
        and any(
            one["Name"] == dimension_name and logical_id in str(one["Value"]).replace('"', "'")
            for one in metric.get("Dimensions", ())
        )
    ]
