"""Put and list things; show what a function sees."""

import json
import os
from typing import Any

import boto3

from linnet.greeting import WORD

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def lambda_handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    method, path = event["requestContext"]["http"]["method"], event["rawPath"]
    body: Any
    match method, path.split("/")[2:]:
        case "POST", ["things", name]:
            table.put_item(Item={"pk": name})
            body = {"name": name}
        case "GET", ["things"]:
            body = sorted(item["pk"] for item in table.scan()["Items"])
        case "GET", ["word"]:
            body = WORD
        case "GET", ["event"]:
            body = event
        case "GET", ["environment"]:
            body = dict(os.environ)
        case "DELETE", ["things", _]:
            table.delete_item(Key={"pk": path})  # its role does not allow this
            body = None
        case _:
            raise ValueError("no such path <b>")
    print(json.dumps({"level": "INFO", "message": "answered", "path": path}))  # noqa: T201 - a log line of Lambda
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(body, default=str)}
