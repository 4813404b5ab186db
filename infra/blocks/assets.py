"""Lay out what Lambda unpacks, on this machine and without Docker.

Where the interpreter of the runtime's version is on the machine, the files are compiled to unchecked-hash `.pyc` (PEP
552): Lambda's file times are not ours, so time stamps would never match, and without compiled files every cold start
compiles everything again.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import jsii
from aws_cdk import BundlingOptions, DockerImage, ILocalBundling
from aws_cdk import aws_lambda as lambda_

ROOT: Final = Path(__file__).resolve().parents[2]
FUNCTIONS: Final = ROOT / "functions"
CORE: Final = ROOT / "layers" / "core" / "python" / "linnet"
DEPENDENCIES: Final = ROOT / "layers" / "deps"
SEARCH_DEPENDENCIES: Final = ROOT / "layers" / "search_deps"
MEDIA_DEPENDENCIES: Final = ROOT / "layers" / "media_deps"
PUSH_DEPENDENCIES: Final = ROOT / "layers" / "push_deps"

# Where Lambda unpacks functions and layers; tracebacks show these paths.
_TASK: Final = "/var/task"
_OPT: Final = "/opt"

_IGNORED: Final = ("__pycache__", "*.pyc", ".DS_Store")
# Amazon Linux 2023 has glibc 2.34. argon2's arm64 wheel asks for 2.26 and so has no manylinux2014 tag.
_PLATFORMS: Final = ("manylinux_2_28_aarch64", "manylinux_2_26_aarch64", "manylinux2014_aarch64")


def function_code(name: str, python_version: str) -> lambda_.Code:
    """Return the asset of a function: `functions/<name>/` and nothing of the other functions."""

    def lay_out(target: Path) -> None:
        package = target / FUNCTIONS.name
        _copy(FUNCTIONS / name, package / name)
        shutil.copy(FUNCTIONS / "__init__.py", package)

    return _bundled(FUNCTIONS / name, f"functions/{name}", python_version, _TASK, lay_out)


def core_code(python_version: str) -> lambda_.Code:
    """Return the asset of the layer with our own package: `python/linnet/`."""
    return _bundled(CORE, "core", python_version, _OPT, lambda target: _copy(CORE, target / "python" / CORE.name))


def dependencies_code(python_version: str, pinned: Path = DEPENDENCIES) -> lambda_.Code:
    """Return the asset of a layer with third-party packages: `python/`."""

    def lay_out(target: Path) -> None:
        install_wheels(pinned / "requirements.txt", target / "python", python_version)

    return _bundled(pinned, pinned.name, python_version, _OPT, lay_out)


@jsii.implements(ILocalBundling)
class LocalBundling:
    """Fill an asset's folder on this machine, then compile what is in it."""

    def __init__(self, lay_out: Callable[[Path], None], unpacked_at: str, python_version: str) -> None:
        self._lay_out = lay_out
        self._unpacked_at = unpacked_at
        self._python_version = python_version

    def try_bundle(self, output_dir: str, options: BundlingOptions | None = None, **_: object) -> bool:
        """Fill the folder. There is no other way to build it, so this never declines."""
        del options
        target = Path(output_dir)
        self._lay_out(target)
        compile_tree(target, self._unpacked_at, find_interpreter(self._python_version))
        return True


def _bundled(
    source: Path, name: str, python_version: str, unpacked_at: str, lay_out: Callable[[Path], None]
) -> lambda_.Code:
    interpreter = find_interpreter(python_version)
    return lambda_.Code.from_asset(
        str(source),
        exclude=[f"**/{pattern}" for pattern in _IGNORED],
        bundling=BundlingOptions(
            # Never pulled, as the local bundling never declines; a required argument.
            image=DockerImage.from_registry(f"public.ecr.aws/sam/build-python{python_version}"),
            local=LocalBundling(lay_out, unpacked_at, python_version),
            # Part of the asset's hash, beside the source's content: what else decides what is in it.
            environment={"NAME": name, "PYTHON": python_version, "COMPILED": "no" if interpreter is None else "yes"},
        ),
    )


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*_IGNORED))


def install_wheels(requirements: Path, target: Path, python_version: str) -> None:
    """Install pinned wheels for Lambda's Amazon Linux on arm64; nothing is built and no hash is left unchecked."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    command += ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
    command += ["--implementation", "cp", "--python-version", python_version]
    command += [option for platform in _PLATFORMS for option in ("--platform", platform)]
    subprocess.run([*command, "--target", str(target), "-r", str(requirements)], check=True)


def compile_tree(target: Path, unpacked_at: str, interpreter: str | None) -> None:
    """Compile a tree, or say that no compiled files are shipped."""
    if interpreter is None:
        _say_once("no interpreter of the runtime's version here: no .pyc files are shipped, cold starts take longer")
        return
    command = [interpreter, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
    subprocess.run([*command, "-s", str(target), "-p", unpacked_at, str(target)], check=True)


@cache
def find_interpreter(python_version: str) -> str | None:
    """Return an interpreter whose compiled files the runtime can read, if the machine has one."""
    return next((found for found in _candidates(python_version) if _runs_as(found, python_version)), None)


def _candidates(python_version: str) -> Iterator[str]:
    yield sys.executable
    # May be a version manager's shim of a version that is not selected, which fails when run.
    on_path = shutil.which(f"python{python_version}")
    if on_path is not None:
        yield on_path
    for installed in sorted(Path.home().glob(f".pyenv/versions/{python_version}.*/bin/python")):
        yield str(installed)


def _runs_as(interpreter: str, python_version: str) -> bool:
    ask = [interpreter, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    probe = subprocess.run(ask, capture_output=True, text=True, check=False)
    return probe.returncode == 0 and probe.stdout.strip() == python_version


@cache
def _say_once(message: str) -> None:
    print(message, file=sys.stderr)
