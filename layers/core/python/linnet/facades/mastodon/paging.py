"""Pages as clients of Mastodon ask for them, and the `Link` header that tells where the next are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BeforeValidator

from linnet.domain.paging import PageRange
from linnet.facades.mastodon.fields import Form, Id
from linnet.facades.mastodon.parameters import Parameters, Value

CURSORS = ("max_id", "since_id", "min_id")


def _count(value: Any) -> Any:
    """Read a limit; what is no positive number is as good as absent."""
    text = value[-1] if isinstance(value, list) and value else value
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and 0 < len(text) < 10 else None


class Limited(Form):
    """How many of a list are asked for."""

    limit: Annotated[int | None, BeforeValidator(_count)] = None

    def size(self, usual: int) -> int:
        """Return how many to show: what was asked for, at most twice the usual number."""
        return usual if not self.limit else min(self.limit, 2 * usual)


class PageOf(Limited):
    """Where a page stands: older than `max_id`, newer than `since_id`, or the first ones newer than `min_id`."""

    max_id: Id | None = None
    since_id: Id | None = None
    min_id: Id | None = None

    def range(self, usual: int) -> PageRange:
        """Return the part of the list that is meant, of at most twice the usual number."""
        ascending = self.min_id is not None
        after = self.min_id if ascending else self.since_id
        return PageRange(self.size(usual), before=self.max_id, after=after, ascending=ascending)


class OffsetPage(Limited):
    """Where a page of a list without ids stands."""

    offset: Annotated[int | None, BeforeValidator(_count)] = None


def link(address: str, parameters: Parameters, *, older: int | None, newer: int | None) -> dict[str, str]:
    """Return the header of a page: below `older` the next one begins, above `newer` stands what is newer."""
    kept = {name: value for name, value in parameters.items() if name not in (*CURSORS, "access_token")}
    links = [
        f'<{address}?{_query({**kept, name: str(position)})}>; rel="{relation}"'
        for name, position, relation in (("max_id", older, "next"), ("min_id", newer, "prev"))
        if position is not None
    ]
    return {"Link": ", ".join(links)} if links else {}


def _query(parameters: Mapping[str, Value]) -> str:
    return urlencode([pair for name, value in parameters.items() for pair in _pairs(name, value)])


def _pairs(name: str, value: Value) -> list[tuple[str, str]]:
    if isinstance(value, str):
        return [(name, value)]
    if isinstance(value, list):
        return [pair for each in value for pair in _pairs(f"{name}[]", each)]
    if isinstance(value, bytes):
        # A file is no part of an address.
        return []
    return [pair for key, each in value.items() for pair in _pairs(f"{name}[{key}]", each)]
