"""The app as a whole: four stacks, no names of our own, and no need of Docker, credentials or a network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.blocks.assets import ROOT
from infra.settings import stage_settings
from tests.infra.templates import STACKS, Deployed

# A physical name lets a stage be deployed only once in a region and forbids replacing the resource.
NAMES = (
    "AlarmName",
    "BucketName",
    "DashboardName",
    "FunctionName",
    "LayerName",
    "LogGroupName",
    "PolicyName",
    "QueueName",
    "RoleName",
    "DomainName",
    "TableName",
    "TopicName",
)
REFERRING = ("AWS::Lambda::Alias", "AWS::Lambda::EventSourceMapping", "AWS::Lambda::Permission", "AWS::Lambda::Version")
# CDK names inline policies and the API; neither has to be unique.
NAMED_BY_CDK = ("AWS::IAM::Policy",)
# The search domain is named by its own policy, which also names the roles of three functions in stacks that come later.
KNOWN_BEFOREHAND = {
    ("data/search/domain", "DomainName"),
    ("data/search/writers", "PolicyName"),
    ("api/accounts_api_role", "RoleName"),
    ("api/search_api_role", "RoleName"),
    ("async/index_queue_role", "RoleName"),
}


def test_a_stage_is_four_stacks(stage: Deployed) -> None:
    assert set(stage.templates) == set(STACKS)


def test_nothing_has_a_name_of_its_own(stage: Deployed) -> None:
    named = [
        (resource.place, name)
        for resource in stage.resources
        if resource.type not in (*REFERRING, *NAMED_BY_CDK)
        for name in NAMES
        if name in resource.properties
    ]
    assert set(named) == (set() if stage.stage == "local" else KNOWN_BEFOREHAND)


def test_everything_says_what_it_is_for(stage: Deployed) -> None:
    assert all(template["Description"].startswith("Linnet: ") for template in stage.templates.values())
    assert all(function.properties["Description"] for function in stage.functions.values())


def test_data_does_not_depend_on_code(stage: Deployed) -> None:
    assert "Fn::ImportValue" not in json.dumps(stage.templates["data"])


def test_an_unknown_stage_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(KeyError, match="choose one of dev, prod, local"):
        stage_settings("production")


def test_synthesis_needs_no_credentials_and_no_docker(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env={
            # Node, and nothing else of the machine's.
            "PATH": os.environ["PATH"],
            "JSII_NODE": os.environ.get("JSII_NODE", "node"),
            "HOME": str(tmp_path),
            "DOCKER_HOST": "tcp://127.0.0.1:9",
            "CDK_OUTDIR": str(tmp_path / "cdk.out"),
            "CDK_CONTEXT_JSON": json.dumps({"stage": "dev", "aws:cdk:bundling-stacks": []}),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert len(list(tmp_path.glob("cdk.out/**/*.template.json"))) == len(STACKS)


def test_no_construct_reads_the_context_or_the_environment() -> None:
    for source in (ROOT / "infra").rglob("*.py"):
        text = source.read_text("utf-8")
        assert "try_get_context" not in text, source
        assert "environ" not in text.replace("environment", ""), source
