"""A network on AWS's own engine (marker `engines`), and the AWS in memory of one function."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from linnet.runtime.observability import metrics
from tests.engines.dynamodb_local import DynamoDbLocal
from tests.integration.network import Network


@pytest.fixture
def network(dynamodb_local: DynamoDbLocal, aws_credentials: None, monkeypatch: pytest.MonkeyPatch) -> Network:
    """Return an empty network with small thresholds."""
    return Network(dynamodb_local, monkeypatch)


@pytest.fixture
def aws(aws_credentials: None, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    """Give the function whose `api` the module imports an AWS of its own, and a new container."""
    api = request.module.api
    monkeypatch.setattr(api, "container", api.container)
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "Linnet")
    # A container reads the namespace once; other tests may have made theirs without one.
    metrics.cache_clear()
    with mock_aws():
        yield
