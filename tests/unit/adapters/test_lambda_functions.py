"""Functions behind Lambda: their answer, or one error for all that goes wrong."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.response import StreamingBody
from botocore.stub import Stubber

from linnet.adapters.lambda_functions import TIMEOUT_S, LambdaFunctions, functions_at
from linnet.ports.functions import FunctionFailed

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:statuses:live"
EVENT = {"rawPath": "/api/v1/statuses/"}
SENT = {"FunctionName": ARN, "Payload": json.dumps(EVENT).encode()}


@pytest.fixture
def stub(aws_credentials: None) -> Iterator[tuple[LambdaFunctions, Stubber]]:
    client = boto3.client("lambda", region_name="eu-west-1")
    with Stubber(client) as stubber:
        yield LambdaFunctions(client, {"statuses_api": ARN}), stubber


def answered(payload: bytes, **more: Any) -> dict[str, Any]:
    return {"StatusCode": 200, "Payload": StreamingBody(io.BytesIO(payload), len(payload)), **more}


def test_a_function_is_called_and_its_answer_returned(stub: tuple[LambdaFunctions, Stubber]) -> None:
    functions, stubber = stub
    stubber.add_response("invoke", answered(b'{"statusCode": 200}'), SENT)
    assert functions.call("statuses_api", EVENT) == {"statusCode": 200}


@pytest.mark.parametrize(
    "answer",
    [answered(b'{"errorType": "KeyError"}', FunctionError="Unhandled"), answered(b"null"), answered(b"[]")],
)
def test_a_function_that_raises_or_answers_nothing_of_use_failed(
    stub: tuple[LambdaFunctions, Stubber], answer: dict[str, Any]
) -> None:
    functions, stubber = stub
    stubber.add_response("invoke", answer, SENT)
    with pytest.raises(FunctionFailed):
        functions.call("statuses_api", EVENT)


def test_a_refusal_of_lambda_is_a_failure(stub: tuple[LambdaFunctions, Stubber]) -> None:
    functions, stubber = stub
    stubber.add_client_error("invoke", "TooManyRequestsException", http_status_code=429)
    with pytest.raises(FunctionFailed):
        functions.call("statuses_api", EVENT)


def test_a_function_of_which_nothing_is_known_failed(stub: tuple[LambdaFunctions, Stubber]) -> None:
    with pytest.raises(FunctionFailed):
        stub[0].call("trends_api", EVENT)


def test_no_answer_in_time_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        def invoke(self, **_sent: object) -> object:
            raise ReadTimeoutError(endpoint_url="https://lambda.example")

    functions = LambdaFunctions(Silent(), {"statuses_api": ARN})  # type: ignore[arg-type]  # as much of it as is used
    with pytest.raises(FunctionFailed):
        functions.call("statuses_api", EVENT)


def test_calls_are_made_once_and_end_before_the_caller_does(aws_credentials: None) -> None:
    config = vars(functions_at({}, "eu-west-1")._client.meta.config)
    assert config["retries"]["total_max_attempts"] == 1
    assert config["read_timeout"] == TIMEOUT_S < 10
