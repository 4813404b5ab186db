"""Networks of the small project beside this file: what tests edit is a copy."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from local.instance import PROJECT
from local.testing import running_network
from tests.local.small_network import SmallNetwork

SMALL_PROJECT = Path(__file__).parent / "project"


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small project that uses this repository's `local`."""
    copy = tmp_path_factory.mktemp("small") / "project"
    shutil.copytree(SMALL_PROJECT, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "local").symlink_to(PROJECT / "local")
    return copy


@contextmanager
def small_network(folder: Path, project: Path, enforce_iam: bool = False) -> Iterator[SmallNetwork]:
    with (
        running_network(folder, project, enforce_iam) as network,
        httpx.Client(base_url=network.url, timeout=30, trust_env=False) as client,
    ):
        yield SmallNetwork(network, client)


@pytest.fixture(scope="session")
def network(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallNetwork]:
    """A network that tests share; a test that edits a source puts it back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_SECRET_ACCESS_KEY", "of the developer")
        with small_network(tmp_path_factory.mktemp("shared"), project) as running:
            yield running


@pytest.fixture
def own_network(project: Path, tmp_path: Path) -> Iterator[SmallNetwork]:
    """A network of the test's own, to stop and to kill."""
    with small_network(tmp_path / "data", project) as running:
        yield running


@pytest.fixture(scope="session")
def strict_network(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallNetwork]:
    """A network that enforces the roles of its functions."""
    with small_network(tmp_path_factory.mktemp("strict"), project, enforce_iam=True) as running:
        yield running
