"""The one page that an operator opens first: what users see, what lags behind it, what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.blocks.http_api import HttpApi
from infra.blocks.python_function import METRICS_NAMESPACE, PythonFunction
from infra.blocks.queue_with_dlq import QueueWithDlq
from infra.blocks.tables import Table
from linnet.runtime.drafts import FAILED, LATE

# Hits and misses of the caches inside the containers; the targets are profiles 95 %, tweets 80 %, searches 70 %.
CACHES = ("ProfileCache", "TweetCache", "HeadCache", "TagHeadCache", "SearchCache")
# What was left out so that nothing else had to wait for it.
LEFT_OUT = ("RecentSearchesUnavailable", "TagTimelineDropped")
# What became of the pushes, counted by the pusher for each socket.
SOCKET_OUTCOMES = ("PushDelivered", "SocketGone", "SocketFailed")
# And of those to clients that are closed.
WEB_PUSH_OUTCOMES = ("WebPushDelivered", "WebPushGone", "WebPushPostponed", "WebPushRefused", "WebPushGivenUp")


def dashboard(
    scope: Construct,
    http: HttpApi,
    workers: Sequence[PythonFunction],
    apis: Sequence[PythonFunction],
    queues: Mapping[str, QueueWithDlq],
    tables: Mapping[str, Table],
) -> cloudwatch.Dashboard:
    """Declare the dashboard; `queues` are those that people wait for, by title."""
    board = cloudwatch.Dashboard(scope, "dashboard")
    api = http.api
    board.add_widgets(
        _graph("Requests", api.metric_count(), api.metric_client_error()),
        _graph("Failures", api.metric_server_error(), *(each.metric_errors() for each in [*apis, *workers])),
        _graph("Latency", *(api.metric_latency(statistic=percentile) for percentile in ("p50", "p95", "p99"))),
    )
    board.add_widgets(
        _graph("Stream lag (ms)", *(each.metric("IteratorAge", statistic="Maximum") for each in workers)),
        _graph("Cache hit rate (%)", *(_hit_rate(cache) for cache in CACHES)),
        _graph("Sockets", *(_summed(outcome) for outcome in SOCKET_OUTCOMES)),
    )
    board.add_widgets(
        _graph("Left out", *(_summed(each) for each in LEFT_OUT)),
        _graph("Web Push", *(_summed(each) for each in WEB_PUSH_OUTCOMES)),
        _graph("Scheduled tweets", *(_summed(each) for each in (LATE, FAILED))),
    )
    board.add_widgets(*(_queue(title, queue) for title, queue in queues.items()))
    board.add_widgets(
        _graph("Write units", *(each.table.metric_consumed_write_capacity_units() for each in tables.values())),
        _graph("Read units", *(each.table.metric_consumed_read_capacity_units() for each in tables.values())),
        _graph("Function time (ms, p95)", *(each.metric_duration(statistic="p95") for each in [*apis, *workers])),
    )
    return board


def _graph(title: str, *metrics: cloudwatch.IMetric) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, width=8, left=list(metrics))


def _queue(title: str, queue: QueueWithDlq) -> cloudwatch.GraphWidget:
    """Draw what waits and what was given up against the left axis, the age of the oldest against the right one."""
    return cloudwatch.GraphWidget(
        title=title,
        width=8,
        left=[
            queue.queue.metric_approximate_number_of_messages_visible(label="waiting"),
            queue.dlq.metric_approximate_number_of_messages_visible(label="given up"),
        ],
        right=[queue.queue.metric_approximate_age_of_oldest_message(label="age of the oldest (s)")],
    )


def _summed(name: str) -> cloudwatch.MathExpression:
    search = f"SUM(SEARCH('{{{METRICS_NAMESPACE},service}} MetricName=\"{name}\"', 'Sum', 300))"
    return cloudwatch.MathExpression(expression=search, label=name)


def _hit_rate(cache: str) -> cloudwatch.MathExpression:
    # Every function publishes its own, with its name as the dimension `service`.
    found, missed = (
        f"SUM(SEARCH('{{{METRICS_NAMESPACE},service}} MetricName=\"{cache}{outcome}\"', 'Sum', 300))"
        for outcome in ("Hits", "Misses")
    )
    return cloudwatch.MathExpression(expression=f"100 * {found} / ({found} + {missed})", label=cache)
