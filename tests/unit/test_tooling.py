"""The Makefile, CI and the tree itself keep the promises of CONTRIBUTING.md."""

import re
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
MAKEFILE = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
SOURCE_FOLDERS = ["layers/core", "functions", "infra", "local", "scripts", "tests", "benchmarks", ".ci"]

# "About 400": room for one more function before a file has to be split.
LONGEST_FILE = 420


def phony_targets() -> set[str]:
    return set(re.findall(r"^\.PHONY: (\S+)$", MAKEFILE, re.MULTILINE))


def targets_with_help() -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+):.*## \S", MAKEFILE, re.MULTILINE))


def source_files() -> list[Path]:
    return [
        path
        for folder in SOURCE_FOLDERS
        for path in (REPOSITORY / folder).rglob("*")
        if path.suffix in {"", ".py", ".sh"} and path.is_file() and "__pycache__" not in path.parts
    ]


def test_every_make_target_is_explained_by_make_help() -> None:
    assert phony_targets() == targets_with_help()


def test_every_step_of_ci_is_a_make_target() -> None:
    steps = re.search(
        r"^readonly STEPS=\((.+)\)$", (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert steps

    assert {step.removesuffix("-with-roles") for step in steps[1].split()} <= phony_targets()


def test_the_hosted_workflow_only_calls_make() -> None:
    workflow = yaml.safe_load((REPOSITORY / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    commands = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]

    assert commands
    assert [command for command in commands if not re.fullmatch(r"make [a-z-]+", command)] == []


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_a_source_file_stays_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
