"""Feed functions from streams and queues, with every failure setting said out loud."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3

from infra.blocks.event_log import EventLog
from infra.blocks.python_function import PythonFunction
from infra.blocks.queue_with_dlq import QueueWithDlq
from infra.blocks.tables import Table

# Less than the stream's 24 hours: what still fails then is kept in the failure bucket instead of being lost.
MAX_RECORD_AGE_S: Final = 12 * 3600
MAX_RETRIES: Final = 30
# The most that Lambda allows. Needed where a record costs several calls: a shard brings up to 1,000 records a second.
MOST_INVOCATIONS: Final = 10


def feed_from_stream(
    function: PythonFunction,
    table: Table,
    failures: s3.IBucket,
    *,
    batch_size: int = 100,
    window_s: int = 0,
    patterns: Sequence[str] = (),
    tumbling_window_s: int | None = None,
    parallelization: int = 1,
) -> None:
    """Feed a function from a table's stream: bisect on error, bounded retries and age, failures to S3.

    A record passes when one of the patterns matches. A tumbling window makes the event name its shard, which the
    counters' high-water marks need. `parallelization` is how many invocations read a shard at once; Lambda keeps the
    records of one item in order between them, and nothing else (the marks, for one, need 1).
    https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
    """
    table.grant_stream(function)
    mapping = _feed_in_order(function, table.node.id, table.stream_arn, failures)
    mapping.batch_size = batch_size
    mapping.maximum_batching_window_in_seconds = window_s
    mapping.parallelization_factor = parallelization
    mapping.tumbling_window_in_seconds = tumbling_window_s
    if patterns:
        mapping.filter_criteria = lambda_.CfnEventSourceMapping.FilterCriteriaProperty(
            filters=[lambda_.CfnEventSourceMapping.FilterProperty(pattern=pattern) for pattern in patterns]
        )


def feed_from_log(
    function: PythonFunction, log: EventLog, failures: s3.IBucket, *, batch_size: int, window_s: int
) -> None:
    """Feed a function from the event log: as from a table's stream, in batches of what came within seconds."""
    log.grant_read(function)
    mapping = _feed_in_order(function, log.node.id, log.stream.stream_arn, failures)
    mapping.batch_size = batch_size
    mapping.maximum_batching_window_in_seconds = window_s
    mapping.parallelization_factor = 1


def _feed_in_order(
    function: PythonFunction, name: str, stream_arn: str, failures: s3.IBucket
) -> lambda_.CfnEventSourceMapping:
    _grant_failures(function, failures)
    function.event_sources[name] = lambda_.CfnEventSourceMapping(
        function,
        f"from_{name}",
        function_name=function.function_name,
        event_source_arn=stream_arn,
        starting_position="TRIM_HORIZON",
        bisect_batch_on_function_error=True,
        maximum_retry_attempts=MAX_RETRIES,
        maximum_record_age_in_seconds=MAX_RECORD_AGE_S,
        function_response_types=["ReportBatchItemFailures"],
        destination_config=lambda_.CfnEventSourceMapping.DestinationConfigProperty(
            on_failure=lambda_.CfnEventSourceMapping.OnFailureProperty(destination=failures.bucket_arn)
        ),
        # Counts what is given up, which an alarm watches.
        metrics_config=lambda_.CfnEventSourceMapping.MetricsConfigProperty(metrics=["EventCount"]),
    )
    return function.event_sources[name]


def feed_from_queue(
    function: PythonFunction,
    source: QueueWithDlq,
    *,
    batch_size: int = 10,
    window_s: int | None = None,
    concurrency: int,
    name: str = "from_queue",
) -> None:
    """Feed a function from a queue; single messages of a batch may fail. `name` tells apart several queues of one.

    Lambda gathers messages for a window, and more than 10 of them, only from queues that are not FIFO.
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    """
    source.grant_consume(function)
    function.event_sources[source.node.id] = lambda_.CfnEventSourceMapping(
        function,
        name,
        function_name=function.function_name,
        event_source_arn=source.queue.queue_arn,
        batch_size=batch_size,
        maximum_batching_window_in_seconds=window_s,
        function_response_types=["ReportBatchItemFailures"],
        scaling_config=lambda_.CfnEventSourceMapping.ScalingConfigProperty(maximum_concurrency=concurrency),
    )


def grant_poison(function: PythonFunction, failures: s3.IBucket) -> None:
    """Allow a function that no stream feeds to keep what no retry can help."""
    poison = failures.arn_for_objects(poison_prefix(function))
    function.add_to_role_policy(iam.PolicyStatement(actions=["s3:PutObject"], resources=[poison]))


def _grant_failures(function: PythonFunction, failures: s3.IBucket) -> None:
    # Lambda writes, with the function's role, what it gives up on (it checks that the bucket is there first); the
    # function itself writes poison.
    function.add_to_role_policy(iam.PolicyStatement(actions=["s3:ListBucket"], resources=[failures.bucket_arn]))
    function.add_to_role_policy(
        iam.PolicyStatement(
            actions=["s3:PutObject"],
            resources=[failures.arn_for_objects(prefix) for prefix in failure_prefixes(function)],
        )
    )


def failure_prefixes(function: PythonFunction) -> tuple[str, ...]:
    """Return where in the failure bucket the failures of a function go."""
    return ("aws/lambda/*", poison_prefix(function))


def poison_prefix(function: PythonFunction) -> str:
    """Return where in the failure bucket a function keeps what no retry can help."""
    return f"poison/{function.function_folder}/*"
