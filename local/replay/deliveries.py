"""Count the entries that homes must have, and look into some of them for those that they do have."""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from local.replay.api import Account, Api

HOMES = 12
# Of the newest entries of a home: older ones may have left it, it is capped.
ENTRIES = 100
PAGE = 100
PAGES = 4
# So long after the last post, fan-out is done or has failed.
SETTLE_SECONDS = 60.0
# Looking is work for the same processors: between two looks there is at least as much time as one takes.
PAUSE_SECONDS = 0.5


@dataclass(slots=True)
class Deliveries:
    """What a run must have delivered: original tweets by reader, in the order of posting."""

    total: int = 0
    _expected: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, tweet_id: str, readers: Iterable[int]) -> None:
        for reader in readers:
            self._expected[reader].append(tweet_id)
            self.total += 1

    def sample(self, chance: random.Random) -> dict[int, frozenset[str]]:
        """Return some readers with the tweets that must be in their homes."""
        readers = sorted(self._expected)
        chosen = chance.sample(readers, min(HOMES, len(readers)))
        return {reader: frozenset(self._expected[reader][-ENTRIES:]) for reader in chosen}


@dataclass(frozen=True, slots=True)
class Observed:
    """What was looked for in some homes, and how much of it was there."""

    homes: int = 0
    expected: int = 0
    found: int = 0


async def observe(api: Api, accounts: Mapping[int, Account], sample: Mapping[int, frozenset[str]]) -> Observed:
    """Look until everything is there or the time for it is over. Raise RefusedError."""
    deadline = time.monotonic() + SETTLE_SECONDS
    missing = {reader: set(expected) for reader, expected in sample.items()}
    while True:
        began = time.monotonic()
        for reader, tweets in missing.items():
            if tweets:
                tweets.difference_update(await _seen(api, accounts[reader], tweets))
        now = time.monotonic()
        if not any(missing.values()) or now > deadline:
            break
        await asyncio.sleep(max(PAUSE_SECONDS, now - began))
    expected = sum(map(len, sample.values()))
    return Observed(len(sample), expected, expected - sum(map(len, missing.values())))


async def _seen(api: Api, reader: Account, wanted: set[str]) -> set[str]:
    """Return which of the tweets the newest pages of a home show, as they are or retweeted."""
    seen: set[str] = set()
    cursor = ""
    for _ in range(PAGES):
        page = await api.call("GET", f"/api/timelines/home?limit={PAGE}{cursor}", reader)
        seen.update(item["id"] for item in page["items"])
        if page["nextToken"] is None or wanted <= seen:
            break
        cursor = f"&cursor={page['nextToken']}"
    return seen
