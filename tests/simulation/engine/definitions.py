"""What the synthesized templates declare, as far as the engine carries it out: the one source of keys and settings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.simulation.engine.queue_sources import DEFAULT_CONCURRENCY, QueueSettings
from tests.simulation.engine.queues import DEFAULT_RETENTION_S, DEFAULT_VISIBILITY_S, QueueDefinition
from tests.simulation.engine.schema import Schema, schema_of
from tests.simulation.engine.stream_sources import StreamSettings

if TYPE_CHECKING:
    from tests.infra.templates import Deployed, Resource


@dataclass(frozen=True, slots=True)
class Definitions:
    """Resources of a stage, by the short names that `Deployed.environment` gives to functions."""

    tables: tuple[Schema, ...] = ()
    queues: tuple[QueueDefinition, ...] = ()
    buckets: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    sources: tuple[StreamSettings | QueueSettings, ...] = ()
    # Where event sources keep what they give up.
    failures: str = "failures"


def definitions_of(stage: Deployed) -> Definitions:
    """Read the templates of a stage."""
    return Definitions(
        tables=tuple(schema_of(name, table.properties) for name, table in stage.tables.items()),
        queues=tuple(_queue(stage, queue) for queue in stage.of_type("AWS::SQS::Queue")),
        buckets=tuple(_name(stage, bucket) for bucket in stage.of_type("AWS::S3::Bucket")),
        logs=tuple(_name(stage, log) for log in stage.of_type("AWS::Kinesis::Stream")),
        sources=tuple(_sources(stage)),
    )


def _name(stage: Deployed, resource: Resource) -> str:
    return stage.name_of(resource.stack, {"Ref": resource.logical_id})


def _queue(stage: Deployed, queue: Resource) -> QueueDefinition:
    properties = queue.properties
    redrive: Mapping[str, Any] = properties.get("RedrivePolicy", {})
    return QueueDefinition(
        name=_name(stage, queue),
        visibility_s=properties.get("VisibilityTimeout", DEFAULT_VISIBILITY_S),
        retention_s=properties.get("MessageRetentionPeriod", DEFAULT_RETENTION_S),
        max_receives=redrive.get("maxReceiveCount"),
        dead_letters=stage.name_of(queue.stack, redrive["deadLetterTargetArn"]) if redrive else None,
        fifo=properties.get("FifoQueue", False),
        delay_s=properties.get("DelaySeconds", 0),
    )


def _sources(stage: Deployed) -> Iterator[StreamSettings | QueueSettings]:
    for function in stage.functions:
        for name, mapping in stage.sources(function).items():
            properties = mapping.properties
            if "StartingPosition" in properties:
                yield _stream_settings(function, name, properties)
            else:
                scaling = properties.get("ScalingConfig", {})
                yield QueueSettings(
                    function=function,
                    queue=name,
                    batch_size=properties["BatchSize"],
                    concurrency=scaling.get("MaximumConcurrency", DEFAULT_CONCURRENCY),
                    partial=_reports(properties),
                )


def _stream_settings(function: str, table: str, properties: Mapping[str, Any]) -> StreamSettings:
    filters = properties.get("FilterCriteria", {}).get("Filters", [])
    return StreamSettings(
        function=function,
        table=table,
        batch_size=properties["BatchSize"],
        window_ms=properties.get("MaximumBatchingWindowInSeconds", 0) * 1000,
        tumbling_ms=properties.get("TumblingWindowInSeconds", 0) * 1000,
        max_retries=properties["MaximumRetryAttempts"],
        max_age_ms=properties["MaximumRecordAgeInSeconds"] * 1000,
        bisect=properties["BisectBatchOnFunctionError"],
        partial=_reports(properties),
        parallel=properties["ParallelizationFactor"],
        patterns=tuple(json.loads(each["Pattern"]) for each in filters),
    )


def _reports(properties: Mapping[str, Any]) -> bool:
    return "ReportBatchItemFailures" in properties.get("FunctionResponseTypes", ())
