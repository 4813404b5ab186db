"""A network in memory whose people have apps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.person import Person


@pytest.fixture
def network(aws_credentials: None) -> Iterator[InMemoryNetwork]:
    with in_memory_network(password_grant=True) as network:
        yield network


@pytest.fixture
def ann(network: InMemoryNetwork) -> Person:
    return network.sign_up("ann")


@pytest.fixture
def bob(network: InMemoryNetwork) -> Person:
    return network.sign_up("bob")
