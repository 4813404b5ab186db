"""Totals of tweets from the engagement table's stream, fed with the samples of a retweet and a like."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.counters_stream import handler as counters_stream
from linnet.domain.counting import Holder, Target, Total
from linnet.runtime.wiring.counters_stream import CountersStream
from linnet.services.count_changes import CountChanges
from linnet.services.count_network import CountNetwork
from linnet.services.review_celebrity import ReviewCelebrity
from tests.fakes.counters import FakeCounters
from tests.fakes.environment import FakeClock
from tests.fakes.graph import FakeCelebrities
from tests.fakes.indexing import FakeIndexTotals
from tests.fakes.network_totals import FakeNetworkCounts
from tests.fakes.pushes import nobody_watches
from tests.fakes.reconciling import FakeHotTargets
from tests.fakes.timelines import FakeFailureStore

EVENTS = Path(__file__).resolve().parents[2] / "events"
RETWEET: dict[str, Any] = json.loads((EVENTS / "streams" / "engagement_retweet.json").read_text("utf-8"))
LIKE: dict[str, Any] = json.loads((EVENTS / "streams" / "engagement_like.json").read_text("utf-8"))
TWEET = Target(Holder.TWEET, 114688000000004242)


@pytest.fixture
def counters() -> Iterator[FakeCounters]:
    """Let the function count in memory."""
    counters = FakeCounters([TWEET])
    failures = FakeFailureStore()
    worker = counters_stream.worker
    counting = CountChanges(
        counters, ReviewCelebrity(FakeCelebrities(), on=2, off=1), nobody_watches(), FakeHotTargets(), FakeIndexTotals()
    )
    network = CountNetwork(FakeNetworkCounts(FakeClock()))
    worker.use(CountersStream(counting, network, "tweets", "graph", "engagement", "identity", failures, "report"))
    yield counters
    assert failures.kept == []


def test_a_retweet_counts_once_however_often_its_record_comes(counters: FakeCounters) -> None:
    for _ in range(2):
        assert counters_stream.lambda_handler(RETWEET, None) == {"state": {}, "batchItemFailures": []}

    assert counters.totals[TWEET][Total.RETWEETS] == 1


def test_taking_it_back_counts_it_out(counters: FakeCounters) -> None:
    counters_stream.lambda_handler(RETWEET, None)
    record = RETWEET["Records"][0]
    change = record["dynamodb"]
    emptied = {name: change["NewImage"][name] for name in ("actor_id", "tweet_id", "schema_version")}
    later = {**change, "OldImage": change["NewImage"], "NewImage": emptied}
    later["SequenceNumber"] = str(int(change["SequenceNumber"]) + 1)

    counters_stream.lambda_handler({**RETWEET, "Records": [{**record, "eventName": "MODIFY", "dynamodb": later}]}, None)

    assert counters.totals[TWEET][Total.RETWEETS] == 0


def test_a_like_counts_beside_a_retweet(counters: FakeCounters) -> None:
    for event in (RETWEET, LIKE, LIKE):
        counters_stream.lambda_handler(event, None)

    assert counters.totals[TWEET] == {Total.RETWEETS: 1, Total.LIKES: 1}
