"""What is uploaded instead of zipped code."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from local.deploy.assembly import Asset
from local.deploy.live_code import CodeAssets, content_of, find_code

LOG = Path("functions.jsonl")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "functions" / "tweets_api").mkdir(parents=True)
    return tmp_path


def folder_asset(project: Path, key: str) -> Asset:
    source = project / "asset"
    (source / "__pycache__").mkdir(parents=True)
    (source / "index.py").write_text("def handler(event, context): ...", encoding="utf-8")
    (source / "__pycache__" / "index.pyc").write_bytes(b"")
    return Asset(source=source, is_folder=True, bucket="assets", key=key)


def files_in(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def function(key: str, handler: str) -> dict[str, Any]:
    return {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"S3Key": key}, "Handler": handler}}


def test_code_is_told_by_the_handler_strings_of_the_templates() -> None:
    template = {
        "Resources": {
            "A": function("code.zip", "functions.tweets_api.handler.lambda_handler"),
            "B": function("code.zip", "functions.graph_api.handler.lambda_handler"),
            "Inline": {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"ZipFile": "pass"}}},
            "Core": {"Type": "AWS::Lambda::LayerVersion", "Properties": {"Content": {"S3Key": "core.zip"}}},
            "Table": {"Type": "AWS::DynamoDB::Table"},
        }
    }

    code = find_code([template])

    assert code.handlers["code.zip"] == {
        "functions.tweets_api.handler.lambda_handler",
        "functions.graph_api.handler.lambda_handler",
    }
    assert code.layers == {"core.zip"}


def test_a_function_of_ours_becomes_a_stub_at_the_place_of_its_handler(project: Path) -> None:
    code = CodeAssets({"code.zip": frozenset({"functions.tweets_api.handler.lambda_handler"})})

    files = files_in(content_of(folder_asset(project, "code.zip"), code, project, LOG))

    assert files.keys() == {"functions/tweets_api/handler.py"}
    assert "lambda_handler = serve(" in files["functions/tweets_api/handler.py"]


def test_equal_stubs_are_equal_bytes(project: Path) -> None:
    code = CodeAssets({"code.zip": frozenset({"functions.tweets_api.handler.lambda_handler"})})
    asset = folder_asset(project, "code.zip")

    assert content_of(asset, code, project, LOG) == content_of(asset, code, project, LOG)


def test_a_function_of_somebody_else_is_zipped_as_it_is(project: Path) -> None:
    code = CodeAssets({"provider.zip": frozenset({"index.handler"})})

    files = files_in(content_of(folder_asset(project, "provider.zip"), code, project, LOG))

    assert files.keys() == {"index.py"}


def test_a_layer_is_empty(project: Path) -> None:
    code = CodeAssets(layers=frozenset({"core.zip"}))

    files = files_in(content_of(folder_asset(project, "core.zip"), code, project, LOG))

    assert set(files.values()) == {""}
