"""masto.js, the library of web clients such as Elk and Phanpy, against the network."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from local.testing import Network
from tests.e2e.people import Town

JOURNEY = Path(__file__).parent / "masto_js"
STEPS = [
    "apps",
    "instance",
    "profile",
    "relationships",
    "profiles",
    "statuses",
    "engagement",
    "polls",
    "timelines",
    "streaming",
    "deletion",
]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the journey and what it needs, as pinned."""
    folder = tmp_path_factory.mktemp("masto_js")
    for name in ("package.json", "package-lock.json", "journey.js"):
        shutil.copy(JOURNEY / name, folder)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True, timeout=300)
    return folder


def test_the_library_goes_through_its_journey(network: Network, town: Town, node: Path) -> None:
    ann, bob = town.newcomers("ann", "bob")
    tokens = [str(each.token) for each in (ann, bob)]
    ended = subprocess.run(
        ["node", "journey.js", network.url, *tokens], cwd=node, text=True, capture_output=True, timeout=180, check=False
    )
    assert ended.returncode == 0, f"after {ended.stdout.split()}: {ended.stderr}"
    assert ended.stdout.split() == STEPS
