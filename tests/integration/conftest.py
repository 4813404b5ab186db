"""A network on AWS's own engine (marker `engines`)."""

from __future__ import annotations

import pytest

from tests.engines.dynamodb_local import DynamoDbLocal
from tests.integration.network import Network


@pytest.fixture
def network(dynamodb_local: DynamoDbLocal, aws_credentials: None, monkeypatch: pytest.MonkeyPatch) -> Network:
    """Return an empty network with small thresholds."""
    return Network(dynamodb_local, monkeypatch)
