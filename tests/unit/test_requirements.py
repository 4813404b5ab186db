"""The pinned requirement files agree: what the tests run with is what Lambda gets."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
EVERYTHING = REPOSITORY / "requirements.txt"
LAYERS = sorted(REPOSITORY.glob("layers/*/requirements.txt"))
LOCKS = [EVERYTHING, REPOSITORY / "requirements-node.txt", *LAYERS]

SHIPPED_BY_THE_LAMBDA_RUNTIME = {"boto3", "botocore", "jmespath", "python-dateutil", "s3transfer", "six", "urllib3"}


def pinned_versions(lock: Path) -> dict[str, set[str]]:
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([a-z0-9-]+)(?:\[[^]]*\])?==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE
    ):
        versions.setdefault(name, set()).add(version)
    return versions


def requested_names(source: Path) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)", source.read_text(encoding="utf-8"), re.MULTILINE))


def named(lock: Path) -> str:
    return str(lock.relative_to(REPOSITORY))


@pytest.fixture(params=LAYERS, ids=named)
def layer(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def test_a_layer_pins_the_versions_that_the_tests_run_with(layer: Path) -> None:
    everything = pinned_versions(EVERYTHING)

    assert pinned_versions(layer) == {name: everything.get(name) for name in pinned_versions(layer)}


def test_a_layer_holds_all_that_is_asked_of_it(layer: Path) -> None:
    assert requested_names(layer.with_suffix(".in")) <= pinned_versions(layer).keys()


def test_a_layer_repeats_nothing_that_lambda_ships(layer: Path) -> None:
    assert not SHIPPED_BY_THE_LAMBDA_RUNTIME & pinned_versions(layer).keys()


@pytest.mark.parametrize("lock", LOCKS, ids=named)
def test_every_pin_carries_a_hash(lock: Path) -> None:
    entries = re.split(r"^(?=[a-z0-9-]+(?:\[[^]]*\])?==)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]

    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS, ids=named)
def test_no_lock_names_a_registry(lock: Path) -> None:
    assert "://" not in lock.read_text(encoding="utf-8")
