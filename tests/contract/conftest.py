"""Run store suites on every engine at hand: moto always, DynamoDB Local in `make test-engines`."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from moto import mock_aws
from pynamodb.models import Model

from linnet.adapters.dynamodb.binding import Connect, bind

M = TypeVar("M", bound=Model)
MakeTable = Callable[[type[M]], type[M]]


@pytest.fixture(params=["moto", pytest.param("dynamodb_local", marks=pytest.mark.engines)])
def connect(request: pytest.FixtureRequest, aws_credentials: None) -> Iterator[Connect]:
    """Say how to reach an empty DynamoDB: each engine in turn."""
    if request.param == "moto":
        with mock_aws():
            yield Connect(region="us-east-1")
    else:
        yield Connect(region="us-east-1", host=request.getfixturevalue("dynamodb_local").url)


@pytest.fixture
def make_table(connect: Connect) -> MakeTable[Model]:
    """Create a table of its own for a model, keys and indexes as the model says, and bind it."""

    def make(model: type[M]) -> type[M]:
        bound = bind(model, f"{model.__name__}-{uuid.uuid4().hex[:12]}", connect)
        bound.create_table(wait=True, billing_mode="PAY_PER_REQUEST")
        return bound

    return make
