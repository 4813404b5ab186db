"""Sockets behind API Gateway's management API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from linnet.ports.sockets import SocketFailed, SocketGone

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient

GONE: Final = "GoneException"
# A socket takes a frame in milliseconds; one that does not must not hold up the others of its batch.
TIMEOUT_S: Final = 2


def sockets_at(endpoint: str, region: str) -> ApiGatewaySockets:
    """Return the sockets of one API."""
    config = Config(
        connect_timeout=TIMEOUT_S, read_timeout=TIMEOUT_S, retries={"total_max_attempts": 1}, max_pool_connections=32
    )
    return ApiGatewaySockets(
        boto3.client("apigatewaymanagementapi", region_name=region, endpoint_url=endpoint, config=config)
    )


class ApiGatewaySockets:
    """Implement the port `Sockets`; the client must have short time-outs and no retries of its own."""

    def __init__(self, client: ApiGatewayManagementApiClient) -> None:
        self._client = client

    def post(self, connection_id: str, frame: bytes) -> None:
        try:
            self._client.post_to_connection(ConnectionId=connection_id, Data=frame)
        except ClientError as error:
            if error.response["Error"]["Code"] == GONE:
                raise SocketGone(connection_id) from error
            raise SocketFailed(connection_id) from error
        except BotoCoreError as error:
            raise SocketFailed(connection_id) from error

    def close(self, connection_id: str) -> None:
        try:
            self._client.delete_connection(ConnectionId=connection_id)
        except ClientError as error:
            if error.response["Error"]["Code"] != GONE:
                raise SocketFailed(connection_id) from error
        except BotoCoreError as error:
            raise SocketFailed(connection_id) from error
