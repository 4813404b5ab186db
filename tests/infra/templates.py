"""The synthesized templates of a stage, and what they say about each function.

`deployed(stage)` synthesizes once per process, without bundling: no wheel is fetched and nothing is compiled.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from aws_cdk import App

from infra.blocks.assets import ROOT
from infra.nag import check
from infra.settings import StageSettings, stage_settings
from infra.stage import LinnetStage

Template = Mapping[str, Any]
Properties = Mapping[str, Any]

STAGES = ("dev", "prod", "local")
STACKS = ("data", "api", "async", "ops")

# What CDK's own grants and Lambda's tracing add to every role; the rest is ours.
LOGGING = frozenset({"logs:CreateLogStream", "logs:PutLogEvents"})
TRACING = frozenset({"xray:PutTraceSegments", "xray:PutTelemetryRecords"})


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of a template; `place` is its path in the app below the stage, such as `data/tweets/table`."""

    stack: str
    logical_id: str
    place: str
    type: str
    properties: Properties
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class Deployed:
    """The templates of one stage, by the names of its stacks."""

    stage: str
    templates: Mapping[str, Template]

    @cached_property
    def resources(self) -> list[Resource]:
        return [
            Resource(
                stack=stack,
                logical_id=logical_id,
                place=_place(stack, resource.get("Metadata", {}).get("aws:cdk:path", "")),
                type=resource["Type"],
                properties=resource.get("Properties", {}),
                attributes=resource,
            )
            for stack, template in self.templates.items()
            for logical_id, resource in template["Resources"].items()
        ]

    def of_type(self, *types: str) -> list[Resource]:
        return [resource for resource in self.resources if resource.type in types]

    @cached_property
    def functions(self) -> Mapping[str, Resource]:
        """Every function by the name of its folder, read from its handler string."""
        return {
            resource.properties["Handler"].split(".")[1]: resource for resource in self.of_type("AWS::Lambda::Function")
        }

    @cached_property
    def tables(self) -> Mapping[str, Resource]:
        return {resource.place.split("/")[1]: resource for resource in self.of_type("AWS::DynamoDB::Table")}

    def sources(self, function: str) -> Mapping[str, Resource]:
        """Return the event source mappings of a function by what feeds it: a table, or a queue."""
        return {
            self.name_of(mapping.stack, mapping.properties["EventSourceArn"]).removesuffix("/stream"): mapping
            for mapping in self.of_type("AWS::Lambda::EventSourceMapping")
            if mapping.properties["FunctionName"] == {"Ref": self.functions[function].logical_id}
        }

    def granted(self, function: str) -> frozenset[tuple[str, str]]:
        """Return what a function's role allows: pairs of an action and what it may be done to.

        Tables are called by their names, with `/index/<name>` or `/stream` behind; the queue `fanout`, the bucket
        `failures` and its objects `failures/<prefix>/*`; `*` is everything.
        """
        return frozenset(
            (action, self.name_of(policy.stack, target))
            for policy, statement in self.statements(function)
            for action in _listed(statement["Action"])
            for target in _listed(statement["Resource"])
        )

    def statements(self, function: str) -> Iterator[tuple[Resource, Mapping[str, Any]]]:
        """Yield the statements of every policy of a function's role."""
        (role,) = [one for one in self.of_type("AWS::IAM::Role") if one.logical_id == self.role_of(function)]
        assert "ManagedPolicyArns" not in role.properties
        assert "Policies" not in role.properties
        for policy in self.of_type("AWS::IAM::Policy"):
            if {"Ref": role.logical_id} in policy.properties["Roles"]:
                for statement in policy.properties["PolicyDocument"]["Statement"]:
                    assert statement["Effect"] == "Allow"
                    yield policy, statement

    def role_of(self, function: str) -> str:
        return str(self.functions[function].properties["Role"]["Fn::GetAtt"][0])

    def name_of(self, stack: str, value: Any) -> str:
        """Return the short name of what an ARN, name or URL in a template refers to."""
        match value:
            case str():
                return value
            case {"Fn::Join": [_, [first, *rest]]}:
                return self.name_of(stack, first) + "".join(self.name_of(stack, part) for part in rest)
            case {"Fn::ImportValue": export}:
                return self._exported(export)
            case {"Fn::GetAtt": [logical_id, "StreamArn"]}:
                return f"{self._short(stack, logical_id)}/stream"
            case {"Fn::GetAtt": [logical_id, _]} | {"Ref": logical_id}:
                return self._short(stack, logical_id)
            case _:
                raise AssertionError(f"not a reference: {value}")

    def _exported(self, export: str) -> str:
        for stack, template in self.templates.items():
            for output in template.get("Outputs", {}).values():
                if output.get("Export", {}).get("Name") == export:
                    return self.name_of(stack, output["Value"])
        raise AssertionError(f"no stack exports {export}")

    def _short(self, stack: str, logical_id: str) -> str:
        if logical_id.startswith("AWS::"):
            return f"<{logical_id}>"
        (place,) = [one.place for one in self.resources if (one.stack, one.logical_id) == (stack, logical_id)]
        # data/tweets/table → tweets, async/fanout/queue → fanout, async/fanout/dlq → fanout/dlq,
        # async/events/log → events
        return place.partition("/")[2].removesuffix("/table").removesuffix("/queue").removesuffix("/log")

    def environment(self, function: str) -> Mapping[str, str]:
        """Return the environment of a function with short names for what it refers to."""
        resource = self.functions[function]
        variables: Mapping[str, Any] = resource.properties["Environment"]["Variables"]
        return {name: self.name_of(resource.stack, value) for name, value in variables.items()}


def _place(stack: str, path: str) -> str:
    # linnet-dev/data/tweets/table/Resource → data/tweets/table
    return path.partition("/")[2].removesuffix("/Resource") or stack


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@cache
def deployed(stage: str) -> Deployed:
    """Synthesize a stage as `app.py` does, cdk-nag included."""
    return synthesized(stage_settings(stage))


def synthesized(settings: StageSettings) -> Deployed:
    """Synthesize a stage with these settings, as `deployed` does."""
    app, linnet = app_with(settings)
    check(app, linnet)
    stacks = app.synth().stacks_recursively
    return Deployed(settings.name, {stack.stack_name.rpartition("-")[2]: stack.template for stack in stacks})


def app_of(stage: str, folder: Path | None = None) -> tuple[App, LinnetStage]:
    """Return the app of a stage, not yet checked by cdk-nag; it will be synthesized into the folder."""
    return app_with(stage_settings(stage), folder)


def app_with(settings: StageSettings, folder: Path | None = None) -> tuple[App, LinnetStage]:
    """Return the app of a stage with these settings, as `app_of` does."""
    context = json.loads((ROOT / "cdk.json").read_text("utf-8"))["context"]
    app = App(
        context={**context, "aws:cdk:bundling-stacks": [], "aws:cdk:enable-path-metadata": True},
        outdir=None if folder is None else str(folder),
    )
    return app, LinnetStage(app, f"linnet-{settings.name}", settings)
