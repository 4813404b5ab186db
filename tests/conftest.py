"""What every suite shares: hypothesis profiles, unit tests without a network, and the shared data folder."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings

from tests.engines.dynamodb_local import DynamoDbLocal, free_port
from tests.engines.opensearch import OpenSearchNodes

# A deployment gives every function these; without a namespace Powertools refuses the hundredth value of a metric.
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "Linnet")
os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "tests")

REPOSITORY = Path(__file__).resolve().parents[1]
UNIT_TESTS = REPOSITORY / "tests" / "unit"
SHARED_DATA = REPOSITORY.parent / "shared" / "data"

# Nothing is timed: an example takes ten times longer on a loaded machine, and the budget tests count instead.
_UNTIMED: Final[dict[str, Any]] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("local", **_UNTIMED)
settings.register_profile("ci", **_UNTIMED, derandomize=True, print_blob=True, database=None)


def runs_in_ci() -> bool:
    """Tell whether a missing prerequisite is a failure rather than a reason to skip."""
    return os.environ.get("CI", "").lower() == "true"


settings.load_profile("ci" if runs_in_ci() else "local")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Close the network for the unit tests: one that reaches for it is in the wrong suite."""
    for item in items:
        if item.path.is_relative_to(UNIT_TESTS):
            item.add_marker(pytest.mark.disable_socket)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data sets that lies beside the repository; it is never part of it."""
    if SHARED_DATA.is_dir():
        return SHARED_DATA
    reason = f"the shared data sets are not here: no folder {SHARED_DATA}"
    if runs_in_ci():
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def aws_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the SDK credentials that open nothing, and keep it from asking for an account endpoint."""
    give_credentials(monkeypatch)


def give_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do so for a fixture that outlives a test."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    # The streams client of newer SDKs builds a host name from the account id, which emulators do not serve.
    monkeypatch.setenv("AWS_ACCOUNT_ID_ENDPOINT_MODE", "disabled")


@pytest.fixture(scope="session")
def dynamodb_local() -> Iterator[DynamoDbLocal]:
    """Return AWS's own engine, in memory, one for the whole run (marker `engines`)."""
    engine = DynamoDbLocal(free_port())
    engine.start()
    yield engine
    engine.stop()


@pytest.fixture(scope="session")
def opensearch_nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSearchNodes]:
    """Return real OpenSearch nodes, one of each version for the whole run (marker `engines`).

    Tests keep to indexes of their own.
    """
    nodes = OpenSearchNodes(tmp_path_factory.mktemp)
    yield nodes
    nodes.stop()
