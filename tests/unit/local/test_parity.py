"""What the emulator makes of templates."""

from typing import Any

import pytest

from local.deploy.fixups import FIXUPS
from local.deploy.parity import KNOWN_DIFFERENCES, check_templates
from local.deploy.support import ProvisionerSource, installed_provisioners

SOURCE = """
_DEFAULTS = {"DelaySeconds": "0"}
def _fields(props): return {key: props.get(key, value) for key, value in _DEFAULTS.items()}
def _create(logical_id, props, stack_name): return props["QueueName"], _fields(props)
def _update(physical_id, props): return props["OnlyUpdated"]
_RESOURCE_HANDLERS = {"AWS::SQS::Queue": {"update": _update, "create": _create}}
"""


def template(resource_type: str, **properties: object) -> dict[str, Any]:
    return {"Resources": {"It": {"Type": resource_type, "Properties": properties}}}


@pytest.mark.parametrize(
    ("name", "mentioned"),
    [("QueueName", True), ("DelaySeconds", True), ("OnlyUpdated", False), ("KmsMasterKeyId", False)],
)
def test_a_property_counts_as_read_if_the_code_of_its_creation_names_it(name: str, mentioned: bool) -> None:
    assert ProvisionerSource(SOURCE).mentions("AWS::SQS::Queue", name) is mentioned


def test_a_refused_type_is_named() -> None:
    report = check_templates([template("AWS::Budgets::Budget")], ProvisionerSource(SOURCE))

    assert report.refused[0].startswith("AWS::Budgets::Budget")


def test_a_custom_resource_of_cdk_is_refused_before_it_hangs() -> None:
    report = check_templates([template("Custom::S3AutoDeleteObjects")], ProvisionerSource(SOURCE))

    assert report.refused[0].startswith("Custom::S3AutoDeleteObjects")


def test_a_dropped_property_that_nobody_knows_is_reported() -> None:
    report = check_templates([template("AWS::SQS::Queue", QueueName="q", FifoQueue=True)], ProvisionerSource(SOURCE))

    assert report.unknown == (
        "AWS::SQS::Queue FifoQueue: dropped by the local AWS, and local/deploy/parity.py does not know it",
    )


def test_a_known_difference_is_told_with_what_it_means() -> None:
    report = check_templates(
        [template("AWS::DynamoDB::Table", SSESpecification={"SSEEnabled": True})], installed_provisioners()
    )

    assert report.known == ("AWS::DynamoDB::Table SSESpecification: data is not encrypted",)


def test_a_property_with_a_fix_up_is_not_reported() -> None:
    report = check_templates(
        [template("AWS::DynamoDB::Table", TimeToLiveSpecification={"Enabled": True})], installed_provisioners()
    )

    assert report.unknown == report.known == ()


@pytest.mark.parametrize("resource_type", sorted({kind for kind, _ in (*FIXUPS, *KNOWN_DIFFERENCES)}))
def test_what_is_known_concerns_types_that_the_installed_emulator_has(resource_type: str) -> None:
    assert resource_type in installed_provisioners().types
