"""Send every message back to who sent it."""

import os
from typing import Any

import boto3


def lambda_handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    context = event["requestContext"]
    if context["routeKey"] == "$default":
        endpoint = f"{os.environ['AWS_ENDPOINT_URL']}/_aws/execute-api/{context['apiId']}/{context['stage']}"
        connections = boto3.client("apigatewaymanagementapi", endpoint_url=endpoint)
        connections.post_to_connection(ConnectionId=context["connectionId"], Data=event["body"].encode())
    return {"statusCode": 200}
