"""The one page that an operator opens first: what users see, what lags behind it, what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.blocks.http_api import HttpApi
from infra.blocks.python_function import METRICS_NAMESPACE, PythonFunction
from infra.blocks.queue_with_dlq import QueueWithDlq
from infra.blocks.tables import Table

# Hits and misses of the caches inside the containers; the targets are profiles 95 %, tweets 80 %.
CACHES = ("ProfileCache", "TweetCache", "HeadCache")


def dashboard(
    scope: Construct,
    http: HttpApi,
    workers: Sequence[PythonFunction],
    apis: Sequence[PythonFunction],
    fanout: QueueWithDlq,
    tables: Mapping[str, Table],
) -> cloudwatch.Dashboard:
    """Declare the dashboard."""
    board = cloudwatch.Dashboard(scope, "dashboard")
    api = http.api
    board.add_widgets(
        _graph("Requests", api.metric_count(), api.metric_client_error()),
        _graph("Failures", api.metric_server_error(), *(each.metric_errors() for each in [*apis, *workers])),
        _graph("Latency", *(api.metric_latency(statistic=percentile) for percentile in ("p50", "p95", "p99"))),
    )
    board.add_widgets(
        _graph("Stream lag (ms)", *(each.metric("IteratorAge", statistic="Maximum") for each in workers)),
        _graph(
            "Fan-out queue",
            fanout.queue.metric_approximate_number_of_messages_visible(),
            fanout.dlq.metric_approximate_number_of_messages_visible(),
        ),
        _graph("Cache hit rate (%)", *(_hit_rate(cache) for cache in CACHES)),
    )
    board.add_widgets(
        _graph("Write units", *(each.table.metric_consumed_write_capacity_units() for each in tables.values())),
        _graph("Read units", *(each.table.metric_consumed_read_capacity_units() for each in tables.values())),
        _graph("Function time (ms, p95)", *(each.metric_duration(statistic="p95") for each in [*apis, *workers])),
    )
    return board


def _graph(title: str, *metrics: cloudwatch.IMetric) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, width=8, left=list(metrics))


def _hit_rate(cache: str) -> cloudwatch.MathExpression:
    # Every function publishes its own, with its name as the dimension `service`.
    found, missed = (
        f"SUM(SEARCH('{{{METRICS_NAMESPACE},service}} MetricName=\"{cache}{outcome}\"', 'Sum', 300))"
        for outcome in ("Hits", "Misses")
    )
    return cloudwatch.MathExpression(expression=f"100 * {found} / ({found} + {missed})", label=cache)
