"""Put a message on the queue for every new thing that is not itself the outcome of one."""

import os
from typing import Any

import boto3

queue = boto3.resource("sqs").Queue(os.environ["QUEUE_URL"])


def lambda_handler(event: dict[str, Any], _context: object) -> None:
    names = [record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"] if record["eventName"] == "INSERT"]
    entries = [{"Id": str(n), "MessageBody": name} for n, name in enumerate(names) if not name.startswith("seen-")]
    for start in range(0, len(entries), 10):
        queue.send_messages(Entries=entries[start : start + 10])
