"""Push services over HTTPS: encrypted for the client, signed for the service (RFC 8030, 8291, 8292).

Whoever subscribes names an address that this server then calls. Only addresses of the open Internet are called, looked
up here and connected to as they were found; answers are not followed anywhere, nor read further than their head.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock, Timer
from typing import Final
from urllib.parse import SplitResult, urlsplit

from py_vapid import Vapid01, Vapid02

from linnet.adapters.web_push.encryption import Encryption, private_key
from linnet.domain.web_push import LONGEST_PAUSE_S, PUSH_LIVES_S, WebSubscription, is_public
from linnet.ports.environment import Clock
from linnet.ports.web_push import PushGone, PushRefused, PushUnavailable

CONNECT_TIMEOUT_S: Final = 3
READ_TIMEOUT_S: Final = 5
# Of a whole call: who answers a byte a second must not hold up the others of a batch.
CALL_TIMEOUT_S: Final = 8
SIGNED_FOR_S: Final = 12 * 3600
# A signature is used again until so long before its end.
FRESH_S: Final = 2 * 3600
MAX_SIGNATURES: Final = 500
GONE: Final = frozenset({404, 410})
LATER: Final = frozenset({408, 425, 429})
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
_LOCAL_CONTACT: Final = "mailto:push@localhost"

Resolve = Callable[[str, int], Iterable[str]]


def addresses(host: str, port: int) -> list[str]:
    """Return the addresses of a host, those of IPv4 first: functions have no other way out. Raise OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in sorted(found, key=lambda each: each[0] is not socket.AF_INET)]


@dataclass(slots=True)
class HttpPushServices:
    """Implement the port `PushServices`; `loopback` lets pushes go to this machine, too."""

    signing_key: bytes
    clock: Clock
    loopback: bool
    resolve: Resolve = addresses
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    encryption: Encryption = field(default_factory=Encryption)
    _signatures: dict[tuple[str, str, bool], tuple[int, dict[str, str]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def deliver(self, subscription: WebSubscription, payload: bytes, topic: str | None) -> None:
        encrypt = self.encryption.standard if subscription.standard else self.encryption.legacy
        encrypted = encrypt(payload, subscription.keys)
        endpoint = urlsplit(subscription.endpoint)
        headers = {
            **encrypted.headers,
            "Content-Type": "application/octet-stream",
            "TTL": str(PUSH_LIVES_S),
            "Urgency": "normal",
            **({} if topic is None else {"Topic": topic}),
        }
        for name, value in self._signature(endpoint, subscription).items():
            headers[name] = f"{headers[name]};{value}" if name in headers else value
        status, retry_after = self._post(endpoint, encrypted.body, headers)
        if status in GONE:
            raise PushGone(str(status))
        if status in LATER or status >= 500:
            raise PushUnavailable(str(status), _seconds(retry_after))
        if not 200 <= status < 300:
            raise PushRefused(str(status))

    def _signature(self, endpoint: SplitResult, subscription: WebSubscription) -> dict[str, str]:
        """Return the headers that tell the service who we are, the same for hours: signing costs a millisecond."""
        now_s = self.clock.now_ms() // 1000
        audience = f"{endpoint.scheme}://{endpoint.netloc}"
        contact = subscription.origin if subscription.origin.startswith("https://") else _LOCAL_CONTACT
        key = (audience, contact, subscription.standard)
        with self._lock:
            known = self._signatures.get(key)
            if known is not None and known[0] - now_s > FRESH_S:
                return known[1]
        until = now_s + SIGNED_FOR_S
        # Its check of the contact knows no ports; that of the audience stays.
        kind = Vapid02 if subscription.standard else Vapid01
        signer = kind(private_key(self.signing_key), conf={"no-strict": True})
        signed: dict[str, str] = signer.sign({"sub": contact, "aud": audience, "exp": until})
        with self._lock:
            if len(self._signatures) >= MAX_SIGNATURES:
                self._signatures.clear()
            self._signatures[key] = until, signed
        return signed

    def _post(self, endpoint: SplitResult, body: bytes, headers: dict[str, str]) -> tuple[int, str | None]:
        secure = endpoint.scheme == "https"
        host, port = endpoint.hostname or "", endpoint.port or (443 if secure else 80)
        address = self._address(host, port)
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(host, port, timeout=READ_TIMEOUT_S)
        expired = Timer(CALL_TIMEOUT_S, lambda: _shut(connection))
        expired.daemon = True
        expired.start()
        try:
            plain = socket.create_connection((address, port), timeout=CONNECT_TIMEOUT_S)
            # The connection has its socket before it is used: it looks nothing up itself.
            connection.sock = plain
            plain.settimeout(READ_TIMEOUT_S)
            if secure:
                encrypted = self.tls.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
                connection.sock = encrypted
                encrypted.do_handshake()
            path = endpoint.path or "/"
            connection.request("POST", f"{path}?{endpoint.query}" if endpoint.query else path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Retry-After")
        except (OSError, http.client.HTTPException) as error:
            raise PushUnavailable(type(error).__name__) from error
        finally:
            expired.cancel()
            connection.close()

    def _address(self, host: str, port: int) -> str:
        try:
            found = list(self.resolve(host, port))
        except (OSError, UnicodeError) as error:
            raise PushUnavailable(type(error).__name__) from error
        for address in found:
            if is_public(address) or (self.loopback and address in _LOOPBACK):
                return address
        raise PushGone("an address that nothing is sent to")


def _shut(connection: http.client.HTTPConnection) -> None:
    held = connection.sock
    if held is not None:
        try:
            held.shutdown(socket.SHUT_RDWR)
        except OSError:
            # Closed by itself meanwhile.
            return


def _seconds(retry_after: str | None) -> int | None:
    """Return what the header asks for in seconds; a date is as good as nothing."""
    text = (retry_after or "").strip()
    return min(LONGEST_PAUSE_S, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else None
