"""What the benchmark's clients ask for and count."""

import asyncio
from collections import Counter

import httpx
import pytest

from benchmarks.load import Measured, People, load
from local.replay import deliveries
from local.replay.api import Account

PEOPLE = People(
    [Account(str(number), f"token-{number}") for number in range(3)],
    {0: frozenset({1, 2}), 1: frozenset({0}), 2: frozenset()},
)


class FakeNetwork:
    """Answers at once; what is posted is at everybody's home, if it is delivered at all."""

    def __init__(self, delivers: bool = True, status: int = 200) -> None:
        self.asked: Counter[str] = Counter()
        self._posts: list[str] = []
        self._delivers = delivers
        self._status = status

    def answer(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"].startswith("Bearer token-")
        self.asked[f"{request.method} {request.url.path}"] += 1
        if request.method == "POST":
            self._posts.append(str(len(self._posts)))
            return httpx.Response(self._status, json={"id": self._posts[-1]})
        # As a home of 100 newest: the rest is beyond what is looked at.
        items = [{"id": each} for each in self._posts[:-101:-1]] if self._delivers else []
        return httpx.Response(self._status, json={"items": items, "nextToken": None})

    def measure(self, clients: int = 4, seconds: float = 0.1) -> Measured:
        async def run() -> Measured:
            transport = httpx.MockTransport(self.answer)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1") as connection:
                return await load(connection, PEOPLE, clients, seconds, seed=1)

        return asyncio.run(run())


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "SETTLE_SECONDS", 0.1)


def test_clients_read_home_profiles_and_post_in_the_usual_mix() -> None:
    measured = FakeNetwork().measure(seconds=0.3)

    shares = {operation: len(values) / measured.requests for operation, values in measured.latencies.items()}
    assert shares == pytest.approx({"home": 0.6, "profile": 0.3, "post": 0.1}, abs=0.12)


def test_each_follower_of_a_poster_is_a_delivery() -> None:
    network = FakeNetwork()

    measured = network.measure()

    assert 0 < measured.deliveries <= 2 * network.asked["POST /api/tweets"]
    assert measured.settled_seconds >= measured.seconds >= 0.1


def test_what_does_not_arrive_is_not_counted_as_seen() -> None:
    arrived = FakeNetwork().measure().observed
    lost = FakeNetwork(delivers=False).measure().observed

    assert arrived.found > 0
    assert lost.expected > lost.found == 0


def test_refused_requests_are_counted_and_not_timed() -> None:
    measured = FakeNetwork(status=403).measure()

    assert measured.requests == 0
    assert set(measured.failures) == {"403"}
