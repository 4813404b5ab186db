"""Look into the tables and queues of the emulator."""

import json
import re
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from local.aws import LocalAws
from local.instance import ACCOUNT, REGION
from local.loopback import open_url

# A look must not stall the network: the emulator serves nothing else while it scans.
MAX_SCANNED = 2_000

# Ids carry their time above 16 random bits; numbers that decode to another age are no ids.
_ID_TIME_BITS = 16
_EARLIEST_MS = 1_262_304_000_000  # 2010
_NUMBER = re.compile(r"\d{15,20}")

# Stack-LogicalIdHASH-SUFFIX, where the logical id of a block's main resource often repeats its kind.
_UNIQUE_PARTS = re.compile(r"(?:table|queue)?[0-9A-F]{8}-[0-9A-Z]{10,14}$", re.IGNORECASE)


class NoSuchResourceError(Exception):
    """There is no table or queue of that name."""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    items: int
    size: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue and its depth; `sources` are the queues whose dead letters it takes."""

    name: str
    url: str
    waiting: int
    in_work: int
    delayed: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewestItems:
    """Items as indented JSON, newest first, of the `scanned` ones."""

    items: tuple[str, ...]
    scanned: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Message:
    message_id: str
    body: str
    receive_count: int
    visible: bool


def tables(aws: LocalAws) -> list[Table]:
    """Return every table with its live count."""
    names = [name for page in aws.dynamodb.get_paginator("list_tables").paginate() for name in page["TableNames"]]
    descriptions = [aws.dynamodb.describe_table(TableName=name)["Table"] for name in sorted(names)]
    return [Table(one["TableName"], one["ItemCount"], one["TableSizeBytes"]) for one in descriptions]


def queues(aws: LocalAws) -> list[Queue]:
    """Return every queue, those for dead letters too."""
    urls = [url for page in aws.sqs.get_paginator("list_queues").paginate() for url in page.get("QueueUrls", [])]
    attributes = {
        url: aws.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"] for url in sorted(urls)
    }
    sources: dict[str, list[str]] = {}
    for url, values in attributes.items():
        if "RedrivePolicy" in values:
            target = json.loads(values["RedrivePolicy"])["deadLetterTargetArn"]
            sources.setdefault(target, []).append(queue_name(url))
    return [
        Queue(
            name=queue_name(url),
            url=url,
            waiting=int(values["ApproximateNumberOfMessages"]),
            in_work=int(values["ApproximateNumberOfMessagesNotVisible"]),
            delayed=int(values["ApproximateNumberOfMessagesDelayed"]),
            sources=tuple(sources.get(values["QueueArn"], ())),
        )
        for url, values in attributes.items()
    ]


def queue_name(url: str) -> str:
    return url.rsplit("/", 1)[1]


def short_name(physical_name: str) -> str:
    """Return a name as CloudFormation makes it without the parts that only make it unique."""
    return _UNIQUE_PARTS.sub("", physical_name)


def newest_items(aws: LocalAws, table: str, limit: int) -> NewestItems:
    """Return the newest items among the first ones that a scan finds."""
    found: list[Mapping[str, Any]] = []
    more: Mapping[str, Any] | None = None
    try:
        while len(found) < MAX_SCANNED:
            start: dict[str, Any] = {"ExclusiveStartKey": more} if more else {}
            page = aws.dynamodb.scan(TableName=table, Limit=MAX_SCANNED - len(found), **start)
            found += page["Items"]
            more = page.get("LastEvaluatedKey")
            if not more:
                break
    except aws.dynamodb.exceptions.ResourceNotFoundException as error:
        raise NoSuchResourceError(table) from error
    found.sort(key=written_at_ms, reverse=True)
    shown = tuple(json.dumps(plain_item(item), indent=1, ensure_ascii=False) for item in found[:limit])
    return NewestItems(shown, len(found), complete=not more)


def written_at_ms(item: Mapping[str, Any]) -> int:
    """Return the latest time that an id of the item carries, in Unix milliseconds; 0 without one."""
    latest = int(time.time() * 1000) + 86_400_000
    times = (int(number) >> _ID_TIME_BITS for text in _scalars(item) for number in _NUMBER.findall(text))
    return max((moment for moment in times if _EARLIEST_MS <= moment <= latest), default=0)


def _scalars(item: Mapping[str, Any]) -> Iterator[str]:
    for value in item.values():
        yield from (text for kind, text in value.items() if kind in ("N", "S") and len(text) <= 100)


def plain_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item without DynamoDB's type tags; what belongs to a password is left out."""
    return {
        name: "(not shown)" if "password" in name.lower() else _plain(value) for name, value in sorted(item.items())
    }


def _plain(value: Mapping[str, Any]) -> Any:
    ((kind, content),) = value.items()
    match kind:
        case "N":
            return json.loads(content)
        case "NULL":
            return None
        case "M":
            return {name: _plain(inner) for name, inner in content.items()}
        case "L":
            return [_plain(inner) for inner in content]
        case "NS":
            return sorted(json.loads(number) for number in content)
        case "B" | "BS":
            return "(bytes)"
        case _:
            return content


def messages(cloud_url: str, queue: str) -> list[Message]:
    """Return the messages of a queue, as the emulator's own endpoint tells them: nothing is received."""
    url = f"{cloud_url}/{ACCOUNT}/{queue}"
    query = urllib.parse.urlencode({"QueueUrl": url, "account": ACCOUNT, "region": REGION})
    with open_url(f"{cloud_url}/_ministack/sqs/messages?{query}", timeout_seconds=10) as response:
        found = json.load(response)["messages"].get(ACCOUNT, {}).get(REGION, {})
    if url not in found:
        raise NoSuchResourceError(queue)
    return [Message(raw["MessageId"], raw["Body"], raw["ReceiveCount"], raw["IsVisible"]) for raw in found[url]]
