"""Clients of the local AWS, which takes any key for root."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from local.instance import REGION

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient


class LocalAws:
    """The services of one emulator; a client is made when it is first used."""

    def __init__(self, url: str) -> None:
        # Explicit keys: the developer's own profile must neither be needed nor sent.
        self.session = boto3.Session(
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - the emulator takes any
            region_name=REGION,
        )
        self._url = url
        # No proxies: those of the environment cannot reach this machine.
        self._config = Config(retries={"max_attempts": 1}, connect_timeout=5, read_timeout=60, proxies={})

    @cached_property
    def cloudformation(self) -> CloudFormationClient:
        return self.session.client("cloudformation", endpoint_url=self._url, config=self._config)

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        return self.session.client("dynamodb", endpoint_url=self._url, config=self._config)

    @cached_property
    def functions(self) -> LambdaClient:
        return self.session.client("lambda", endpoint_url=self._url, config=self._config)

    @cached_property
    def s3(self) -> S3Client:
        return self.session.client("s3", endpoint_url=self._url, config=self._config)

    @cached_property
    def sqs(self) -> SQSClient:
        return self.session.client("sqs", endpoint_url=self._url, config=self._config)

    @cached_property
    def apis(self) -> Any:
        """The API Gateway v2 client, untyped: its stubs are not among the requirements."""
        return self.session.client("apigatewayv2", endpoint_url=self._url, config=self._config)

    @cached_property
    def parameters(self) -> Any:
        """The SSM client, untyped: its stubs are not among the requirements."""
        return self.session.client("ssm", endpoint_url=self._url, config=self._config)
