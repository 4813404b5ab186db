"""The functions around sockets, fed with the event samples, over fakes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from functions.identity_stream import handler as identity_stream
from functions.pushes_queue import handler as pushes_queue
from functions.realtime_socket import handler as realtime_socket
from linnet.adapters.dynamodb.identity_changes import decode_session_end
from linnet.domain.changes import PoisonRecord
from linnet.domain.users import Account, User
from linnet.runtime import site
from linnet.runtime.batch import ordered_partial_failures
from linnet.runtime.settings import socket_endpoint
from linnet.runtime.wiring.identity_stream import IdentityStream
from linnet.runtime.wiring.pushes_queue import PushesQueue
from linnet.runtime.wiring.realtime_socket import RealtimeSocket
from linnet.services.announce_documents import AnnounceDocuments
from tests.fakes.environment import SequentialParallel
from tests.fakes.indexing import FakeIndexJobs
from tests.fakes.mail import FakeMailJobs
from tests.fakes.notifications import FakeNotificationJobs
from tests.fakes.timelines import FakeFailureStore
from tests.unit.services.socket_world import SocketWorld

EVENTS = Path(__file__).resolve().parents[2] / "events"
READER, OTHER = 114687900000000011, 114687900000000012
CONNECTION = "Nx2Yzd4ooAMCJ7g="
PROOF = "said by the site"


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / name).read_text("utf-8"))
    return event


class Site(SocketWorld):
    """The world, with the reader of the samples and the handlers over it."""

    def __init__(self) -> None:
        super().__init__()
        for user_id, name in ((READER, "reader"), (OTHER, "other")):
            user = User(user_id, name, name, created_ms=1)
            self.accounts.create(user, Account(user_id, f"{name}@example.org", "hash"))
        self.failures = FakeFailureStore()
        self.socket = RealtimeSocket(
            self.open_socket,
            self.change,
            self.guard,
            self.connections,
            self.sockets,
            self.change_streams,
            site=site.Site(secret=PROOF, plain=False),
        )
        self.pusher = PushesQueue(self.deliver, SequentialParallel())
        self.jobs = FakeNotificationJobs()
        documents = AnnounceDocuments(FakeIndexJobs())
        self.ender = IdentityStream(
            self.end_sockets,
            self.end_web_subscriptions,
            self.jobs,
            documents,
            FakeMailJobs(),
            self.failures,
            SequentialParallel(),
            "report",
        )

    def handshake(self, **changes: Any) -> dict[str, Any]:
        return realtime_socket.serve(self.socket, {**sample("sockets/connect.json"), **changes})

    def say(self, text: str) -> list[dict[str, Any]]:
        """Send a frame and return what came back."""
        before = len(self.sockets.frames[CONNECTION])
        assert realtime_socket.serve(self.socket, {**sample("sockets/subscribe.json"), "body": text}) == {
            "statusCode": 200
        }
        return self.sockets.frames[CONNECTION][before:]

    def open(self) -> str:
        token, _ = self.log_in(READER)
        assert self.handshake(headers={"authorization": f"Bearer {token}"}) == {"statusCode": 200}
        return token


def test_a_socket_lives_from_handshake_to_goodbye() -> None:
    site = Site()
    site.open()
    realtime_socket.serve(site.socket, sample("sockets/subscribe.json"))
    assert site.sockets.frames[CONNECTION] == [
        {"version": 1, "type": "subscribed", "id": "1", "topics": ["notifications"]}
    ]
    assert pushes_queue.work(site.pusher, sample("queues/pushes_notification.json")) == {"batchItemFailures": []}
    assert site.sockets.frames[CONNECTION][1]["data"] == {"kind": "follow"}
    realtime_socket.serve(site.socket, sample("sockets/disconnect.json"))
    assert site.connections.get(CONNECTION) is None
    realtime_socket.serve(site.socket, sample("sockets/disconnect.json"))


def test_a_handshake_without_a_good_token_is_refused() -> None:
    site = Site()
    assert site.handshake() == {"statusCode": 401}
    assert site.handshake(headers=None) == {"statusCode": 401}
    assert site.handshake(headers={}, queryStringParameters={"ticket": "nonsense"}) == {"statusCode": 401}
    assert site.connections.of_user(READER) == []


def test_a_sub_protocol_that_is_a_token_is_repeated() -> None:
    site = Site()
    token, _ = site.log_in(READER)
    answer = site.handshake(headers={"Sec-WebSocket-Protocol": f"{token}, another"})
    assert answer == {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": token}}


@pytest.mark.parametrize("name", ["access_token", "ticket"])
def test_a_query_opens_a_socket_where_headers_cannot(name: str) -> None:
    site = Site()
    token, viewer = site.log_in(READER)
    secret = token if name == "access_token" else site.issue_ticket.run(viewer)[0]
    assert site.handshake(headers={}, queryStringParameters={name: secret}) == {"statusCode": 200}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_request"),
        ("nothing", "bad_request"),
        ("[]", "bad_request"),
        ('{"type":"dance"}', "invalid"),
        ('{"type":"ping","more":1}', "invalid"),
        ('{"type":"subscribe","topics":["home:7"]}', "invalid"),
        ('{"type":"subscribe","topics":["tweet:7"]}', "not_found"),
        ("x" * 32_769, "too_large"),
    ],
)
def test_a_bad_frame_is_answered_and_the_socket_stays(text: str, code: str) -> None:
    site = Site()
    site.open()
    (answer,) = site.say(text)
    assert (answer["type"], answer["error"]["code"]) == ("error", code)
    assert site.say('{"type":"ping","id":"x"}') == [{"version": 1, "type": "pong", "id": "x"}]


def test_an_error_repeats_the_id_of_its_frame() -> None:
    site = Site()
    site.open()
    (answer,) = site.say('{"type":"subscribe","id":"7","topics":["weather"]}')
    assert answer["id"] == "7"
    assert answer["error"]["field"] == "topics"


def test_who_sends_nonsense_again_and_again_is_shut_out() -> None:
    site = Site()
    site.open()
    for _ in range(4):
        site.say("{")
    assert site.sockets.closed == [CONNECTION]


def test_a_frame_above_the_rate_is_answered_and_the_socket_stays() -> None:
    site = Site()
    site.open()
    frames = [site.say('{"type":"ping"}')[0] for _ in range(6)]
    assert [frame["type"] for frame in frames] == ["pong"] * 5 + ["error"]
    assert frames[-1]["error"]["code"] == "rate_limited"
    site.clock.advance(10_000)
    assert site.say('{"type":"ping"}')[0]["type"] == "pong"
    assert site.sockets.closed == []


def test_a_frame_of_a_socket_that_was_ended_closes_it() -> None:
    site = Site()
    assert site.say('{"type":"ping"}') == []
    assert site.sockets.closed == [CONNECTION]


def test_a_socket_that_was_ended_and_does_not_answer_is_closed_by_a_later_frame() -> None:
    site = Site()
    site.sockets.failing.add(CONNECTION)
    assert site.say('{"type":"ping"}') == []
    site.sockets.failing.clear()
    assert site.say('{"type":"ping"}') == []
    assert site.sockets.closed == [CONNECTION]


def test_a_session_that_ends_closes_its_socket() -> None:
    site = Site()
    site.open()
    event = sample("streams/identity_session_end.json")
    assert identity_stream.apply(site.ender, event) == {"batchItemFailures": []}
    assert site.sockets.closed == []
    site.sessions.remove([each.token_sha256 for each in site.sessions.list_of(READER)])
    assert identity_stream.apply(site.ender, event) == {"batchItemFailures": []}
    assert site.sockets.closed == [CONNECTION]


def test_a_socket_that_cannot_be_reached_is_closed_at_the_next_attempt() -> None:
    site = Site()
    site.open()
    site.sessions.remove([each.token_sha256 for each in site.sessions.list_of(READER)])
    site.sockets.failing.add(CONNECTION)
    event = sample("streams/identity_session_end.json")
    assert identity_stream.apply(site.ender, event)["batchItemFailures"] != []
    site.sockets.failing.clear()
    assert identity_stream.apply(site.ender, event)["batchItemFailures"] == []
    assert site.sockets.closed == [CONNECTION]


def account_record(event: str, old: dict[str, str] | None, new: dict[str, str] | None) -> dict[str, Any]:
    images = {"OldImage": old, "NewImage": new}
    return {
        "eventName": event,
        "dynamodb": {
            "SequenceNumber": "1",
            "Keys": {"pk": {"S": "U#7"}, "sk": {"S": "ACCOUNT"}},
            **{name: {key: {"S": text} for key, text in image.items()} for name, image in images.items() if image},
        },
    }


@pytest.mark.parametrize(
    ("record", "user_id"),
    [
        (account_record("MODIFY", {"status": "active"}, {"status": "suspended"}), 7),
        (account_record("MODIFY", {"credential_version": "1"}, {"credential_version": "2"}), 7),
        (account_record("REMOVE", {"status": "active"}, None), 7),
        (account_record("MODIFY", {"status": "active", "email": "a"}, {"status": "active", "email": "b"}), None),
        (account_record("INSERT", None, {"status": "active"}), None),
    ],
)
def test_of_account_changes_those_that_void_sessions_count(record: dict[str, Any], user_id: int | None) -> None:
    assert decode_session_end(record) == user_id


@pytest.mark.parametrize(
    ("event", "old", "user_id"),
    [
        ("REMOVE", {"owner_id": {"N": "7"}}, 7),
        ("REMOVE", {"owner_id": {"N": "7"}, "client_id": {"S": "app"}}, 7),
        ("REMOVE", {"client_id": {"S": "app"}}, None),
        ("MODIFY", {"owner_id": {"N": "7"}}, None),
    ],
)
def test_of_tokens_those_of_people_end_sockets_and_those_of_apps_alone_do_not(
    event: str, old: dict[str, Any], user_id: int | None
) -> None:
    change = {"SequenceNumber": "1", "Keys": {"pk": {"S": "S#x"}, "sk": {"S": "S"}}, "OldImage": old}
    assert decode_session_end({"eventName": event, "dynamodb": change}) == user_id


@pytest.mark.parametrize("record", [{}, {"dynamodb": {"SequenceNumber": "1", "Keys": {"sk": {"S": "S"}}}}])
def test_an_undecodable_record_is_poison(record: dict[str, Any]) -> None:
    with pytest.raises(PoisonRecord):
        decode_session_end({"eventName": "REMOVE", **record})


def message(number: int, group: str) -> dict[str, Any]:
    return {"messageId": str(number), "body": str(number), "attributes": {"MessageGroupId": group}}


def failing_at(*bodies: str) -> tuple[Callable[[str], None], list[str]]:
    done: list[str] = []

    def handle(body: str) -> None:
        if body in bodies:
            raise ValueError(body)
        done.append(body)

    return handle, done


def test_behind_a_failed_message_its_group_waits_and_no_other() -> None:
    handle, done = failing_at("2")
    messages = [message(1, "a"), message(2, "a"), message(3, "b"), message(4, "a"), message(5, "b")]
    answer = ordered_partial_failures({"Records": messages}, handle, SequentialParallel())
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == ["2", "4"]
    assert done == ["1", "3", "5"]


def test_sockets_are_reached_at_the_emulator_where_there_is_one() -> None:
    assert socket_endpoint("abc/live", "eu-west-1", {}) == "https://abc.execute-api.eu-west-1.amazonaws.com/live"
    local = {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}
    assert socket_endpoint("abc/live", "eu-west-1", local) == "http://127.0.0.1:4566/_aws/execute-api/abc/live"
