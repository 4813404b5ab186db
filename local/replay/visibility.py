"""Measure how long it takes until a follower sees a tweet, by looking the way a client does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

from local.replay.api import Account, Api, RefusedError
from local.replay.summary import Summary

# Every so many tweets, few at once, and the more seldom the longer it takes: the looking itself must not slow down what
# it measures. The result is right to a tenth.
EVERY = 10
AT_ONCE = 2
SHORTEST_PAUSE_SECONDS = 0.02
PAUSE_SHARE = 0.1
DEADLINE_SECONDS = 60.0
PAGE = 100


class Visibility:
    """Watches the homes of some followers."""

    def __init__(self, api: Api, accounts: Mapping[int, Account], summary: Summary) -> None:
        self._api = api
        self._accounts = accounts
        self._summary = summary
        self._posts = 0
        self._running: set[asyncio.Task[None]] = set()

    def watch(self, tweet_id: str, followers: frozenset[int], sent: float) -> None:
        """Perhaps watch for a tweet that was sent at that moment (monotonic) in the home of one follower."""
        self._posts += 1
        if not followers or self._posts % EVERY or len(self._running) >= AT_ONCE:
            return
        reader = self._accounts[sorted(followers)[self._posts % len(followers)]]
        task = asyncio.create_task(self._look(tweet_id, reader, sent))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def finish(self) -> None:
        """Wait for what is still being looked for."""
        await asyncio.gather(*self._running)

    async def _look(self, tweet_id: str, reader: Account, sent: float) -> None:
        while time.monotonic() - sent < DEADLINE_SECONDS:
            try:
                page = await self._api.call("GET", f"/api/timelines/home?limit={PAGE}", reader)
            except RefusedError:
                break
            seconds = time.monotonic() - sent
            if any(item["id"] == tweet_id for item in page["items"]):
                self._summary.visible.append(seconds)
                return
            await asyncio.sleep(max(SHORTEST_PAUSE_SECONDS, seconds * PAUSE_SHARE))
        self._summary.unseen += 1
