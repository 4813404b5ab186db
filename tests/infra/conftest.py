"""The templates of each stage, synthesized when a test first asks for them."""

import pytest

from tests.infra.templates import STAGES, Deployed, deployed


@pytest.fixture(scope="session", params=STAGES)
def stage(request: pytest.FixtureRequest) -> Deployed:
    """Return the templates of every stage in turn."""
    return deployed(request.param)


@pytest.fixture(scope="session")
def prod() -> Deployed:
    """Return the templates of the stage that people depend on."""
    return deployed("prod")


@pytest.fixture(scope="session")
def dev() -> Deployed:
    return deployed("dev")


@pytest.fixture(scope="session")
def local() -> Deployed:
    """Return the templates that the one-machine cloud deploys."""
    return deployed("local")
