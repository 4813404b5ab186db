"""Put a message on the queue for every new thing that is not itself the outcome of one; slow things take seconds."""

import os
import time
from typing import Any

import boto3

queue = boto3.resource("sqs").Queue(os.environ["QUEUE_URL"])
SLOW_SECONDS = 12


def lambda_handler(event: dict[str, Any], _context: object) -> None:
    names = [record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"] if record["eventName"] == "INSERT"]
    if any(name.startswith("slow") for name in names):
        time.sleep(SLOW_SECONDS)
    entries = [{"Id": str(n), "MessageBody": name} for n, name in enumerate(names) if not name.startswith("seen-")]
    for start in range(0, len(entries), 10):
        queue.send_messages(Entries=entries[start : start + 10])
