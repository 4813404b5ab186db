"""Which network a tool may post to."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from local.instance import running_in


class WrongTargetError(Exception):
    """The network is not one to post to; the message says why."""


def target_url(given: str | None, folder: Path) -> str:
    """Return the address of the network of this machine. Raise WrongTargetError."""
    if given is None:
        running = running_in(folder)
        if running is None or not running.ready:
            raise WrongTargetError("Nothing runs here. Start it with: make run")
        # Not localhost: a client that tries ::1 first would wait for a refusal on machines without IPv6.
        return f"http://127.0.0.1:{running.port}"
    return loopback(given)


def loopback(url: str) -> str:
    """Return the URL without a path if it names this machine.

    Thousands of made-up accounts and other people's tweets have no place on a network that others use.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not _is_loopback(host):
        raise WrongTargetError(f"{url} is not on this machine: only http://localhost, 127.0.0.1 and [::1] are taken.")
    return f"{parts.scheme}://{parts.netloc}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.rstrip(".") == "localhost"
