"""masto.js, the library of web clients such as Elk and Phanpy, against the network."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from local.testing import Network
from tests.e2e.clients.people import OUT_OF_BAND, let_in
from tests.e2e.people import PASSWORD, Town
from tests.pictures import picture

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


BELONGINGS = [
    "grants",
    "pictures",
    "requests",
    "blocks",
    "lists",
    "filters",
    "search",
    "notifications",
    "conversations",
    "scheduled",
]


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the journey and what it needs, as pinned."""
    folder = tmp_path_factory.mktemp("masto_js")
    for file in JOURNEY.glob("*.js*"):
        shutil.copy(file, folder)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True, timeout=300)
    return folder


def walk(node: Path, journey: str, *arguments: str) -> list[str]:
    """Run a journey and return the steps that it has done; it must come to its end."""
    ended = subprocess.run(
        ["node", journey, *arguments], cwd=node, text=True, capture_output=True, timeout=600, check=False
    )
    assert ended.returncode == 0, f"after {ended.stdout.split()}: {ended.stderr}"
    return ended.stdout.split()


def test_the_library_goes_through_its_journey(network: Network, town: Town, node: Path) -> None:
    ann, bob = town.newcomers("ann", "bob")
    assert walk(node, "journey.js", network.url, str(ann.token), str(bob.token)) == STEPS


def test_the_library_logs_in_and_keeps_what_people_choose(network: Network, town: Town, node: Path) -> None:
    ann, bob = town.newcomers("ann", "bob")
    registered = httpx.post(
        f"{network.url}/api/v1/apps",
        json={"client_name": "Journey", "redirect_uris": OUT_OF_BAND, "scopes": "read write follow"},
        timeout=60,
    ).json()
    asked = {"response_type": "code", "redirect_uri": OUT_OF_BAND, "scope": "read write"}
    query = urlencode({**asked, "client_id": registered["client_id"]})
    code = let_in(f"{network.url}/oauth/authorize?{query}", ann)
    (node / "field.png").write_bytes(picture())
    app = (registered["client_id"], registered["client_secret"])
    people = (str(ann.token), str(bob.token), ann.email, PASSWORD)
    cat = town.newcomer("cat", protected=True)
    assert walk(node, "belongings.js", network.url, *people, code, *app, "field.png", str(cat.token)) == BELONGINGS
