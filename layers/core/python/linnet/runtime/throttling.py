"""Which bucket a request counts against: one conditional write per request."""

from __future__ import annotations

import ipaddress

from linnet.ports.limits import Allowance, Limiter
from linnet.runtime.tunables import Tunables

_BY_ADDRESS = frozenset({"logins", "signups", "password_resets"})
# What anybody may do, and how much of it without a token.
_ANONYMOUS = {"reads": "anonymous_reads", "searches": "anonymous_searches"}


class Throttle:
    """Count a request once: per user when known, else per address; log-in and sign-up always per address."""

    def __init__(self, limiter: Limiter, tunables: Tunables) -> None:
        self._limiter = limiter
        self._tunables = tunables

    def take(self, bucket: str, ip: str, user_id: int | None) -> Allowance:
        """Count one request. Raise LimiterUnavailable."""
        if user_id is None:
            bucket = _ANONYMOUS.get(bucket, bucket)
        window = self._tunables.limits[bucket]
        if not self._tunables.limits_enforced or (self._tunables.limits_exempt_loopback and _loopback(ip)):
            return Allowance(allowed=True, limit=window.limit, remaining=window.limit, reset_ms=0)
        by_address = user_id is None or bucket in _BY_ADDRESS
        subject = f"ip:{_network(ip)}" if by_address else f"user:{user_id}"
        return self._limiter.take(subject, bucket, window)


def _loopback(ip: str) -> bool:
    try:
        return ipaddress.ip_address(ip).is_loopback
    except ValueError:
        return False


def _network(ip: str) -> str:
    """Return the address, or for IPv6 its /64: one customer commands a whole one."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if address.version == 4:
        return ip
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)
