"""One local network for all stories (AUTH=true: with the roles of its functions enforced)."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local.testing import Network, running_network
from tests.e2e.people import Town

STORIES = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that no story can forget it."""
    for item in items:
        if item.path.is_relative_to(STORIES):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """A network with ports and data of its own."""
    with running_network(tmp_path_factory.mktemp("network")) as running:
        yield running


@pytest.fixture(scope="session")
def http(network: Network) -> Iterator[httpx.Client]:
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=16)
    with httpx.Client(base_url=network.url, timeout=60, limits=limits) as client:
        yield client


@pytest.fixture(scope="session")
def town(http: httpx.Client) -> Town:
    return Town(http)
