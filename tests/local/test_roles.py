"""A network that enforces the role of each function."""

import pytest

from tests.local.small_network import SmallNetwork

pytestmark = pytest.mark.e2e


def test_what_the_roles_allow_works(strict_network: SmallNetwork) -> None:
    strict_network.add("allowed")

    strict_network.wait_for("seen-allowed")


def test_what_no_role_allows_is_denied(strict_network: SmallNetwork) -> None:
    assert strict_network.client.delete("/api/things/allowed").status_code == 500
    assert "AccessDenied" in strict_network.client.get("/console").text
