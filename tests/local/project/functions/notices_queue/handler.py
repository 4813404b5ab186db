"""Note down that a thing was seen; poison fails."""

import os
from typing import Any

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
POISON = "poison"


def lambda_handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    failed = []
    for record in event["Records"]:
        if record["body"].startswith(POISON):
            failed.append({"itemIdentifier": record["messageId"]})
        else:
            table.put_item(Item={"pk": f"seen-{record['body']}"})
    return {"batchItemFailures": failed}
