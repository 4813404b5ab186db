"""When the templates have to be synthesized again."""

from pathlib import Path

import pytest

from local.deploy.sources import fingerprint

SETTINGS = "layers/core/python/linnet/runtime/settings/__init__.py"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("app.py", "infra/stacks/data.py", "functions/tweets_api/handler.py", SETTINGS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one", encoding="utf-8")
    return tmp_path


def fingerprint_of(project: Path) -> str:
    return fingerprint(project, "{}", [SETTINGS])


@pytest.mark.parametrize(
    "changed",
    ["app.py", "infra/stacks/data.py", "layers/deps/requirements.txt", "functions/meta_api/openapi.json", SETTINGS],
)
def test_a_change_of_what_the_app_reads_or_imports_counts(project: Path, changed: str) -> None:
    before = fingerprint_of(project)
    (project / changed).parent.mkdir(parents=True, exist_ok=True)
    (project / changed).write_text("two", encoding="utf-8")

    assert fingerprint_of(project) != before


def test_an_edit_of_a_handler_does_not_count(project: Path) -> None:
    before = fingerprint_of(project)
    (project / "functions/tweets_api/handler.py").write_text("two", encoding="utf-8")

    assert fingerprint_of(project) == before


def test_a_new_function_folder_counts(project: Path) -> None:
    before = fingerprint_of(project)
    (project / "functions/graph_api").mkdir()
    (project / "functions/graph_api/handler.py").write_text("one", encoding="utf-8")

    assert fingerprint_of(project) != before


def test_a_deleted_module_that_was_imported_counts(project: Path) -> None:
    before = fingerprint_of(project)
    (project / SETTINGS).unlink()

    assert fingerprint_of(project) != before


def test_another_context_counts(project: Path) -> None:
    assert fingerprint(project, "{}", []) != fingerprint(project, '{"stage": "local"}', [])
