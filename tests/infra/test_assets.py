"""What Lambda unpacks: in the shape that is imported, and compiled where that is possible."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.blocks import assets
from infra.blocks.assets import FUNCTIONS, LocalBundling, compile_tree, find_interpreter

THIS_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
UNCHECKED_HASH = 0b01
SOURCE = "def answer():\n    return 42\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "module.py").write_text(SOURCE, "utf-8")
    return tmp_path


def compiled_file(tree: Path) -> Path:
    return Path(importlib.util.cache_from_source(str(tree / "package" / "module.py")))


def test_compiled_files_are_believed_without_a_look_at_the_source(tree: Path) -> None:
    compile_tree(tree, "/var/task", sys.executable)
    flags = int.from_bytes(compiled_file(tree).read_bytes()[4:8], "little")
    assert flags == UNCHECKED_HASH


def test_tracebacks_name_the_place_in_lambda(tree: Path) -> None:
    compile_tree(tree, "/var/task", sys.executable)
    content = compiled_file(tree).read_bytes()
    assert b"/var/task/package/module.py" in content
    assert str(tree).encode() not in content


def test_without_the_interpreter_nothing_is_compiled_and_the_build_says_so(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assets._say_once.cache_clear()
    compile_tree(tree, "/var/task", None)
    assert not compiled_file(tree).exists()
    assert "no .pyc files are shipped" in capsys.readouterr().err


def test_an_interpreter_of_another_version_does_not_serve() -> None:
    assert find_interpreter(THIS_PYTHON) == sys.executable
    assert find_interpreter("3.1") is None


def test_a_shim_that_fails_when_run_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shim = tmp_path / "python3.1"
    shim.write_text("#!/bin/sh\nexit 127\n", "utf-8")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    find_interpreter.cache_clear()
    assert find_interpreter("3.1") is None


def test_a_function_is_shipped_without_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = bundle(lambda: assets.function_code("meta_api", "3.13"), tmp_path, monkeypatch)
    shipped = {path.relative_to(bundled).as_posix() for path in bundled.rglob("*.py")}
    own = {path.relative_to(FUNCTIONS.parent).as_posix() for path in (FUNCTIONS / "meta_api").rglob("*.py")}
    assert shipped == {"functions/__init__.py", *own}
    assert (bundled / "functions" / "meta_api" / "openapi.json").exists()


def test_the_core_layer_is_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = bundle(lambda: assets.core_code("3.13"), tmp_path, monkeypatch)
    assert (bundled / "python" / "linnet" / "runtime" / "settings" / "workers.py").exists()
    assert not list(bundled.rglob("*.pyc"))


def bundle(make: Callable[[], object], target: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run the local bundling that an asset would be built by, without compiling."""
    made: list[LocalBundling] = []
    original = LocalBundling.__init__

    def remember(self: LocalBundling, lay_out: Callable[[Path], None], unpacked_at: str, python_version: str) -> None:
        original(self, lay_out, unpacked_at, python_version)
        made.append(self)

    monkeypatch.setattr(LocalBundling, "__init__", remember)
    monkeypatch.setattr(assets, "find_interpreter", lambda _version: None)
    make()
    assert made[0].try_bundle(str(target))
    return target
