"""Logs, metrics and traces: Powertools, configured once, known nowhere else but here and in `batch.py`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

Handler = Callable[[dict[str, Any], Any], Any]


@cache
def logger() -> Logger:
    """Return the container's logger. Lines carry ids and codes, never text, tokens or addresses."""
    return Logger()


@cache
def metrics() -> Metrics:
    """Return the container's metrics; one namespace, the service as dimension (both from the environment)."""
    return Metrics()


def count(name: str, value: float = 1) -> None:
    """Add to a counter metric; it is flushed when the invocation ends."""
    metrics().add_metric(name=name, unit=MetricUnit.Count, value=value)


def observed(handler: Handler) -> Handler:
    """Wrap an entry point: request id in each line, metrics flushed, also when it raises."""

    def entry(event: dict[str, Any], context: Any) -> Any:
        logger().append_keys(request_id=getattr(context, "aws_request_id", None))
        try:
            return handler(event, context)
        finally:
            if metrics().metric_set:
                metrics().flush_metrics()

    return entry
