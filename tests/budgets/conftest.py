"""The network of the integration tests, with its accounting."""

from tests.integration.conftest import network

__all__ = ["network"]
