"""cdk-nag finds nothing that is not answered, and no answer outlives its finding."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from aws_cdk import aws_sqs as sqs

from infra.nag import acknowledge, add_packs
from infra.stage import LinnetStage
from tests.infra.templates import STAGES, app_of, deployed


@pytest.mark.parametrize("name", STAGES)
def test_no_finding_is_left_unanswered(name: str) -> None:
    # Synthesis raises where one is.
    assert deployed(name).templates


def test_a_finding_that_nobody_answered_stops_the_synthesis(tmp_path: Path) -> None:
    app, stage = app_of("dev", tmp_path)
    add_packs(app)
    acknowledge(stage)
    sqs.Queue(stage.data, "careless")
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
    assert {rule for _, rule in findings(tmp_path)} == {
        "AwsSolutions::AwsSolutions-SQS3",
        "AwsSolutions::AwsSolutions-SQS4",
        "Serverless::Serverless-SQSRedrivePolicy",
    }


def test_every_answer_is_to_a_finding_where_it_stands(tmp_path: Path) -> None:
    app, stage = app_of("prod", tmp_path)
    add_packs(app)
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
    found = list(findings(tmp_path))
    acknowledge(stage)
    answered = list(answers(stage))
    assert answered
    stale = [
        (place, rule)
        for place, rule, _ in answered
        if not any(rule == other and below.startswith(f"{place}/") for below, other in found)
    ]
    assert stale == []


def test_every_answer_gives_a_reason() -> None:
    _, stage = app_of("dev")
    acknowledge(stage)
    assert all(len(reason) > 30 for _, _, reason in answers(stage))


def test_no_answer_covers_a_whole_stack() -> None:
    _, stage = app_of("dev")
    acknowledge(stage)
    stacks = {stack.node.path for stack in (stage.data, stage.api, stage.async_, stage.ops)}
    assert not {place for place, _, _ in answers(stage)} & stacks


def answers(stage: LinnetStage) -> Iterator[tuple[str, str, str]]:
    """Yield place, rule and reason of every acknowledgement."""
    for construct in stage.node.find_all():
        for entry in construct.node.metadata:
            if entry.type == "aws:cdk:acknowledged-rules":
                for rule, reason in entry.data.items():
                    yield construct.node.path, rule, reason


def findings(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield place and rule of every finding in the report of a synthesis."""
    for report in json.loads((folder / "validation-report.json").read_text("utf-8"))["pluginReports"]:
        for violation in report["violations"]:
            for construct in violation["violatingConstructs"]:
                yield construct["constructPath"], f"{report['pluginName']}::{violation['ruleName']}"
