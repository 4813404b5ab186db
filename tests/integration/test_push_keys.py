"""The keys of Web Push are made while a stage is deployed, and CloudFormation is answered whatever happens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from functions.push_keys_events.handler import worker
from linnet.adapters.deployment_answers import DeploymentAnswers
from linnet.adapters.web_push.encryption import NewKeys
from linnet.ports.web_push import PrivateKeys
from linnet.runtime.wiring.push_keys_events import PushKeys
from linnet.services.make_push_keys import MakePushKeys
from tests.fakes.web_push import FakeKeyStore

SAMPLE = Path(__file__).resolve().parents[2] / "events" / "deployments" / "push_keys.json"
KEYS = PrivateKeys(b"\x01" * 32, b"\x02" * 32)


class NoSecret(FakeKeyStore):
    def read(self) -> PrivateKeys | None:
        raise RuntimeError("AccessDenied: something long and private")


@contextmanager
def cloudformation() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield where to answer, and the answers."""
    answers: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            # S3 checks the signature over an empty type of content.
            assert not self.headers["Content-Type"]
            answers.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/answer?signed=1", answers
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ask(store: FakeKeyStore, url: str, kind: str = "Create") -> Any:
    worker.use(PushKeys(MakePushKeys(store, NewKeys()), DeploymentAnswers()))
    return worker.lambda_handler(
        {**json.loads(SAMPLE.read_text("utf-8")), "ResponseURL": url, "RequestType": kind}, None
    )


def test_the_public_halves_are_answered_and_stay() -> None:
    store = FakeKeyStore()
    with cloudformation() as (url, answers):
        ask(store, url)
        made = store.keys
        ask(store, url, "Update")
    assert made is not None
    assert store.keys == made
    public = NewKeys().public(made)
    first, again = answers
    assert first == again
    assert first["Data"] == {"SigningKey": public.signing, "SealingKey": public.sealing}
    assert (first["Status"], first["PhysicalResourceId"]) == ("SUCCESS", "push-keys")
    asked = json.loads(SAMPLE.read_text("utf-8"))
    for name in ("StackId", "RequestId", "LogicalResourceId"):
        assert first[name] == asked[name]


def test_a_deletion_takes_nothing_away() -> None:
    store = FakeKeyStore(KEYS)
    with cloudformation() as (url, answers):
        ask(store, url, "Delete")
    assert (store.keys, answers[0]["Status"], answers[0]["Data"]) == (KEYS, "SUCCESS", {})


def test_a_failure_is_answered_without_its_words() -> None:
    with cloudformation() as (url, answers), pytest.raises(RuntimeError):
        ask(NoSecret(), url)
    assert (answers[0]["Status"], answers[0]["Reason"]) == ("FAILED", "RuntimeError")
