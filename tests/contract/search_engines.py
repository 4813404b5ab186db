"""The engines that search suites run on, each with indexes of the test's own."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from linnet.adapters.opensearch.connection import connect
from linnet.adapters.opensearch.index import OpenSearchIndex
from linnet.adapters.sqlite_search.index import SqliteSearchIndex
from linnet.ports.environment import Clock
from linnet.ports.search import Kind, SearchIndex, SearchIndexes
from tests.engines.opensearch import OPENSEARCH
from tests.fakes.search import FakeSearchIndex

REAL_SEARCH_ENGINES = ("fts5", *OPENSEARCH)
SEARCH_ENGINES = ("fake", *REAL_SEARCH_ENGINES)


class SearchEngine(SearchIndex, SearchIndexes, Protocol):
    """Both ports, which every engine implements together."""


ReachSearch = Callable[[str, Clock], SearchEngine]


@pytest.fixture
def reach_search(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ReachSearch]:
    """Say how to reach an engine by its name, empty and prepared until the end of the test."""
    with ExitStack() as ended:

        def reach(engine: str, clock: Clock) -> SearchEngine:
            if engine == "fake":
                return FakeSearchIndex(clock)
            if engine == "fts5":
                file = SqliteSearchIndex(tmp_path / "search.db", clock)
                ended.callback(file.close)
                file.prepare()
                return file
            client = connect(request.getfixturevalue("opensearch_nodes").url(engine), None)
            node = OpenSearchIndex(client, clock, f"t{uuid.uuid4().hex[:12]}-")
            ended.callback(client.close)
            ended.callback(lambda: [client.indices.delete(index=name) for kind in Kind for name in node.all_of(kind)])
            node.prepare()
            return node

        yield reach
