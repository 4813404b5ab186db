"""Clients that each send one request after the other, in the mix of design: 60 % home, 30 % profile, 10 % post."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from local.replay.api import Account, Api
from local.replay.deliveries import Deliveries, Observed, observe

HOME, PROFILE, POST = "home", "profile", "post"
MIX = {HOME: 60, PROFILE: 30, POST: 10}


@dataclass(slots=True)
class Measured:
    """What a load did: seconds by operation, failures by kind; `settled` is when the last delivery was seen."""

    clients: int
    seconds: float = 0.0
    settled_seconds: float = 0.0
    latencies: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: Counter[str] = field(default_factory=Counter)
    deliveries: int = 0
    observed: Observed = Observed()

    @property
    def requests(self) -> int:
        return sum(map(len, self.latencies.values()))


@dataclass(frozen=True, slots=True)
class People:
    """Accounts to act as, and who follows whom by index."""

    accounts: Sequence[Account]
    followers: Mapping[int, frozenset[int]]


async def load(connection: httpx.AsyncClient, people: People, clients: int, seconds: float, seed: int) -> Measured:
    """Press for so many seconds, then wait until what was posted is where it belongs."""
    measured, deliveries = Measured(clients), Deliveries()
    started = time.monotonic()
    await asyncio.gather(
        *(
            _client(connection, people, random.Random(f"{seed}:{number}"), started + seconds, measured, deliveries)
            for number in range(clients)
        )
    )
    measured.seconds = time.monotonic() - started
    measured.deliveries = deliveries.total
    sample = deliveries.sample(random.Random(seed))
    measured.observed = await observe(Api(connection), dict(enumerate(people.accounts)), sample)
    measured.settled_seconds = time.monotonic() - started
    return measured


async def _client(
    connection: httpx.AsyncClient,
    people: People,
    chance: random.Random,
    until: float,
    measured: Measured,
    deliveries: Deliveries,
) -> None:
    while (sent := time.monotonic()) < until:
        reader = chance.randrange(len(people.accounts))
        operation = chance.choices(tuple(MIX), tuple(MIX.values()))[0]
        try:
            response = await _send(connection, people, operation, reader, chance)
        except httpx.TransportError as error:
            measured.failures[type(error).__name__] += 1
            continue
        if not response.is_success:
            measured.failures[str(response.status_code)] += 1
            continue
        measured.latencies[operation].append(time.monotonic() - sent)
        if operation == POST:
            deliveries.add(response.json()["id"], people.followers[reader])


async def _send(
    connection: httpx.AsyncClient, people: People, operation: str, reader: int, chance: random.Random
) -> httpx.Response:
    account = people.accounts[reader]
    headers = {"Authorization": f"Bearer {account.token}"}
    match operation:
        case "home":
            return await connection.get("/api/timelines/home", headers=headers)
        case "profile":
            return await connection.get(f"/api/users/{chance.choice(people.accounts).id}/tweets", headers=headers)
        case _:
            body = {"text": f"Measured #bench {chance.getrandbits(64):x}"}
            return await connection.post("/api/tweets", headers=headers, json=body)
