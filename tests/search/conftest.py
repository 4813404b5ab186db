"""Indexes full of tweets."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Final

import pytest

from linnet.adapters.opensearch.connection import connect
from linnet.adapters.opensearch.index import OpenSearchIndex
from linnet.adapters.sqlite_search.index import SqliteSearchIndex
from linnet.domain.search.documents import TweetDocument
from linnet.ports.search import Kind, Outcome, SearchIndex
from tests.fakes.environment import FakeClock
from tests.fakes.search import FakeSearchIndex
from tests.search.engines import FAKE, SQLITE, Fill

BATCH: Final = 500


@pytest.fixture(scope="module")
def fill(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fill]:
    """Fill an index of an engine, which is there until the last test of the module."""
    with ExitStack() as ended:

        def empty(engine: str) -> FakeSearchIndex | SqliteSearchIndex | OpenSearchIndex:
            if engine == FAKE:
                return FakeSearchIndex(FakeClock())
            if engine == SQLITE:
                file = SqliteSearchIndex(tmp_path_factory.mktemp("search") / "index", FakeClock())
                ended.callback(file.close)
                return file
            client = connect(request.getfixturevalue("opensearch_nodes").url(engine), None)
            ended.callback(client.close)
            return OpenSearchIndex(client, FakeClock(), f"t{uuid.uuid4().hex[:12]}-")

        def fill(engine: str, documents: Sequence[TweetDocument]) -> SearchIndex:
            index = empty(engine)
            index.prepare()
            for start in range(0, len(documents), BATCH):
                written = index.write(Kind.TWEETS, documents[start : start + BATCH])
                assert {each.outcome for each in written} == {Outcome.DONE}
            in_use = index.in_use(Kind.TWEETS)
            assert in_use is not None
            index.refresh(in_use)
            return index

        yield fill
