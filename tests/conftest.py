"""What every suite shares: hypothesis profiles, unit tests without a network, and the shared data folder."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

REPOSITORY = Path(__file__).resolve().parents[1]
UNIT_TESTS = REPOSITORY / "tests" / "unit"
SHARED_DATA = REPOSITORY.parent / "shared" / "data"

# No deadline: one example takes ten times longer on a loaded machine, and the budget tests count instead of timing.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True, database=None)


def runs_in_ci() -> bool:
    """Tell whether a missing prerequisite is a failure rather than a reason to skip."""
    return os.environ.get("CI", "").lower() == "true"


settings.load_profile("ci" if runs_in_ci() else "local")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Close the network for the unit tests: one that reaches for it is in the wrong suite."""
    for item in items:
        if item.path.is_relative_to(UNIT_TESTS):
            item.add_marker(pytest.mark.disable_socket)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data sets that lies beside the repository; it is never part of it."""
    if SHARED_DATA.is_dir():
        return SHARED_DATA
    reason = f"the shared data sets are not here: no folder {SHARED_DATA}"
    if runs_in_ci():
        pytest.fail(reason)
    pytest.skip(reason)
