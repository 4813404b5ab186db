"""Run store suites on every engine at hand: moto and the simulator's always, DynamoDB Local in `make test-engines`.

Suites that also hold for a fake parametrize over `["fake", *ENGINES]` and ask `reach` for the engines.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TypeVar

import pytest
from moto import mock_aws
from pynamodb.models import Model

from linnet.adapters.dynamodb.binding import Connect, bind
from tests.contract.search_engines import SEARCH_ENGINES, ReachSearch, reach_search
from tests.contract.search_site import Site
from tests.fakes.environment import FakeClock
from tests.simulation.engine.cloud import Cloud
from tests.simulation.engine.definitions import Definitions

__all__ = ["reach_search"]

M = TypeVar("M", bound=Model)
MakeTable = Callable[[type[M]], type[M]]
Reach = Callable[[str], Connect]

SIMULATED = "simulated"
DYNAMODB_LOCAL = pytest.param("dynamodb_local", marks=pytest.mark.engines)
ENGINES = ("moto", SIMULATED, DYNAMODB_LOCAL)
# For races: moto does not make its updates atomic between threads.
ATOMIC = ("fake", DYNAMODB_LOCAL)


@pytest.fixture
def reach(request: pytest.FixtureRequest, aws_credentials: None) -> Iterator[Reach]:
    """Say how to reach an engine by its name, empty until the end of the test."""
    with ExitStack() as started:

        def start(engine: str) -> Connect:
            if engine == "moto":
                started.enter_context(mock_aws())
                return Connect(region="us-east-1")
            if engine == SIMULATED:
                clock = FakeClock()
                cloud = Cloud(Definitions(), clock, random=random.Random(1), sleep=clock.sleep)
                started.enter_context(cloud.installed())
                return Connect(region="us-east-1", host="https://dynamodb.simulated")
            return Connect(region="us-east-1", host=request.getfixturevalue("dynamodb_local").url)

        yield start


@pytest.fixture(params=ENGINES)
def connect(request: pytest.FixtureRequest, reach: Reach) -> Connect:
    """Say how to reach an empty DynamoDB: each engine in turn."""
    return reach(request.param)


@pytest.fixture
def make_table(connect: Connect) -> MakeTable[Model]:
    """Create a table of its own for a model, keys and indexes as the model says, and bind it."""
    return lambda model: create_table(model, connect)


def create_table(model: type[M], connect: Connect) -> type[M]:
    """Create a table of its own for a model, keys and indexes as the model says, and bind it."""
    bound = bind(model, f"{model.__name__}-{uuid.uuid4().hex[:12]}", connect)
    bound.create_table(wait=True, billing_mode="PAY_PER_REQUEST")
    return bound


@pytest.fixture(params=SEARCH_ENGINES)
def site(request: pytest.FixtureRequest, reach_search: ReachSearch) -> Site:
    """Return an empty search index: each engine in turn."""
    clock = FakeClock()
    return Site(reach_search(request.param, clock), clock)
