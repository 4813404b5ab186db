"""What people write to one another is in the messages table and nowhere else."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from linnet.domain.pushes import PushKind
from linnet.runtime.observability import logger
from tests.integration.facade.client import App
from tests.integration.network import Network
from tests.integration.person import Person

pytestmark = pytest.mark.engines

CANARY = "canary-7f3a9c"
MESSAGE_PUSHES = (PushKind.MESSAGE, PushKind.MESSAGE_READ, PushKind.TYPING)


class Lines(logging.Handler):
    """Keep what is logged, traces included."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[str] = []
        self.setFormatter(logging.Formatter("%(message)s %(args)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(f"{self.format(record)} {record.__dict__!r}")


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Listen to the product's own logger and to those of its libraries."""
    handler = Lines()
    listened = (logging.getLogger(), logging.getLogger(logger().name))
    for each in listened:
        each.addHandler(handler)
    yield handler
    for each in listened:
        each.removeHandler(handler)


def stored(network: Network) -> dict[str, str]:
    """Return everything that each table holds, as text."""
    dynamodb = boto3.client("dynamodb", endpoint_url=network._engine.url, region_name="us-east-1")
    tables = {value for name, value in network._environ.items() if name.endswith("_TABLE")}
    return {table.partition("-")[2]: json.dumps(dynamodb.scan(TableName=table)["Items"]) for table in tables}


def everything_kept(network: Network, lines: Lines) -> str:
    return repr([network.jobs.waiting, network.pushes.sent, network.failures.kept, lines.kept])


def live(ann: Person, bea: Person) -> None:
    """Do everything that messages can do, with the canary in every text."""
    status, sent = ann.post(f"/api/messages/{bea.id}", {"text": f"{CANARY} one"}, Idempotency_Key="k")
    assert status == 201
    place = f"/api/conversations/{sent['conversationId']}"
    assert bea.post(f"{place}/messages", {"text": f"{CANARY} #tag @ann https://example.org"})[0] == 201
    assert bea.put(f"{place}/messages/{sent['id']}/reaction", {"emoji": "🐦"})[0] == 204
    assert bea.post(f"{place}/read", {"upTo": sent["id"]})[0] == 204
    assert bea.post(f"{place}/typing")[0] == 204
    app = App.of(ann)
    answer = app.post("/api/v1/statuses", status=f"{CANARY} @bea and", in_reply_to_id=sent["id"])
    app.done("DELETE", f"/api/v1/statuses/{answer['id']}")
    for text in (f"@bea {CANARY} #tag", f"{CANARY} @bea @cat"):
        ann.network.clock.advance(1)
        app.post("/api/v1/statuses", status=text, visibility="direct")
    _, group = ann.post("/api/conversations", {"userIds": [str(bea.id)], "title": f"{CANARY} title"})
    assert ann.post(f"/api/conversations/{group['id']}/messages", {"text": f"{CANARY} all"})[0] == 201


def test_the_text_of_messages_is_in_no_other_table_queue_or_log(network: Network, lines: Lines) -> None:
    ann, bea, _ = (network.sign_up(name) for name in ("ann", "bea", "cat"))
    live(ann, bea)
    network.settle(times=2)

    tables = stored(network)
    assert CANARY in tables.pop("messages_table")
    assert [name for name, content in tables.items() if CANARY in content] == []
    assert CANARY not in everything_kept(network, lines)
    assert {push.kind for push in network.pushes.sent} == {*MESSAGE_PUSHES, PushKind.NOTIFICATION}
    assert CANARY in str(App.of(bea).get("/api/v1/notifications"))
    assert len(bea.pages("/api/conversations")) == 1


def test_failing_requests_leave_no_text_in_logs(
    network: Network, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bea, _ = (network.sign_up(name) for name in ("ann", "bea", "cat"))
    original = vars(BaseClient)["_make_api_call"]

    def failing(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
        if operation == "TransactWriteItems":
            problem = {"Error": {"Code": "InternalServerError", "Message": "try again"}}
            raise ClientError(problem, operation)  # type: ignore[arg-type]  # the shape that botocore itself makes
        return original(client, operation, parameters)

    monkeypatch.setattr(BaseClient, "_make_api_call", failing)
    assert ann.post(f"/api/messages/{bea.id}", {"text": f"{CANARY} lost"})[0] == 500
    direct = {"status": f"@bea {CANARY} lost", "visibility": "direct"}
    assert App.of(ann).call("POST", "/api/v1/statuses", direct).status == 500
    monkeypatch.setattr(BaseClient, "_make_api_call", original)
    for body in ({"text": f"{CANARY}\x00"}, {"text": CANARY * 2000}, {"text": 1, "x": CANARY}, {CANARY: "x"}):
        status, refused = ann.post(f"/api/messages/{bea.id}", body)
        assert status == 422
        assert body == {CANARY: "x"} or CANARY not in json.dumps(refused)

    for unsendable in (
        {"status": CANARY},
        {"status": f"{CANARY} @bea \x00"},
        {"status": f"@bea {CANARY}", "media_ids[]": "5"},
    ):
        assert App.of(ann).refused("POST", "/api/v1/statuses", direct | unsendable)[0] == 422

    assert lines.kept != []
    assert CANARY not in everything_kept(network, lines)


def test_messages_in_no_timeline_profile_or_search(network: Network) -> None:
    ann, bea, _ = (network.sign_up(name) for name in ("ann", "bea", "cat"))
    bea.follow(ann)
    live(ann, bea)
    network.settle(times=2)

    for path in (
        "/api/timelines/home",
        "/api/timelines/public",
        "/api/hashtags/tag/tweets",
        f"/api/users/{ann.id}/tweets",
    ):
        for reader in (ann, bea):
            assert reader.pages(path) == []
