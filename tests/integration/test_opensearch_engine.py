"""What only a real node can show: a strict mapping, an index that appears by no accident, and a life after a kill."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from opensearchpy import OpenSearch
from opensearchpy.exceptions import RequestError

from linnet.adapters.opensearch.connection import connect
from linnet.adapters.opensearch.index import OpenSearchIndex
from linnet.adapters.opensearch.mapping import STEMMERS
from linnet.domain.ids import id_at
from linnet.domain.search.documents import TweetDocument
from linnet.domain.search.tree import Word
from linnet.domain.search.words import words_of
from linnet.domain.text import Entities
from linnet.domain.tweets import Tweet
from linnet.domain.users import User
from linnet.ports.indexing import IndexJob, IndexJobKind
from linnet.ports.search import Kind, Order, Outcome, SearchUnavailable, TweetSearch
from linnet.services.index_documents import IndexDocuments, Indexed
from local.engines.opensearch_node import VERSIONS, OpenSearchNode, free_node_port
from tests.conftest import REPOSITORY
from tests.engines.opensearch import OPENSEARCH_VERSIONS, OpenSearchNodes, new_node
from tests.fakes.environment import START_MS, FakeClock
from tests.fakes.identity import FakeIdentity, FakeUsers
from tests.fakes.indexing import FakeIndexJobs
from tests.fakes.tweets import FakeTweets


def tweet(text: str, language: str, number: int = 1) -> TweetDocument:
    return TweetDocument(
        id_at(START_MS, number), 1, author_id=1, text=text, words=tuple(words_of(text)), languages=(language,)
    )


def hits(index: OpenSearchIndex, word: str) -> int:
    return len(index.tweets(TweetSearch(Word(word), Order.TOP, 10, START_MS)))


@pytest.fixture(params=OPENSEARCH_VERSIONS)
def node(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenSearchNode]:
    started = new_node(request.param, tmp_path)
    yield started
    started.stop()


@pytest.fixture(params=OPENSEARCH_VERSIONS)
def client(request: pytest.FixtureRequest, opensearch_nodes: OpenSearchNodes) -> Iterator[OpenSearch]:
    opened = connect(opensearch_nodes.node(request.param).url, None)
    yield opened
    opened.close()


def test_a_field_that_is_not_mapped_is_refused(client: OpenSearch) -> None:
    OpenSearchIndex(client, FakeClock(), "strict-").prepare()

    with pytest.raises(RequestError, match="strict_dynamic_mapping_exception"):
        client.index(index="strict-tweets", id="1", body={"id": 1, "surprise": True})


def test_a_write_before_the_index_is_there_makes_none(client: OpenSearch) -> None:
    index = OpenSearchIndex(client, FakeClock(), "absent-")

    with pytest.raises(SearchUnavailable):
        index.write(Kind.TWEETS, [tweet("cat", "en")])
    assert not client.indices.exists(index="absent-tweets")


@pytest.mark.parametrize(
    ("language", "written", "typed"),
    [
        ("en", "running horses", "horse"),
        ("de", "die Häuser", "haus"),
        ("fr", "les chevaux", "cheval"),
        ("es", "las canciones", "cancion"),
        ("it", "i ragazzi", "ragazzo"),
        ("pt", "os gatos", "gato"),
        ("nl", "de katten", "kat"),
        ("sv", "bilar", "bil"),
        ("da", "husene", "hus"),
        ("no", "bilene", "bil"),
        ("fi", "taloissa", "talossa"),
        ("hu", "házak", "ház"),
    ],
)
def test_every_language_has_a_stemmer_that_works_on_folded_words(
    client: OpenSearch, language: str, written: str, typed: str
) -> None:
    index = OpenSearchIndex(client, FakeClock(), f"stems-{language}-")
    index.prepare()
    index.write(Kind.TWEETS, [tweet(written, language)])
    index.refresh(f"stems-{language}-tweets")

    assert language in STEMMERS
    assert hits(index, typed) == 1


def test_a_killed_node_is_unavailable_and_comes_back_with_what_was_written(node: OpenSearchNode) -> None:
    client = connect(node.url, None)
    index = OpenSearchIndex(client, FakeClock())
    index.prepare()
    (written,) = index.write(Kind.TWEETS, [tweet("cat", "en")])
    assert written.outcome is Outcome.DONE

    node.kill()
    with pytest.raises(SearchUnavailable):
        hits(index, "cat")
    with pytest.raises(SearchUnavailable):
        index.write(Kind.TWEETS, [tweet("dog", "en", 2)])

    node.start()
    index.write(Kind.TWEETS, [tweet("dog", "en", 2)])
    index.refresh("tweets")
    assert hits(index, "cat") == hits(index, "dog") == 1
    client.close()


# Whoever waits is ours: a kill of each version stands above.
@pytest.mark.parametrize("node", OPENSEARCH_VERSIONS[:1], indirect=True)
def test_changes_wait_for_a_node_that_was_killed_and_nothing_is_lost(node: OpenSearchNode) -> None:
    identity = FakeIdentity(users={1: User(1, "ann", "Ann", created_ms=1)})
    posts = FakeTweets(posts={number: Tweet(number, 1, "a bird", Entities()) for number in range(100, 130)})
    client = connect(node.url, None)
    engine = OpenSearchIndex(client, FakeClock())
    documents = IndexDocuments(posts, FakeUsers(identity), posts, engine, FakeIndexJobs(), FakeClock(), work_ms=1)
    jobs = [IndexJob(IndexJobKind.TWEETS, tuple(range(start, start + 10))) for start in (100, 110, 120)]
    assert documents.run(jobs[:1]).again == frozenset()
    node.kill()
    assert documents.run(jobs).again == {0, 1, 2}
    node.start()
    assert documents.run(jobs) == Indexed()
    in_use = engine.in_use(Kind.TWEETS)
    assert in_use is not None
    engine.refresh(in_use)
    assert [each.id for each in engine.entries(in_use, 0, 100)] == list(range(100, 130))
    client.close()


STARTER: Final = """
import sys, time
from pathlib import Path
from local.engines.opensearch_node import VERSIONS, OpenSearchNode
node = OpenSearchNode(VERSIONS[0], int(sys.argv[1]), Path(sys.argv[2]))
node.start()
print("ready", flush=True)
time.sleep(600)
"""


@pytest.mark.engines
def test_a_node_ends_with_its_killed_starter_and_its_folder_can_be_used_at_once(tmp_path: Path) -> None:
    left = OpenSearchNode(VERSIONS[0], free_node_port(), tmp_path)
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(left.port), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
    )
    with starter:
        assert starter.stdout is not None
        try:
            assert starter.stdout.readline() == b"ready\n"
        finally:
            starter.kill()

    left.start()
    left.stop()
