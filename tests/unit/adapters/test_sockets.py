"""Sockets behind API Gateway: what it answers becomes gone, failed or done, at the first attempt."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.stub import Stubber

from linnet.adapters.sockets import TIMEOUT_S, ApiGatewaySockets, sockets_at
from linnet.ports.sockets import SocketFailed, SocketGone

ENDPOINT = "https://abc.execute-api.eu-west-1.amazonaws.com/live"
SOCKET, FRAME = "Nx2Yzd4ooAMCJ7g=", b"{}"


@pytest.fixture
def stub(aws_credentials: None) -> Iterator[tuple[ApiGatewaySockets, Stubber]]:
    client = boto3.client("apigatewaymanagementapi", region_name="eu-west-1", endpoint_url=ENDPOINT)
    with Stubber(client) as stubber:
        yield ApiGatewaySockets(client), stubber


def test_a_frame_is_posted_and_a_socket_closed(stub: tuple[ApiGatewaySockets, Stubber]) -> None:
    sockets, stubber = stub
    stubber.add_response("post_to_connection", {}, {"ConnectionId": SOCKET, "Data": FRAME})
    stubber.add_response("delete_connection", {}, {"ConnectionId": SOCKET})
    sockets.post(SOCKET, FRAME)
    sockets.close(SOCKET)
    stubber.assert_no_pending_responses()


def test_a_socket_that_is_gone_is_told_by_post_and_is_no_error_of_close(
    stub: tuple[ApiGatewaySockets, Stubber],
) -> None:
    sockets, stubber = stub
    for operation in ("post_to_connection", "delete_connection"):
        stubber.add_client_error(operation, "GoneException", http_status_code=410)
    with pytest.raises(SocketGone):
        sockets.post(SOCKET, FRAME)
    sockets.close(SOCKET)


@pytest.mark.parametrize(
    ("code", "status"), [("LimitExceededException", 429), ("ForbiddenException", 403), ("InternalError", 500)]
)
def test_every_other_refusal_is_a_failure(stub: tuple[ApiGatewaySockets, Stubber], code: str, status: int) -> None:
    sockets, stubber = stub
    for operation in ("post_to_connection", "delete_connection"):
        stubber.add_client_error(operation, code, http_status_code=status)
    with pytest.raises(SocketFailed):
        sockets.post(SOCKET, FRAME)
    with pytest.raises(SocketFailed):
        sockets.close(SOCKET)


def test_a_socket_that_does_not_answer_in_time_is_a_failure(
    stub: tuple[ApiGatewaySockets, Stubber], monkeypatch: pytest.MonkeyPatch
) -> None:
    sockets, _ = stub

    def late(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url=ENDPOINT)

    for operation in ("post_to_connection", "delete_connection"):
        monkeypatch.setattr(sockets._client, operation, late)
    with pytest.raises(SocketFailed):
        sockets.post(SOCKET, FRAME)
    with pytest.raises(SocketFailed):
        sockets.close(SOCKET)


def test_the_client_tries_once_and_not_for_long(aws_credentials: None) -> None:
    config = vars(sockets_at(ENDPOINT, "eu-west-1")._client.meta.config)
    assert config["retries"]["total_max_attempts"] == 1
    assert config["connect_timeout"] == config["read_timeout"] == TIMEOUT_S
