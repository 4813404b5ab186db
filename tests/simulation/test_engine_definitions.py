"""The engine carries out what the templates declare."""

from __future__ import annotations

import random

from tests.fakes.environment import FakeClock
from tests.infra.templates import deployed
from tests.simulation.engine.cloud import Cloud
from tests.simulation.engine.definitions import definitions_of
from tests.simulation.engine.queue_sources import QueueSource
from tests.simulation.engine.stream_sources import StreamSource


def test_every_table_queue_bucket_and_event_source_of_the_templates_is_there() -> None:
    stage, clock = deployed("prod"), FakeClock()
    cloud = Cloud(definitions_of(stage), clock, random=random.Random(1), sleep=clock.sleep)

    assert set(cloud.dynamodb.tables()) == set(stage.tables)
    assert {(source.function, source.name) for source in cloud.sources} == {
        (function, name) for function in stage.functions for name in stage.sources(function)
    }
    assert cloud.kinesis.stream("events").shards
    assert len(cloud.sqs.queues()) == len(stage.of_type("AWS::SQS::Queue"))
    ordered = sum(bool(queue.properties.get("FifoQueue")) for queue in stage.of_type("AWS::SQS::Queue"))
    assert sum(queue.definition.fifo for queue in cloud.sqs.queues().values()) == ordered > 0
    for source in cloud.sources:
        if isinstance(source, QueueSource):
            assert source.queue.dead_letters is cloud.sqs.queue(f"{source.name}/dlq")
    for name, table in stage.tables.items():
        schema = cloud.dynamodb.table(name).schema
        assert schema.stream == ("StreamSpecification" in table.properties)
        assert (schema.expires is not None) == ("TimeToLiveSpecification" in table.properties)
    for function, variables in ((name, stage.environment(name)) for name in stage.functions):
        for variable, value in variables.items():
            if variable.endswith("_TABLE"):
                assert value in cloud.dynamodb.tables(), (function, variable)
            if variable.endswith("_QUEUE_URL"):
                assert value in cloud.sqs.queues(), (function, variable)


def test_event_sources_keep_the_settings_of_the_templates() -> None:
    stage, clock = deployed("prod"), FakeClock()
    cloud = Cloud(definitions_of(stage), clock, random=random.Random(1), sleep=clock.sleep)
    (counters,) = [
        source.settings
        for source in cloud.sources
        if isinstance(source, StreamSource) and (source.function, source.name) == ("counters_stream", "tweets")
    ]
    mapping = stage.sources("counters_stream")["tweets"].properties
    assert counters.batch_size == mapping["BatchSize"]
    assert counters.tumbling_ms == mapping["TumblingWindowInSeconds"] * 1000
    assert counters.max_age_ms == mapping["MaximumRecordAgeInSeconds"] * 1000
    assert len(counters.patterns) == len(mapping["FilterCriteria"]["Filters"])
