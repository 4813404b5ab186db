"""What the journeys of foreign programs share."""

from __future__ import annotations

import pytest

from local.testing import Network
from tests.e2e.clients.mastodon_py import Site, registered


@pytest.fixture(scope="module")
def site(network: Network) -> Site:
    return registered(network.url)
