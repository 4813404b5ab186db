"""A push service on this machine, and the client behind it: what arrives is read with the packages of others."""

from __future__ import annotations

import base64
import json
import os
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid01, Vapid02


def text_of(value: bytes) -> str:
    """Return URL-safe Base64 without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Message:
    """What the service was sent."""

    path: str
    headers: Mapping[str, str]
    body: bytes


class PushClient:
    """A browser or app with keys of its own."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.keys = {"p256dh": text_of(point), "auth": text_of(self._auth)}

    def form(self, endpoint: str, *alerts: str, standard: bool = True, **data: str) -> dict[str, str]:
        """Return how an app subscribes it."""
        return {
            "subscription[endpoint]": endpoint,
            "subscription[keys][p256dh]": self.keys["p256dh"],
            "subscription[keys][auth]": self.keys["auth"],
            "subscription[standard]": "true" if standard else "false",
            **{f"data[alerts][{each}]": "true" for each in alerts},
            **{f"data[{name}]": value for name, value in data.items()},
        }

    def body(self, endpoint: str, *alerts: str, standard: bool = True) -> dict[str, Any]:
        """Return the same as JSON."""
        return {
            "subscription": {"endpoint": endpoint, "keys": self.keys, "standard": standard},
            "data": {"alerts": dict.fromkeys(alerts, True)},
        }

    def read(self, message: Message, server_key: str) -> dict[str, Any]:
        """Decrypt a message whose sender must be this server."""
        headers = {name.lower(): value for name, value in message.headers.items()}
        claims = verified(headers, server_key)
        assert set(claims) == {"aud", "exp", "sub"}
        if headers["content-encoding"] == "aes128gcm":
            plain = http_ece.decrypt(message.body, private_key=self._key, auth_secret=self._auth, version="aes128gcm")
        else:
            assert headers["content-encoding"] == "aesgcm"
            plain = http_ece.decrypt(
                message.body,
                salt=bytes_of(_parameters(headers["encryption"])["salt"]),
                dh=bytes_of(_parameters(headers["crypto-key"])["dh"]),
                private_key=self._key,
                auth_secret=self._auth,
                version="aesgcm",
            )
        found: dict[str, Any] = json.loads(plain)
        return found


def verified(headers: Mapping[str, str], server_key: str) -> dict[str, Any]:
    """Return the claims of a signature that must be this server's; names of headers are in lower case."""
    signed = headers["authorization"]
    if signed.startswith("vapid "):
        assert Vapid02.verify(signed)
        parts = dict(each.split("=", 1) for each in signed.removeprefix("vapid ").split(","))
        token, key = parts["t"], parts["k"]
    else:
        token, key = signed.removeprefix("WebPush "), _parameters(headers["crypto-key"])["p256ecdsa"]
        assert Vapid01.verify(key, signed)
    assert key == server_key
    claims: dict[str, Any] = json.loads(bytes_of(token.split(".")[1]))
    return claims


def _parameters(header: str) -> dict[str, str]:
    return dict(each.split("=", 1) for each in header.split(";"))


@dataclass
class PushReceiver:
    """A service that answers with `status` and `answers` (headers); `messages` are what it was sent."""

    url: str
    status: int = 201
    answers: dict[str, str] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)

    def endpoint(self, name: str) -> str:
        return f"{self.url}/{name}"

    def of(self, name: str) -> list[Message]:
        """Return what was sent to one client."""
        return [each for each in self.messages if each.path == f"/{name}"]


@contextmanager
def push_receiver(tls: ssl.SSLContext | None = None) -> Iterator[PushReceiver]:
    """Run a service until the block ends; with a context over TLS, by the name `localhost`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.messages.append(Message(self.path, dict(self.headers.items()), body))
            self.send_response(receiver.status)
            for name, value in receiver.answers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    origin = "http://127.0.0.1" if tls is None else "https://localhost"
    receiver = PushReceiver(f"{origin}:{server.server_port}")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
