"""What a newer release adds to messages and rows while old code still reads them."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, Final

ADDED: Final = "added_by_the_next_release"
IMAGES: Final = ("NewImage", "OldImage")


def of_next_release(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return a batch as producers of the next release send it: with a field that this release does not know."""
    return {**event, "Records": [_newer(record) for record in event.get("Records", ())]}


def _newer(record: Mapping[str, Any]) -> dict[str, Any]:
    if "body" in record:
        return {**record, "body": _with_field(record["body"])}
    if "kinesis" in record:
        wrapped = record["kinesis"]
        data = base64.b64encode(_with_field(base64.b64decode(wrapped["data"]).decode()).encode()).decode()
        return {**record, "kinesis": {**wrapped, "data": data}}
    change = {
        name: {**image, ADDED: {"S": ADDED}} if name in IMAGES else image for name, image in record["dynamodb"].items()
    }
    return {**record, "dynamodb": change}


def _with_field(body: str) -> str:
    try:
        message = json.loads(body)
    except ValueError:
        return body
    return json.dumps({**message, ADDED: ADDED}) if isinstance(message, dict) else body
