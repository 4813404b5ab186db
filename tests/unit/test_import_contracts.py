"""The import contracts of pyproject.toml hold, and each of them can fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LINNET = Path("layers/core/python/linnet")
SOURCES = [LINNET, Path("functions"), Path("infra"), Path("local"), Path("pyproject.toml")]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for source in SOURCES:
        target = tmp_path / source
        if (REPOSITORY / source).is_dir():
            shutil.copytree(REPOSITORY / source, target, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy(REPOSITORY / source, target)
    return tmp_path


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    # The copy's own packages come before the editable install, which names the repository.
    environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root / LINNET.parent}"}
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_the_tree_keeps_every_contract(copy: Path) -> None:
    result = lint_imports(copy)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("package", "statement", "contract"),
    [
        (LINNET / "domain", "import linnet.services", "Imports point one way"),
        (LINNET / "services", "import linnet.adapters.dynamodb", "Imports point one way"),
        (LINNET / "facades", "import linnet.runtime", "Imports point one way"),
        (LINNET / "runtime", "import functions", "Imports point one way"),
        (LINNET / "runtime", "import infra", "Runtime code never imports infrastructure or the local cloud"),
        (Path("functions"), "import local", "Runtime code never imports infrastructure or the local cloud"),
        (LINNET / "domain", "import boto3", "Domain, ports and services know no AWS and no framework"),
        (
            LINNET / "services",
            "import aws_lambda_powertools",
            "Domain, ports and services know no AWS and no framework",
        ),
        (LINNET / "adapters", "import pynamodb.models", "PynamoDB stays inside the DynamoDB adapter"),
    ],
)
def test_a_broken_contract_is_reported_by_name(copy: Path, package: Path, statement: str, contract: str) -> None:
    (copy / package / "trespasser.py").write_text(f"{statement}\n", encoding="utf-8")

    result = lint_imports(copy)

    assert result.returncode == 1
    assert f"{contract} BROKEN" in result.stdout


def test_the_dynamodb_adapter_may_import_pynamodb(copy: Path) -> None:
    (copy / LINNET / "adapters" / "dynamodb" / "resident.py").write_text("import pynamodb.models\n", encoding="utf-8")

    assert lint_imports(copy).returncode == 0
