"""Who asks, and by which name they know this server, where something stands before the APIs.

That is the site's distribution, or the front of one machine. A secret proves that it said so: the APIs' own addresses
stay open, and whoever calls them there may send any header.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any, Final

from linnet.runtime.settings.base import Served, Settings

PROOF: Final = "x-linnet-site"
VIEWER: Final = "x-linnet-viewer"
HOST: Final = "x-forwarded-host"

# What can be a host with or without a port, and nothing that would end one in an address.
_HOST: Final = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is believed of requests; without a `secret` nothing is. `plain` is where addresses begin with http."""

    secret: str
    plain: bool

    def client_ip(self, event: Mapping[str, Any], headers: Mapping[str, str]) -> str:
        """Return the client's address: as the site says, else the one that API Gateway saw."""
        said = headers.get(VIEWER, "") if self._speaks(headers) else ""
        if _is_address(said):
            return said
        return str(event.get("requestContext", {}).get("http", {}).get("sourceIp", "unknown"))

    def origin(self, event: Mapping[str, Any], headers: Mapping[str, str]) -> str:
        """Return this server as the client knows it; a host that cannot be one gives way to the name of the API."""
        host = (headers.get(HOST) if self._speaks(headers) else None) or headers.get("host") or ""
        if not _HOST.fullmatch(host):
            host = str(event.get("requestContext", {}).get("domainName", ""))
        return f"{'http' if self.plain else 'https'}://{host}"

    def _speaks(self, headers: Mapping[str, str]) -> bool:
        # As bytes: text beyond ASCII cannot be compared in constant time.
        return bool(self.secret) and compare_digest(_bytes(headers.get(PROOF, "")), _bytes(self.secret))


def site_of(settings: Settings) -> Site:
    """Return what a function with these settings believes."""
    secret = settings.site_secret if isinstance(settings, Served) else ""
    return Site(secret=secret, plain=settings.tunables.plain_http)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
