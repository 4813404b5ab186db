"""What the operations about the server itself take."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from linnet.domain.errors import Code, DomainError, not_found
from linnet.facades.mastodon.parameters import Parameters, first
from linnet.facades.mastodon.present.server import host_of


def handle(parameters: Parameters, origin: str) -> str:
    """Return whose handle or address `resource` is. Raise a DomainError for none, or one of another server."""
    resource = unquote(first(parameters, "resource") or "")
    if not resource:
        raise DomainError(Code.BAD_REQUEST, "The parameter resource is missing")
    if resource.startswith(f"{origin}/@"):
        return urlsplit(resource).path.removeprefix("/@")
    name, _, host = resource.removeprefix("acct:").removeprefix("@").rpartition("@")
    if host.lower() != host_of(origin).lower():
        raise not_found("user")
    return name
