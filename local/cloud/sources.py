"""How much waits for a function in each kind of source of MiniStack 1.5.33, at the price of a look."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ministack.services import dynamodb, kinesis, lambda_svc, sqs  # type: ignore[import-untyped]

# The emulator hands on no more messages of a queue at once, whatever the mapping says.
MOST_MESSAGES = 10


@dataclass(frozen=True, slots=True)
class Source:
    """What feeds a function: the emulator's own function that hands on a batch, and how many records wait.

    `waiting` takes the mapping's account, region and description, and counts no further than to `most`. It may count
    what cannot be handed on yet, such as a message behind another one of its group.
    """

    poll: Callable[[], bool]
    waiting: Callable[[str, str, Mapping[str, Any], int], int]
    most: int = 10_000


def _records_of_table(account: str, region: str, mapping: Mapping[str, Any], most: int) -> int:
    read_to: int | None = lambda_svc._dynamodb_stream_positions.get_scoped(account, region, mapping["UUID"])  # noqa: SLF001
    table = mapping["EventSourceArn"].split("/stream/")[0].rpartition("/")[2]
    end: int = dynamodb._trimmed_count(table, account, region) + len(  # noqa: SLF001
        dynamodb._live_stream_records(table, account, region)  # noqa: SLF001
    )
    return min(most, max(0, end - (read_to or 0)))


def _records_of_log(account: str, region: str, mapping: Mapping[str, Any], most: int) -> int:
    read_to = lambda_svc._kinesis_positions.get_scoped(account, region, mapping["UUID"], {})  # noqa: SLF001
    name = mapping["EventSourceArn"].rpartition("/")[2]
    shards = kinesis._streams.get_scoped(account, region, name, {}).get("shards", {})  # noqa: SLF001
    unread: int = sum(len(shard["records"]) - read_to.get(key, 0) for key, shard in list(shards.items()))
    return min(most, unread)


def _messages_of_queue(_account: str, _region: str, mapping: Mapping[str, Any], most: int) -> int:
    queue = sqs._queue_by_arn(mapping["EventSourceArn"])  # noqa: SLF001
    if queue is None:
        return 0
    now = time.time()
    return sum(1 for _ in islice((each for each in queue["messages"] if each["visible_at"] <= now), most))


SOURCES: Mapping[str, Source] = {
    "dynamodb": Source(lambda_svc._poll_dynamodb_streams, _records_of_table),  # noqa: SLF001
    "kinesis": Source(lambda_svc._poll_kinesis, _records_of_log),  # noqa: SLF001
    "sqs": Source(lambda_svc._poll_sqs, _messages_of_queue, MOST_MESSAGES),  # noqa: SLF001
}


def service_of(mapping: Mapping[str, Any]) -> str:
    """Return the service of a mapping's source, as its ARN names it."""
    service: str = mapping["EventSourceArn"].split(":")[2]
    return service
