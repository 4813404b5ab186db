"""Read through the API what the network tells: totals, the lists behind them, notifications."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from local.replay.activity.recount import Fact
from local.replay.api import Account, Api

IDS_AT_ONCE = 100
PAGE = 100
# A list of this machine's network is shorter; one that never ends must not hold the replay for ever.
MAX_PAGES = 200
REQUESTS_AT_ONCE = 8

Totals = Mapping[str, Mapping[str, int]]
T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Listed:
    """A notification as it is listed, one account to each."""

    id: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads as one of the accounts."""

    api: Api
    viewer: Account

    async def totals(self, path: str, ids: Iterable[str]) -> Totals:
        """Return the counts of accounts (/api/users) or tweets (/api/tweets) by id; those not shown are absent."""
        wanted = list(ids)
        found: dict[str, Mapping[str, int]] = {}
        for first in range(0, len(wanted), IDS_AT_ONCE):
            names = ",".join(wanted[first : first + IDS_AT_ONCE])
            page = await self.api.call("GET", f"{path}?ids={names}", self.viewer)
            found.update((item["id"], item["counts"]) for item in page["items"])
        return found

    async def retweeters(self, tweet_id: str) -> list[str]:
        return [each["id"] for each in await self._all(f"/api/tweets/{tweet_id}/retweets")]

    async def replies(self, tweet_id: str) -> list[str]:
        below = await self._all(f"/api/tweets/{tweet_id}/thread")
        return [each["id"] for each in below if each["inReplyTo"] == tweet_id]

    async def followers(self, user_id: str) -> list[str]:
        return [each["id"] for each in await self._all(f"/api/users/{user_id}/followers")]

    async def notifications(self) -> list[Listed]:
        """Return all notifications of the viewer, one account to each."""
        return [
            Listed(each["id"], Fact(each["kind"], each["actors"][0]["id"], each["tweet"] and each["tweet"]["id"]))
            for each in await self._all("/api/notifications?grouped=false")
        ]

    async def each(self, keys: Iterable[K], read: Callable[[K], Awaitable[T]]) -> dict[K, T]:
        """Read something for each key, some at once."""
        gate = asyncio.Semaphore(REQUESTS_AT_ONCE)

        async def one(key: K) -> tuple[K, T]:
            async with gate:
                return key, await read(key)

        return dict(await asyncio.gather(*map(one, keys)))

    async def _all(self, path: str) -> Sequence[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        cursor = ""
        for _ in range(MAX_PAGES):
            page = await self.api.call("GET", f"{path}{'&' if '?' in path else '?'}limit={PAGE}{cursor}", self.viewer)
            items += page["items"]
            if page["nextToken"] is None:
                break
            cursor = f"&cursor={page['nextToken']}"
        return items
