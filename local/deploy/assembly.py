"""The cloud assembly that the CDK app writes: its stacks in the order of deployment, and their assets."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.instance import ACCOUNT, REGION

Template = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asset:
    """A file or a folder that a stack expects in the assets bucket."""

    source: Path
    is_folder: bool
    bucket: str
    key: str


@dataclass(frozen=True, slots=True)
class StackArtifact:
    """A stack to deploy: `template_key` is its template's own asset."""

    name: str
    template: Template
    template_key: str
    assets: tuple[Asset, ...]


def read_assembly(folder: Path) -> list[StackArtifact]:
    """Return the stacks of the assembly and of the assemblies nested in it, each after those it depends on."""
    artifacts: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["artifacts"]
    stacks: list[StackArtifact] = []
    for name in _in_dependency_order(artifacts):
        artifact = artifacts[name]
        if artifact["type"] == "cdk:cloud-assembly":
            stacks += read_assembly(folder / artifact["properties"]["directoryName"])
        elif artifact["type"] == "aws:cloudformation:stack":
            stacks.append(_read_stack(folder, name, artifacts))
    return stacks


def _in_dependency_order(artifacts: dict[str, Any]) -> Iterator[str]:
    visited: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name in visited:
            return
        visited.add(name)
        for dependency in artifacts[name].get("dependencies", []):
            yield from visit(dependency)
        yield name

    for name in artifacts:
        yield from visit(name)


def _read_stack(folder: Path, name: str, artifacts: dict[str, Any]) -> StackArtifact:
    properties = artifacts[name]["properties"]
    assets = [
        asset
        for dependency in artifacts[name].get("dependencies", [])
        if artifacts[dependency]["type"] == "cdk:asset-manifest"
        for asset in _read_assets(folder, artifacts[dependency]["properties"]["file"])
    ]
    return StackArtifact(
        name=properties.get("stackName", name),
        template=json.loads((folder / properties["templateFile"]).read_text(encoding="utf-8")),
        template_key=properties["stackTemplateAssetObjectUrl"].rsplit("/", 1)[1],
        assets=tuple(assets),
    )


def _read_assets(folder: Path, manifest: str) -> Iterator[Asset]:
    files = json.loads((folder / manifest).read_text(encoding="utf-8"))["files"]
    for file in files.values():
        for destination in file["destinations"].values():
            yield Asset(
                # Absolute when asset staging is off; joining an absolute path leaves it as it is.
                source=folder / file["source"]["path"],
                is_folder=file["source"].get("packaging") == "zip",
                bucket=_fill_placeholders(destination["bucketName"]),
                key=_fill_placeholders(destination["objectKey"]),
            )


def _fill_placeholders(text: str) -> str:
    return (
        text.replace("${AWS::AccountId}", ACCOUNT).replace("${AWS::Region}", REGION).replace("${AWS::Partition}", "aws")
    )
