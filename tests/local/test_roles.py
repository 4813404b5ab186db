"""A network that enforces the role of each function."""

import pytest

from tests.local.small_network import SmallNetwork

pytestmark = pytest.mark.e2e


def test_what_the_roles_allow_works(strict_network: SmallNetwork) -> None:
    strict_network.add("allowed")

    strict_network.wait_for("seen-allowed")


def test_media_are_served(strict_network: SmallNetwork) -> None:
    s3 = strict_network.network.aws.s3
    (bucket,) = [one["Name"] for one in s3.list_buckets()["Buckets"] if "media" in one.get("Name", "")]
    s3.put_object(Bucket=bucket, Key="one.txt", Body=b"1")

    assert strict_network.client.get("/media/one.txt").content == b"1"


def test_what_no_role_allows_is_denied(strict_network: SmallNetwork) -> None:
    assert strict_network.client.delete("/api/things/allowed").status_code == 500
    assert "AccessDenied" in strict_network.client.get("/console").text
