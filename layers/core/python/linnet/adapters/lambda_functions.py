"""Functions behind Lambda's own API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from linnet.ports.functions import FunctionFailed

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

# Less than the caller itself may take (10 s), so that it can still say that there was no answer.
TIMEOUT_S: Final = 9


def functions_at(arns: Mapping[str, str], region: str) -> LambdaFunctions:
    """Return the functions of these names and ARNs."""
    # A write that was tried again could be done twice.
    config = Config(connect_timeout=1, read_timeout=TIMEOUT_S, retries={"total_max_attempts": 1})
    return LambdaFunctions(boto3.client("lambda", region_name=region, config=config), arns)


class LambdaFunctions:
    """Implement the port `Functions`; the client must have a short time-out and no retries of its own."""

    def __init__(self, client: LambdaClient, arns: Mapping[str, str]) -> None:
        self._client = client
        self._arns = arns

    def call(self, name: str, event: Mapping[str, Any]) -> dict[str, Any]:
        arn = self._arns.get(name)
        if arn is None:
            raise FunctionFailed(f"nothing tells where {name} is")
        try:
            answer = self._client.invoke(FunctionName=arn, Payload=json.dumps(event).encode())
            payload: bytes = answer["Payload"].read()
        except (ClientError, BotoCoreError) as error:
            raise FunctionFailed(name) from error
        if answer.get("FunctionError"):
            raise FunctionFailed(name)
        answered: object = json.loads(payload)
        if not isinstance(answered, dict):
            raise FunctionFailed(name)
        return answered
