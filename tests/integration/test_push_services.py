"""Push services as they answer, and as they are reached: over real connections, and at public addresses only."""

from __future__ import annotations

import datetime
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from linnet.adapters.web_push import push_services
from linnet.adapters.web_push.push_services import SIGNED_FOR_S, HttpPushServices
from linnet.domain.notifications import Kind
from linnet.domain.web_push import LONGEST_PAUSE_S, PushKeys, PushPolicy, WebSubscription
from linnet.ports.web_push import PushGone, PushRefused, PushUnavailable
from tests.fakes.environment import FakeClock
from tests.integration.network import PUBLIC_KEYS, PUSH_KEYS
from tests.push_receiver import PushClient, PushReceiver, bytes_of, push_receiver, verified

ORIGIN = "https://linnet.example"


@pytest.fixture
def receiver() -> Iterator[PushReceiver]:
    with push_receiver() as running:
        yield running


def subscription(endpoint: str, client: PushClient, **changes: Any) -> WebSubscription:
    keys = PushKeys(bytes_of(client.keys["p256dh"]), bytes_of(client.keys["auth"]))
    plain = WebSubscription(
        id=1,
        user_id=1,
        token_sha256="a",
        sealed_token="b",
        endpoint=endpoint,
        keys=keys,
        standard=True,
        alerts=frozenset(Kind),
        policy=PushPolicy.ALL,
        origin=ORIGIN,
        native=False,
    )
    return replace(plain, **changes)


def services(**changes: Any) -> HttpPushServices:
    return HttpPushServices(**{"signing_key": PUSH_KEYS.signing, "clock": FakeClock(), "loopback": True, **changes})


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (200, None),
        (201, None),
        (202, None),
        (204, None),
        (404, PushGone),
        (410, PushGone),
        (408, PushUnavailable),
        (429, PushUnavailable),
        (500, PushUnavailable),
        (503, PushUnavailable),
        (400, PushRefused),
        (403, PushRefused),
        (413, PushRefused),
        (301, PushRefused),
        (307, PushRefused),
    ],
)
def test_answers_of_services(receiver: PushReceiver, status: int, error: type[Exception] | None) -> None:
    client = PushClient()
    receiver.status, receiver.answers = status, {"Location": receiver.endpoint("elsewhere")}

    def deliver() -> None:
        services().deliver(subscription(receiver.endpoint("phone?x=1"), client), b'"told"', "topic")

    if error is None:
        deliver()
    else:
        with pytest.raises(error):
            deliver()
    # A redirection is followed nowhere.
    assert [each.path for each in receiver.messages] == ["/phone?x=1"]
    assert receiver.messages[0].headers["Topic"] == "topic"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("30", 30), (" 5 ", 5), ("99999", LONGEST_PAUSE_S), ("9" * 50, None), ("-1", None), ("Wed, 21 Oct 2026", None)],
)
def test_how_long_a_service_wants_to_be_left_alone(receiver: PushReceiver, header: str, seconds: int | None) -> None:
    receiver.status, receiver.answers = 503, {"Retry-After": header}
    with pytest.raises(PushUnavailable) as failed:
        services().deliver(subscription(receiver.endpoint("phone"), PushClient()), b"1", None)
    assert failed.value.retry_after_s == seconds


PRIVATE = [
    ["127.0.0.1"],
    ["10.1.2.3"],
    ["172.16.0.1"],
    ["192.168.0.1"],
    ["169.254.169.254"],
    ["100.64.0.1"],
    ["0.0.0.0"],
    ["224.0.0.1"],
    ["255.255.255.255"],
    ["::1"],
    ["fe80::1"],
    ["fd00::1"],
    ["::ffff:127.0.0.1"],
    ["64:ff9b::7f00:1"],
    ["2002:7f00:1::"],
    ["not an address"],
    [],
]


@pytest.mark.parametrize("found", PRIVATE, ids=repr)
def test_names_of_private_addresses_are_not_called(receiver: PushReceiver, found: Sequence[str]) -> None:
    made = services(loopback=False, resolve=lambda host, port: found)
    with pytest.raises(PushGone):
        made.deliver(subscription(receiver.url.replace("127.0.0.1", "push.example"), PushClient()), b"1", None)
    assert receiver.messages == []


def test_only_the_public_one_of_several_addresses_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[tuple[str, int]] = []

    def refuse(address: tuple[str, int], timeout: float) -> socket.socket:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    made = services(loopback=False, resolve=lambda host, port: ["10.0.0.1", "93.184.215.14"])
    with pytest.raises(PushUnavailable):
        made.deliver(subscription("https://push.example:8443/x", PushClient()), b"1", None)
    assert called == [("93.184.215.14", 8443)]


def test_what_cannot_be_reached_comes_again(receiver: PushReceiver) -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror("unknown")

    for made in (services(resolve=unknown), services(resolve=lambda host, port: ["127.0.0.1"])):
        with pytest.raises(PushUnavailable):
            made.deliver(subscription("http://localhost:9/x", PushClient()), b"1", None)


def test_who_answers_a_byte_at_a_time_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push_services, "CALL_TIMEOUT_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            held, _ = listening.accept()
            with held:
                try:
                    while True:
                        held.sendall(b"H")
                        time.sleep(0.05)
                except OSError:
                    return

        thread = Thread(target=drip, daemon=True)
        thread.start()
        started = time.monotonic()
        with pytest.raises(PushUnavailable):
            services().deliver(
                subscription(f"http://127.0.0.1:{listening.getsockname()[1]}/x", PushClient()), b"1", None
            )
        assert time.monotonic() - started < 4
        thread.join(5)


def test_one_signature_serves_a_service_for_hours(receiver: PushReceiver) -> None:
    clock, client = FakeClock(), PushClient()
    made = services(clock=clock)
    to = subscription(receiver.endpoint("phone"), client)
    for advance_s in (0, 9 * 3600, 2 * 3600):
        clock.advance(advance_s * 1000)
        made.deliver(to, b'"x"', None)
    found = [
        verified({name.lower(): value for name, value in each.headers.items()}, PUBLIC_KEYS.signing)
        for each in receiver.messages
    ]
    start_s = found[0]["exp"] - SIGNED_FOR_S
    assert [each["exp"] - start_s for each in found] == [SIGNED_FOR_S, SIGNED_FOR_S, SIGNED_FOR_S + 11 * 3600]
    assert {(each["aud"], each["sub"]) for each in found} == {(receiver.url, ORIGIN)}


@pytest.fixture
def tls(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the contexts of a server named localhost, and of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = tmp_path / "public.pem", tmp_path / "private.pem"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(public, private)
    return server, ssl.create_default_context(cafile=str(public))


def test_services_are_known_by_their_certificate(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    server, trusting = tls
    client = PushClient()
    with push_receiver(server) as receiver:
        to = subscription(receiver.endpoint("phone"), client)
        services(tls=trusting, resolve=_here).deliver(to, b'{"a":1}', None)
        (message,) = receiver.messages
        assert client.read(message, PUBLIC_KEYS.signing) == {"a": 1}
        assert message.headers["Host"] == receiver.url.removeprefix("https://")
        with pytest.raises(PushUnavailable):
            services(resolve=_here).deliver(to, b"1", None)
        other = subscription(receiver.url.replace("localhost", "push.example") + "/x", client)
        with pytest.raises(PushUnavailable):
            services(tls=trusting, resolve=_here).deliver(other, b"1", None)
        assert len(receiver.messages) == 1


def _here(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]
