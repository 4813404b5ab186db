"""Do the acts with sockets open, let the network come to rest, and compare."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from local.replay.activity.findings import (
    NotificationFinding,
    TotalFinding,
    compare_notifications,
    compare_totals,
)
from local.replay.activity.listening import Listener, listening
from local.replay.activity.recount import Recount, recount
from local.replay.activity.script import Script
from local.replay.activity.shown import Listed, Reader
from local.replay.api import Account
from local.replay.posting import Replay

PAUSE_SECONDS = 1.0
# What is told a second time comes after the first.
QUIET_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was compared, and how long the network took to come to rest; None when it did not."""

    totals: tuple[TotalFinding, ...]
    notifications: tuple[NotificationFinding, ...]
    drained_seconds: float | None

    @property
    def differences(self) -> int:
        return sum(each.differing for each in self.totals) + sum(each.differences for each in self.notifications)


@dataclass(frozen=True, slots=True)
class ActivityReplay:
    """A replay that listens; workers have `patience_seconds` to finish after the last act."""

    script: Script
    replay: Replay
    url: str
    patience_seconds: float

    async def run(self) -> Comparison:
        """Do what is not yet done and compare. Raise NotListeningError, RefusedError or UnreachableError."""
        await self.replay.join()
        accounts = self.replay.journal.accounts
        ears = {number: accounts[number] for number in self.script.busiest}
        async with listening(self.url, ears) as listeners:
            # Read after the subscription: what is in neither was told.
            before = {number: {each.id for each in await self._listed(one)} for number, one in ears.items()}
            await self.replay.act()
            edges = recount(self.script, self.replay.journal)
            drained = await self._drained(edges, ears, listeners, before)
            await asyncio.sleep(QUIET_SECONDS)
            notifications = await self._notifications(edges, ears, listeners, before)
            totals = [*await self._tweets(edges, with_lists=True), *await self._accounts(edges, with_lists=True)]
        return Comparison(tuple(totals), tuple(notifications), drained)

    async def _drained(
        self,
        edges: Recount,
        ears: Mapping[int, Account],
        listeners: Mapping[int, Listener],
        before: Mapping[int, Collection[str]],
    ) -> float | None:
        """Wait until nothing differs, and return how long it took."""
        started = time.monotonic()
        while time.monotonic() - started < self.patience_seconds:
            notifications = await self._notifications(edges, ears, listeners, before)
            totals = [*await self._tweets(edges), *await self._accounts(edges)]
            if not any(each.differing for each in totals) and not any(each.differences for each in notifications):
                return time.monotonic() - started
            await asyncio.sleep(PAUSE_SECONDS)
        return None

    async def _notifications(
        self,
        edges: Recount,
        ears: Mapping[int, Account],
        listeners: Mapping[int, Listener],
        before: Mapping[int, Collection[str]],
    ) -> list[NotificationFinding]:
        found = []
        for number, account in ears.items():
            finding = compare_notifications(
                f"@{self.script.plan.cast[number].username}",
                edges.notified.get(account.id, frozenset()),
                await self._listed(account),
                tuple(listeners[number].events),
                before=before[number],
                closed=listeners[number].closed,
            )
            found.append(finding)
        return found

    async def _tweets(self, edges: Recount, *, with_lists: bool = False) -> list[TotalFinding]:
        reader = self._reader(0)
        done = self.replay.journal.done
        ids = sorted(set(done.values()), key=int)
        shown = await reader.totals("/api/tweets", ids)
        retweeters = await reader.each(edges.retweeters, reader.retweeters) if with_lists else None
        replies = await reader.each(edges.replies, reader.replies) if with_lists else None
        return [
            compare_totals(
                "retweets of tweets", "retweets", ids, _sizes(edges.retweeters), shown, retweeters, edges.retweeters
            ),
            compare_totals("replies to tweets", "replies", ids, _sizes(edges.replies), shown, replies, edges.replies),
        ]

    async def _accounts(self, edges: Recount, *, with_lists: bool = False) -> list[TotalFinding]:
        reader = self._reader(0)
        ids = sorted((account.id for account in self.replay.journal.accounts.values()), key=int)
        shown = await reader.totals("/api/users", ids)
        followers = await reader.each(edges.followers, reader.followers) if with_lists else None
        return [
            compare_totals("tweets of accounts", "tweets", ids, edges.posted, shown),
            compare_totals("followers", "followers", ids, _sizes(edges.followers), shown, followers, edges.followers),
            compare_totals("following", "following", ids, _sizes(edges.following), shown),
        ]

    async def _listed(self, account: Account) -> list[Listed]:
        return await Reader(self.replay.api, account).notifications()

    def _reader(self, number: int) -> Reader:
        return Reader(self.replay.api, self.replay.journal.accounts[number])


def _sizes(sets: Mapping[str, Collection[str]]) -> dict[str, int]:
    return {key: len(members) for key, members in sets.items()}
