"""The network on the simulator's DynamoDB: without an engine beside it, and with tables that a test can look into."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.fakes.environment import FakeClock
from tests.integration.network import Network
from tests.integration.streams import STREAMED
from tests.simulation.engine.cloud import Cloud
from tests.simulation.engine.definitions import Definitions
from tests.simulation.engine.streams import Stream


@dataclass(frozen=True)
class InMemory:
    """Where the network believes its engine to be."""

    url: str = "https://dynamodb.simulated"


class InMemoryNetwork(Network):
    """The network on the simulator's DynamoDB."""

    def __init__(
        self, cloud: Cloud, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, tunables: Mapping[str, object]
    ) -> None:
        self._cloud, self._time = cloud, clock
        super().__init__(InMemory(), monkeypatch, **tunables)

    def _new_clock(self) -> FakeClock:
        return self._time

    def _start_streams(self) -> None:
        self._positions: dict[tuple[str, str], str] = {}
        for setting in STREAMED.values():
            table = self._cloud.dynamodb.table(self._environ[setting.upper()])
            table.stream = Stream(table.schema.name, self._time)

    def stream_batches(self) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
        for name, setting in STREAMED.items():
            stream = self._cloud.dynamodb.table(self._environ[setting.upper()]).stream
            assert stream is not None
            for shard in stream.shards:
                records = stream.records(shard, int(self._positions.get((name, shard), -1)))
                if records:
                    self._positions[name, shard] = str(records[-1].sequence)
                    yield name, shard, [dict(each.record) for each in records]

    def items(self, variable: str) -> list[Any]:
        """Return everything that a table holds."""
        return list(self._cloud.dynamodb.table(self._environ[variable]).items())


@contextmanager
def in_memory_network(**tunables: object) -> Iterator[InMemoryNetwork]:
    """Yield an empty network; what it patches goes before the cloud does, which it is patched over."""
    clock = FakeClock()
    cloud = Cloud(Definitions(), clock, random=random.Random(1), sleep=clock.sleep)
    with cloud.installed(), pytest.MonkeyPatch.context() as patched:
        yield InMemoryNetwork(cloud, clock, patched, tunables)
