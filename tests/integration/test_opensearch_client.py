"""The client of OpenSearch against a server that answers as told: what is unavailable, a mistake, and signed."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opensearchpy.exceptions import RequestError

from linnet.adapters.opensearch import connection
from linnet.adapters.opensearch.index import OpenSearchIndex
from linnet.domain.search.documents import Tombstone
from linnet.domain.search.tree import Word
from linnet.ports.search import Kind, Order, Outcome, SearchUnavailable, TweetSearch, UserSearch
from tests.fakes.environment import FakeClock

SEARCH = TweetSearch(Word("cat"), Order.TOP, 5, now_ms=0)


@dataclass
class Server:
    """Answer every request alike and keep what was asked."""

    status: int = 200
    body: dict[str, Any] = field(default_factory=dict)
    silent: threading.Event | None = None
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    @property
    def index(self) -> OpenSearchIndex:
        return OpenSearchIndex(connection.connect(self.url, None), FakeClock(), "dev-")


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}, content))
            if told.silent is not None:
                told.silent.wait(10)
            body = json.dumps(told.body).encode()
            self.send_response(told.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the names that the base class looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the base class
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    told.url = f"http://127.0.0.1:{running.server_port}"
    yield told
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.mark.parametrize("status", [404, 429, 500, 502, 503, 504])
def test_an_engine_without_room_or_with_a_fault_is_unavailable(server: Server, status: int) -> None:
    server.status = status

    with pytest.raises(SearchUnavailable):
        server.index.tweets(SEARCH)
    with pytest.raises(SearchUnavailable):
        server.index.users(UserSearch("ann", 5))
    with pytest.raises(SearchUnavailable):
        server.index.write(Kind.TWEETS, [Tombstone(1, 1)])
    assert len(server.requests) == 3


def test_a_request_that_the_engine_does_not_understand_is_a_mistake_of_ours(server: Server) -> None:
    server.status = 400

    with pytest.raises(RequestError):
        server.index.tweets(SEARCH)


def test_an_engine_that_is_not_there_is_unavailable() -> None:
    # Port 9 is the one that discards; nobody listens on it here.
    index = OpenSearchIndex(connection.connect("http://127.0.0.1:9", None), FakeClock())

    with pytest.raises(SearchUnavailable):
        index.tweets(SEARCH)
    with pytest.raises(SearchUnavailable):
        index.prepare()


def test_an_engine_that_does_not_answer_in_time_is_unavailable(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "TIMEOUT_S", 0.2)
    server.silent = threading.Event()

    with pytest.raises(SearchUnavailable):
        server.index.tweets(SEARCH)
    server.silent.set()


def test_half_an_answer_is_not_asked_for(server: Server) -> None:
    server.body = {"hits": {"hits": []}}

    assert server.index.tweets(SEARCH) == []
    path, _, _ = server.requests[0]
    assert path.startswith("/dev-tweets/_search")
    assert "allow_partial_search_results=false" in path


def test_writes_insist_on_an_index_that_is_there(server: Server) -> None:
    server.body = {"items": [{"index": {"status": 201}}]}

    (written,) = server.index.write(Kind.TWEETS, [Tombstone(1, 1)])
    assert written.outcome is Outcome.DONE
    path, _, _ = server.requests[0]
    assert "require_alias=true" in path


def test_nothing_is_asked_where_there_is_nothing_to_write(server: Server) -> None:
    assert server.index.write(Kind.TWEETS, []) == []
    assert server.requests == []


def test_requests_are_signed_for_what_is_sent(server: Server, aws_credentials: None) -> None:
    server.body = {"hits": {"hits": []}}
    OpenSearchIndex(connection.connect(server.url, "eu-west-1"), FakeClock()).tweets(SEARCH)

    _, headers, content = server.requests[0]
    assert headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=test/")
    assert "/eu-west-1/es/aws4_request" in headers["authorization"]
    assert headers["x-amz-content-sha256"] == hashlib.sha256(content).hexdigest()
    assert json.loads(gzip.decompress(content))["size"] == 5
