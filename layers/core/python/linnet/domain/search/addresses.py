"""The form in which links are compared."""

from __future__ import annotations

import re
from typing import Final

_PROTOCOL: Final = re.compile("https?://", re.IGNORECASE)
# Ports and user names are kept out of hosts, as are the addresses of machines.
_HOST: Final = re.compile("[^/?#:]*")


def address_of(url: str) -> str:
    """Return a link without protocol, `www.` and closing slashes, its host in lower case.

    Paths stay as they are: the slugs of short links differ by case.
    """
    rest = _PROTOCOL.sub("", url, count=1)
    host = host_of(rest)
    return (host.casefold().removeprefix("www.") + rest[len(host) :]).rstrip("/")


def host_of(address: str) -> str:
    """Return the host of a link without protocol."""
    found = _HOST.match(address)
    return "" if found is None else found.group()


def domains_of(address: str) -> tuple[str, ...]:
    """Return the host of an address and the domains above it, up to the one below the top level."""
    labels = host_of(address).split(".")
    return tuple(".".join(labels[index:]) for index in range(len(labels) - 1))


def is_domain(address: str) -> bool:
    """Tell whether an address is nothing but a host: it is then asked for with all that lies below it."""
    return host_of(address) == address
