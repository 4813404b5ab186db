"""Handshakes and frames of apps for Mastodon, over fakes."""

from __future__ import annotations

from typing import Any

import pytest

from functions.realtime_socket import handler as realtime_socket
from linnet.domain.sockets import MAX_FRAME_BYTES
from tests.unit.test_realtime_handlers import CONNECTION, PROOF, READER, Site, sample

DIALECT = {
    "X-Linnet-Dialect": "mastodon",
    "X-Linnet-Site": PROOF,
    "Host": "sockets.example",
    "X-Forwarded-Host": "linnet.example",
}


class Apps(Site):
    """The site, as an app knows it."""

    def knock(self, headers: dict[str, str], **query: str) -> dict[str, Any]:
        return self.handshake(headers={**DIALECT, **headers}, queryStringParameters=query or None)

    def enter(self, *scopes: str, **query: str) -> dict[str, Any]:
        """Open a socket with a token of these scopes."""
        token, _ = self.log_in(READER, scopes=frozenset(scopes or ("read",)), client_id="app")
        return self.knock({"Authorization": f"Bearer {token}"}, **query)

    @property
    def streams(self) -> set[str]:
        connection = self.connections.get(CONNECTION)
        return set() if connection is None else set(connection.streams)


def test_each_way_to_show_a_token_opens_a_socket() -> None:
    for way in ("header", "query", "protocol"):
        site = Apps()
        token, _ = site.log_in(READER)
        match way:
            case "header":
                answer = site.knock({"Authorization": f"Bearer {token}"})
            case "query":
                answer = site.knock({}, access_token=token)
            case _:
                answer = site.knock({"Sec-WebSocket-Protocol": token})
                assert answer["headers"] == {"Sec-WebSocket-Protocol": token}
        assert answer["statusCode"] == 200
        connection = site.connections.get(CONNECTION)
        assert connection is not None
        assert connection.origin == "https://linnet.example"


def test_without_a_good_token_nothing_opens() -> None:
    site = Apps()
    assert site.knock({}) == {"statusCode": 401}
    assert site.knock({"Authorization": "Bearer nonsense"}, stream="user") == {"statusCode": 401}
    # A ticket is of the native protocol.
    assert site.knock({}, ticket="one") == {"statusCode": 401}
    assert site.connections.get(CONNECTION) is None


@pytest.mark.parametrize("host", ["evil.example/path", "a b", "<b>", ""])
def test_a_host_that_cannot_be_one_is_not_repeated(host: str) -> None:
    site = Apps()
    token, _ = site.log_in(READER)
    site.handshake(headers={**DIALECT, "X-Forwarded-Host": host, "Host": host, "Authorization": f"Bearer {token}"})
    connection = site.connections.get(CONNECTION)
    assert connection is not None
    assert connection.origin == f"https://{sample('sockets/connect.json')['requestContext']['domainName']}"


def test_the_address_can_name_a_stream() -> None:
    site = Apps()
    assert site.enter(stream="hashtag", tag="birds")["statusCode"] == 200
    assert site.streams == {"hashtag birds"}
    assert site.enter(stream="public", only_media="true")["statusCode"] == 200


@pytest.mark.parametrize(
    ("scopes", "query", "status"),
    [
        (("read",), {"stream": "weather"}, 400),
        (("read",), {"stream": "hashtag"}, 400),
        (("read",), {"stream": "list", "list": "7"}, 401),
        (("write",), {"stream": "user"}, 401),
    ],
)
def test_a_handshake_that_asks_for_what_it_cannot_have_is_refused(
    scopes: tuple[str, ...], query: dict[str, str], status: int
) -> None:
    site = Apps()
    assert site.enter(*scopes, **query) == {"statusCode": status}
    assert site.connections.get(CONNECTION) is None


@pytest.mark.parametrize(
    ("frame", "streams"),
    [
        ('{"type":"subscribe","stream":"user"}', {"user"}),
        ('{"type":"subscribe","stream":["public:local"]}', {"public:local"}),
        ('{"type":"subscribe","stream":"hashtag","tag":"Birds"}', {"hashtag Birds"}),
        ('{"type":"subscribe","stream":"public","only_media":true}', {"public:media"}),
        ('{"type":"subscribe","stream":"public","only_media":false,"more":1}', {"public"}),
    ],
)
def test_frames_subscribe_without_an_answer_and_end_it(frame: str, streams: set[str]) -> None:
    site = Apps()
    site.enter()
    assert site.say(frame) == site.say(frame) == []
    assert site.streams == streams
    assert site.say(frame.replace("subscribe", "unsubscribe")) == []
    assert site.streams == set()


@pytest.mark.parametrize(
    ("frame", "error", "status"),
    [
        ('{"type":"subscribe","stream":"hashtag"}', "Missing tag name parameter", 400),
        ('{"type":"subscribe","stream":"weather"}', "Unknown stream type", 400),
        ('{"type":"subscribe"}', "Unknown stream type", 400),
        ('{"type":"subscribe","stream":{"a":1}}', "Unknown stream type", 400),
        ('{"type":"subscribe","stream":"list","list":7}', "Not authorized to stream this list", 401),
        ("x" * (MAX_FRAME_BYTES + 1), f"A frame has at most {MAX_FRAME_BYTES} bytes", 400),
    ],
)
def test_what_cannot_be_subscribed_to_is_said_and_the_socket_stays(frame: str, error: str, status: int) -> None:
    site = Apps()
    site.enter()
    assert site.say(frame) == [{"error": error, "status": status}]
    assert site.say('{"type":"subscribe","stream":"user"}') == []
    assert site.streams == {"user"}


def test_a_stream_outside_of_the_scopes_is_refused_in_a_frame() -> None:
    site = Apps()
    site.enter("read:notifications")
    assert site.say('{"type":"subscribe","stream":"user"}') == [
        {"error": "Access token does not have the required scopes", "status": 401}
    ]
    assert site.say('{"type":"subscribe","stream":"user:notification"}') == []


@pytest.mark.parametrize("text", ["", "ping", "[]", "{", '{"type":"ping"}', '{"type":7}', "null"])
def test_words_that_keep_a_connection_alive_are_not_answered(text: str) -> None:
    site = Apps()
    site.enter()
    assert site.say(text) == []
    assert site.connections.get(CONNECTION) is not None


def test_who_only_babbles_is_shut_out() -> None:
    site = Apps()
    site.enter()
    for _ in range(4):
        site.say("{")
    assert site.sockets.closed == [CONNECTION]


def test_too_many_frames_are_refused() -> None:
    site = Apps()
    site.enter()
    answers = [site.say('{"type":"subscribe","stream":"user"}') for _ in range(6)]
    assert answers[-1] == [{"error": "Too many requests", "status": 429}]


def test_a_binary_frame_ends_the_socket() -> None:
    site = Apps()
    site.enter()
    event = {**sample("sockets/subscribe.json"), "body": "AAAA", "isBase64Encoded": True}
    assert realtime_socket.serve(site.socket, event) == {"statusCode": 200}
    assert site.sockets.closed == [CONNECTION]


def test_a_native_client_speaks_the_native_protocol_as_before() -> None:
    site = Apps()
    site.open()
    assert site.say('{"type":"ping"}')[0]["type"] == "pong"
