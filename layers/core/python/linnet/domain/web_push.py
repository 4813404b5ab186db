"""Web Push: where a client wants to be told of notifications while it is closed, and of which."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from linnet.domain.errors import invalid
from linnet.domain.notifications import ABOUT_OWN_TWEET, Kind

MAX_ENDPOINT: Final = 2_048
MAX_ORIGIN: Final = 300
# Of one account; whoever subscribes once more loses the oldest.
MAX_SUBSCRIPTIONS: Final = 25
# A push service keeps a message so long for who is not reachable; later it is no news.
PUSH_LIVES_S: Final = 48 * 3600
# Not before these pauses is a service asked again that is busy or broken; then the push is given up.
PAUSES_S: Final = (30, 60, 120, 240, 480)
LONGEST_PAUSE_S: Final = 900

# The kinds that are about one thing each time anew: of several that wait, the newest is enough.
REPLACED: Final = ABOUT_OWN_TWEET | {Kind.EDIT}

_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_PRINTABLE: Final = re.compile(r"[!-~]+")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1"})
# Addresses behind which IPv4 addresses stand, of which any may be private.
_TRANSLATED: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))


class PushPolicy(StrEnum):
    """Say of whom a subscription is told."""

    ALL = "all"
    FOLLOWED = "followed"
    FOLLOWER = "follower"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PushKeys:
    """What a push to a client is encrypted for: its public key (P-256, 65 bytes) and 16 secret bytes."""

    p256dh: bytes
    auth: bytes


@dataclass(frozen=True, slots=True)
class WebSubscription:
    """Where one session is told of notifications.

    `sealed_token` is its access token, which only the sender of pushes can read. With `standard` pushes are encrypted
    as RFC 8291 has it, otherwise as the draft before it. `origin` is this server as the client knows it; a `native`
    client is told in the words of the native contract.
    """

    id: int
    user_id: int
    token_sha256: str
    sealed_token: str
    endpoint: str
    keys: PushKeys
    standard: bool
    alerts: frozenset[Kind]
    policy: PushPolicy
    origin: str
    native: bool

    def wants(self, kind: Kind) -> bool:
        """Tell whether it asked for a kind."""
        return kind in self.alerts and self.policy is not PushPolicy.NONE


def check_endpoint(endpoint: str, *, loopback: bool) -> None:
    """Raise a DomainError (invalid) unless pushes may go there; with `loopback` also to this machine, unencrypted."""
    if not endpoint.strip():
        raise invalid("endpoint", "can't be blank")
    if len(endpoint) > MAX_ENDPOINT or _PRINTABLE.fullmatch(endpoint) is None or not _reachable(endpoint, loopback):
        raise invalid("endpoint", "is not a valid URL")


def _reachable(endpoint: str, loopback: bool) -> bool:
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if parts.username is not None or parts.fragment or port == 0 or _HOST.fullmatch(host) is None:
        return False
    if loopback and host in _LOOPBACK:
        return parts.scheme in ("http", "https")
    return parts.scheme == "https" and "." in host and not _private(host)


def _private(host: str) -> bool:
    if not host.rpartition(".")[2].isdigit():
        return host.endswith((".localhost", ".local", ".internal"))
    # What ends in a number is an address, however it is written; only the usual spelling is taken.
    return not is_public(host)


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open Internet; what is no address is not."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if any(found in network for network in _TRANSLATED):
            return False
    return found.is_global and not found.is_multicast


def pause_s(attempt: int, asked_s: int | None) -> int | None:
    """Return how long to wait after so many attempts that failed, at least as long as was asked; None to give up."""
    if attempt > len(PAUSES_S):
        return None
    return min(LONGEST_PAUSE_S, max(PAUSES_S[attempt - 1], asked_s or 0))


def oldest_beyond(subscriptions: Collection[WebSubscription], most: int) -> list[WebSubscription]:
    """Return those that are too many, the oldest."""
    return sorted(subscriptions, key=lambda each: each.id)[: max(0, len(subscriptions) - most)]
