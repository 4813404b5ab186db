"""Lay out what Lambda is to unpack, without Docker.

Sources are copied to a scratch folder in exactly the shape that is imported. When the interpreter of the runtime's
version is on this machine the copies are compiled to unchecked-hash `.pyc` files (PEP 552): Lambda's file times are not
ours, so time stamps would never match, and without compiled files a cold start compiles everything again.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SCRATCH: Final = ROOT / ".cache" / "assets"
_IGNORED: Final = shutil.ignore_patterns("__pycache__", "*.pyc", ".DS_Store")


def function_asset(name: str, python_version: str, *, compiled: bool) -> str:
    """Return a folder that holds `functions/<name>/` and nothing of the other functions."""
    target = SCRATCH / "functions" / name
    _fresh(target)
    package = target / "functions"
    shutil.copytree(ROOT / "functions" / name, package / name, ignore=_IGNORED)
    shutil.copy(ROOT / "functions" / "__init__.py", package / "__init__.py")
    if compiled:
        compile_tree(target, python_version)
    return str(target)


def core_asset(python_version: str, *, compiled: bool) -> str:
    """Return a folder that holds our own package as a layer wants it: `python/linnet/`."""
    target = SCRATCH / "layers" / "core"
    _fresh(target)
    source = ROOT / "layers" / "core" / "python" / "linnet"
    shutil.copytree(source, target / "python" / "linnet", ignore=_IGNORED)
    if compiled:
        compile_tree(target, python_version)
    return str(target)


def install_dependencies(requirements: Path, target: Path, python_version: str) -> None:
    """Install pinned wheels for Lambda's Amazon Linux on arm64; nothing is built and no hash is left unchecked."""
    # argon2's arm64 wheel asks for glibc 2.28; Amazon Linux 2023 has 2.34.
    uv = Path(sys.executable).parent / "uv"
    command = [str(uv), "pip", "install", "--quiet", "--python-platform", "aarch64-manylinux_2_28"]
    command += ["--python-version", python_version, "--only-binary", ":all:", "--no-deps", "--require-hashes"]
    subprocess.run([*command, "--target", str(target), "-r", str(requirements)], check=True)
    compile_tree(target, python_version)


def compile_tree(target: Path, python_version: str) -> None:
    """Compile a tree for the runtime's interpreter, or say that no compiled files are shipped."""
    interpreter = _interpreter(python_version)
    if interpreter is None:
        _say_once(f"no python{python_version} here: no .pyc files are shipped and cold starts take longer")
        return
    command = [interpreter, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
    # Paths inside compiled files are what tracebacks show: the place where Lambda unpacks them.
    subprocess.run(
        [*command, "-s", str(target), "-p", "/opt" if "layers" in target.parts else "/var/task", str(target)],
        check=True,
    )


@cache
def _interpreter(python_version: str) -> str | None:
    if sys.version_info[:2] == tuple(int(part) for part in python_version.split(".")):
        return sys.executable
    found = shutil.which(f"python{python_version}")
    if found is None:
        return None
    # A version manager's shim may exist for a version that is not selected.
    probe = subprocess.run([found, "-c", ""], capture_output=True, check=False)
    return found if probe.returncode == 0 else None


@cache
def _say_once(message: str) -> None:
    print(message, file=sys.stderr)


def _fresh(target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
