"""Twitter's own conformance cases for twitter-text, read from the shared data folder next to the repository."""

from typing import Any

import pytest
import yaml

from tests.conftest import SHARED_DATA, runs_in_ci

DATA = SHARED_DATA / "twitter-text"

# How many cases each file holds: a loader that lost some would otherwise pass.
CASES = {"extract": 238, "validate": 97, "autolink": 196, "hit_highlighting": 14, "tlds": 1574}

# Usernames had at most 20 characters there; the only rule in which our product differs.
TWITTER_USERNAME_LENGTH = 20


def require_data() -> None:
    """Skip the calling test module where the data is absent; fail instead in CI, where it must be there.

    The cases are parameters, needed before any fixture could look.
    """
    if DATA.is_dir():
        return
    if runs_in_ci():
        pytest.fail(f"{DATA} is absent", pytrace=False)
    pytest.skip(f"{DATA} is absent: it is not distributed with the repository", allow_module_level=True)


def load_cases(name: str) -> dict[str, list[dict[str, Any]]]:
    """Return the cases of a file by section."""
    # The C loader where PyYAML has it: the files hold 300 KB.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (DATA / f"{name}.yml").open(encoding="utf-8") as file:
        sections: dict[str, list[dict[str, Any]]] = yaml.load(file, Loader=loader)["tests"]
    return sections


def parameters(name: str, *, without: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> list[Any]:
    """Return (section, case) parameters with ids of section, place in it and description."""
    return [
        pytest.param(section, case, id=f"{section}-{index}-{case['description']}")
        for section, cases in load_cases(name).items()
        if section not in without and (not only or section in only)
        for index, case in enumerate(cases)
    ]
