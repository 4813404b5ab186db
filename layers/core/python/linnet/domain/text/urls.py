"""Extract URLs, with or without their protocol."""

import re
from collections.abc import Iterator
from typing import Final

from linnet.domain.text.entities import Url
from linnet.domain.text.hosts import HostRun, ascii_hosts, encoded_length, host_runs, may_begin
from linnet.domain.text.paths import path_end, port_end, query_end

MAX_URL_LENGTH: Final = 4096
PROTOCOLS: Final = ("http://", "https://")

_IMPLIED_PROTOCOL_LENGTH: Final = len("https://")
_SHORT_LINK_HOST: Final = "t.co"
_SHORT_LINK_SLUG: Final = re.compile("[A-Za-z0-9]+")
_MAX_SHORT_LINK_SLUG_LENGTH: Final = 40
_MAX_DISPLAY_LENGTH: Final = 30
# Without a protocol these are the middle of a path, of a file name or of a broken URL.
_NOT_BEFORE_BARE_HOST: Final = frozenset("-_./")


def extract_urls(text: str, *, require_protocol: bool = False) -> list[Url]:
    """Return the URLs of the text in order of appearance."""
    return [_url(text, start, end) for start, end in _url_spans(text, require_protocol)]


def display_url(url: str) -> str:
    """Return the URL as shown to readers: without protocol and `www.`, cut to 30 characters."""
    shown = url
    for protocol in PROTOCOLS:
        if url[: len(protocol)].lower() == protocol:
            shown = url[len(protocol) :]
    if shown[:4].lower() == "www.":
        shown = shown[4:]
    if shown.find("/") == len(shown) - 1:
        shown = shown[:-1]
    return shown if len(shown) <= _MAX_DISPLAY_LENGTH else shown[:_MAX_DISPLAY_LENGTH] + "\u2026"


def _url(text: str, start: int, end: int) -> Url:
    url = text[start:end]
    return Url(url=url, display_url=display_url(url), start=start, end=end)


def _url_spans(text: str, require_protocol: bool) -> Iterator[tuple[int, int]]:
    # The first position at which the next URL may begin: a URL uses up the character before it, too.
    position = 0
    for run_start, run_end in host_runs(text):
        if run_end <= position:
            continue
        run = HostRun(text, run_start, run_end)
        start = _protocol_start(text, run_start)
        if start >= position and run.host_end_at_start() >= 0 and may_begin(text, start):
            host_end = run.host_end_at_start()
            end = query_end(text, path_end(text, port_end(text, host_end)))
            position = end + 1
            yield from _spans_with_protocol(text, start, run_start, host_end, end)
        while (host := run.first_host(max(position, run_start))) is not None:
            path_start = port_end(text, host[1])
            end = query_end(text, path_end(text, path_start))
            position = end + 1
            if not require_protocol and (host[0] == 0 or text[host[0] - 1] not in _NOT_BEFORE_BARE_HOST):
                yield from _spans_without_protocol(text, host, text.startswith("/", path_start), end)


def _protocol_start(text: str, host_start: int) -> int:
    """Return where the protocol before the host begins, or -1."""
    for protocol in PROTOCOLS:
        start = host_start - len(protocol)
        if start >= 0 and text[start:host_start].lower() == protocol:
            return start
    return -1


def _spans_with_protocol(text: str, start: int, host_start: int, host_end: int, end: int) -> Iterator[tuple[int, int]]:
    host = text[host_start:host_end]
    # Nothing that follows the slug of a short link belongs to it, except for a query.
    if host.lower() == _SHORT_LINK_HOST and text.startswith("/", host_end):
        slug = _SHORT_LINK_SLUG.match(text, host_end + 1)
        if slug is not None:
            if len(slug.group()) > _MAX_SHORT_LINK_SLUG_LENGTH:
                return
            end = query_end(text, slug.end())
    if _fits(host, end - start):
        yield start, end


def _spans_without_protocol(text: str, host: tuple[int, int], has_path: bool, end: int) -> Iterator[tuple[int, int]]:
    """Yield the hosts with Latin names that are glued together in the host, the last one with the path that follows.

    Without a protocol only those count: everything else may be a sentence without spaces.
    """
    for start, host_end in ascii_hosts(text, *host):
        if _fits(text[start:host_end], end - host[0] + _IMPLIED_PROTOCOL_LENGTH):
            yield start, end if has_path and host_end == host[1] else host_end


def _fits(host: str, url_length: int) -> bool:
    """Return whether the host can be resolved and the URL is not too long, once its host is encoded."""
    if url_length > MAX_URL_LENGTH:
        return False
    encoded = encoded_length(host)
    return encoded >= 0 and url_length + max(0, encoded - len(host)) <= MAX_URL_LENGTH
