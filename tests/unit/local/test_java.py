"""Which Java runs an engine, where there are several."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.engines import java as javas
from local.engines.java import candidates, java, major_version


def installed(home: Path, said: str) -> Path:
    program = home / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
    program.chmod(0o755)
    return program


def test_the_path_comes_first_then_what_is_named_then_what_is_installed(tmp_path: Path) -> None:
    on_path = installed(tmp_path / "path", "")
    named = installed(tmp_path / "named", "")
    one, other = (installed(tmp_path / "jvm" / name, "") for name in ("a", "b"))
    (tmp_path / "jvm" / "default").symlink_to(tmp_path / "jvm" / "b")
    (tmp_path / "jvm" / "empty").mkdir()
    environment = {
        "PATH": str(on_path.parent),
        "JAVA_HOME": str(tmp_path / "gone"),
        "JAVA_HOME_25_X64": str(named.parents[1]),
        "JAVA_HOME_8_X64": "",
    }

    assert list(candidates(environment, [(tmp_path / "jvm", "*")])) == [on_path, named, one, other]


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ('openjdk version "25.0.3" 2026-04-21 LTS', 25),
        ('openjdk version "21" 2023-09-19', 21),
        ('java version "1.8.0_412"', 8),
        ("Unable to locate a Java Runtime.", 0),
    ],
)
def test_a_java_says_its_version(tmp_path: Path, said: str, version: int) -> None:
    assert major_version(installed(tmp_path, said)) == version


def test_the_first_that_is_new_enough_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("17.0.15", "21.0.2", "25.0.3"):
        installed(tmp_path / version, f'openjdk version "{version}"')
    monkeypatch.setattr(javas, "INSTALLED", ((tmp_path, "*"),))
    monkeypatch.setattr("os.environ", {})

    assert java(17) == tmp_path / "17.0.15" / "bin" / "java"
    assert java(18) == tmp_path / "21.0.2" / "bin" / "java"
    assert java(26) is None
