"""Reading a cloud assembly, nested ones too."""

import json
from pathlib import Path
from typing import Any

from local.deploy.assembly import read_assembly

BUCKET = "cdk-assets-${AWS::AccountId}-${AWS::Region}"


def write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def write_stack(folder: Path, name: str, *, after: list[str] | None = None) -> dict[str, Any]:
    write_json(folder / f"{name}.template.json", {"Resources": {f"{name}Table": {"Type": "AWS::DynamoDB::Table"}}})
    write_json(
        folder / f"{name}.assets.json",
        {
            "files": {
                "code": {
                    "source": {"path": f"asset.{name}", "packaging": "zip"},
                    "destinations": {"here": {"bucketName": BUCKET, "objectKey": f"{name}.zip"}},
                },
                "template": {
                    "source": {"path": f"{name}.template.json", "packaging": "file"},
                    "destinations": {"here": {"bucketName": BUCKET, "objectKey": f"{name}.json"}},
                },
            }
        },
    )
    return {
        f"{name}.assets": {"type": "cdk:asset-manifest", "properties": {"file": f"{name}.assets.json"}},
        name: {
            "type": "aws:cloudformation:stack",
            "dependencies": [*(after or []), f"{name}.assets"],
            "properties": {
                "templateFile": f"{name}.template.json",
                "stackName": f"local-{name}",
                "stackTemplateAssetObjectUrl": f"s3://{BUCKET}/{name}.json",
            },
        },
    }


def test_the_stacks_of_a_nested_assembly_come_in_the_order_of_their_dependencies(tmp_path: Path) -> None:
    nested = tmp_path / "assembly-local"
    artifacts = {
        **write_stack(nested, "api", after=["async", "data"]),
        **write_stack(nested, "async", after=["data"]),
        **write_stack(nested, "data"),
    }
    write_json(nested / "manifest.json", {"artifacts": artifacts})
    write_json(
        tmp_path / "manifest.json",
        {
            "artifacts": {
                "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}},
                "assembly-local": {
                    "type": "cdk:cloud-assembly",
                    "properties": {"directoryName": "assembly-local"},
                },
            }
        },
    )

    stacks = read_assembly(tmp_path)

    assert [stack.name for stack in stacks] == ["local-data", "local-async", "local-api"]


def test_a_stack_knows_its_assets_and_its_template_with_placeholders_filled(tmp_path: Path) -> None:
    write_json(tmp_path / "manifest.json", {"artifacts": write_stack(tmp_path, "data")})

    (stack,) = read_assembly(tmp_path)

    assert stack.template["Resources"].keys() == {"dataTable"}
    assert stack.template_key == "data.json"
    assert {(asset.key, asset.is_folder) for asset in stack.assets} == {("data.zip", True), ("data.json", False)}
    assert {asset.bucket for asset in stack.assets} == {"cdk-assets-000000000000-us-east-1"}
    assert {asset.source for asset in stack.assets} == {tmp_path / "asset.data", tmp_path / "data.template.json"}
