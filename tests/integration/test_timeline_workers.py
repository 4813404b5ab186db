"""The workers behind timelines, fed with the event samples, over moto."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from functions.fanout_queue import handler as fanout_queue
from functions.tweets_stream import handler as tweets_stream
from linnet.adapters.sqs import decode
from linnet.adapters.trend_events import decode_event
from linnet.domain.graph import Relationship
from linnet.domain.paging import PageRange
from linnet.domain.timelines import DAY_MS, PUBLIC_FEED, Timeline, TimelineEntry, TimelineState
from linnet.domain.trends.events import EventKind, TrendEvent
from linnet.domain.users import Account, User
from linnet.ports.limits import Allowance, Window
from linnet.runtime.concurrency import SystemSecrets
from linnet.runtime.environment import Environment
from linnet.runtime.settings import Settings, environment_names, load
from linnet.runtime.stores import Stores
from linnet.runtime.wiring import fanout_queue as fanout_queue_wiring
from linnet.runtime.wiring import tweets_stream as tweets_stream_wiring
from tests.fakes.environment import FakeClock, FakeIds, SequentialParallel
from tests.fakes.pushes import FakePushes

EVENTS = Path(__file__).resolve().parents[2] / "events"
AUTHOR, FOLLOWER = 114687900000000011, 114687900000000012
TWEET = 114688000000004242
BUCKET = "failures"
LOG = "events"


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / name).read_text("utf-8"))
    return event


class NoLimits:
    """Let everything pass."""

    def take(self, subject: str, bucket: str, window: Window) -> Allowance:
        return Allowance(allowed=True, limit=window.limit, remaining=window.limit, reset_ms=0)


class Site:
    """Tables, a queue and a bucket, with an author and a follower who was seen today."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.pushes = FakePushes()
        self.sqs = boto3.client("sqs", region_name="us-east-1")
        self.s3 = boto3.client("s3", region_name="us-east-1")
        self.queue_url = self.sqs.create_queue(QueueName="fanout")["QueueUrl"]
        self.notifications_url = self.sqs.create_queue(QueueName="notifications")["QueueUrl"]
        self.index_url = self.sqs.create_queue(QueueName="index")["QueueUrl"]
        self.s3.create_bucket(Bucket=BUCKET)
        self.kinesis = boto3.client("kinesis", region_name="us-east-1")
        self.kinesis.create_stream(StreamName=LOG, ShardCount=1)
        self.stores = self.environment("fanout_queue").tables
        rows = [
            self.stores._identity_row,
            self.stores._tweet_row,
            self.stores._graph_row,
            self.stores._timeline_row,
            self.stores._realtime_row,
            self.stores._invalidation_row,
        ]
        for row in rows:
            row.create_table(wait=True, billing_mode="PAY_PER_REQUEST")
        for user_id, name in ((AUTHOR, "ann"), (FOLLOWER, "bob")):
            self.stores.accounts.create(
                User(user_id, name, name, created_ms=1), Account(user_id, f"{name}@example.org", "hash")
            )
        pair = self.stores.graph.follow(FOLLOWER, AUTHOR, 1 << 40, cap=10)
        self.stores.follows.apply(None, pair)
        assert isinstance(pair, Relationship)
        self.stores.timelines.set_state(FOLLOWER, TimelineState(last_seen_day=self.clock.now_ms() // DAY_MS))

    def environment(self, function: str) -> Environment:
        names = {name: f"t-{name.lower()}" for name in environment_names(function)}
        own = {
            "STAGE": "test",
            "AWS_REGION": "us-east-1",
            "TUNABLES": "{}",
            "FANOUT_QUEUE_URL": self.queue_url,
            "NOTIFICATIONS_QUEUE_URL": self.notifications_url,
            "INDEX_QUEUE_URL": self.index_url,
            "FAILURE_BUCKET": BUCKET,
            "EVENT_STREAM": LOG,
        }
        settings = load(function, names | own)
        parallel = SequentialParallel()
        return Environment(
            settings=settings,
            clock=self.clock,
            ids=FakeIds(self.clock),
            parallel=parallel,
            secrets=SystemSecrets(),
            limiter=NoLimits(),
            resolve_token=lambda token: None,
            tables=self.tables(settings, parallel),
        )

    def tables(self, settings: Settings, parallel: SequentialParallel) -> Stores:
        stores = Stores(settings, self.clock, parallel)
        stores.__dict__["pushes"] = self.pushes
        return stores

    def messages(self) -> list[str]:
        answer = self.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        return [message["Body"] for message in answer.get("Messages", [])]

    def logged(self) -> list[TrendEvent]:
        (shard,) = self.kinesis.list_shards(StreamName=LOG)["Shards"]
        iterator = self.kinesis.get_shard_iterator(
            StreamName=LOG, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        return [decode_event(each["Data"]) for each in self.kinesis.get_records(ShardIterator=iterator)["Records"]]

    def store_tweet(self) -> None:
        image = sample("streams/tweets_insert.json")["Records"][0]["dynamodb"]["NewImage"]
        table = self.stores.named("tweets_table")
        boto3.client("dynamodb", region_name="us-east-1").put_item(TableName=table, Item=image)

    def home(self) -> list[TimelineEntry]:
        return list(self.stores.timelines.page(Timeline(FOLLOWER), PageRange(10)))


@pytest.fixture
def site(aws_credentials: None) -> Iterator[Site]:
    with mock_aws():
        site = Site()
        tweets_stream.worker.use(tweets_stream_wiring.build(site.environment("tweets_stream")))
        fanout_queue.worker.use(fanout_queue_wiring.build(site.environment("fanout_queue")))
        yield site


def deliver(times: int, call: Callable[[], Any]) -> Any:
    answers = [call() for _ in range(times)]
    return answers[-1]


@pytest.mark.parametrize("times", [1, 2])
def test_a_tweet_goes_into_feeds_and_to_followers(site: Site, times: int) -> None:
    site.store_tweet()
    event = sample("streams/tweets_insert.json")

    assert deliver(times, lambda: tweets_stream.worker.answer(event)) == {"batchItemFailures": []}

    entry = TimelineEntry(TWEET, AUTHOR)
    assert list(site.stores.feeds.page(PUBLIC_FEED, PageRange(5))) == [entry]
    assert list(site.stores.feeds.page("tag:日本語", PageRange(5))) == [entry]
    jobs = {(job.kind, job.author_id, job.entry) for job in map(decode, site.messages())}
    assert jobs == {("push", AUTHOR, entry)}


def test_a_tweet_is_told_to_the_event_log(site: Site) -> None:
    tweets_stream.worker.answer(sample("streams/tweets_insert.json"))

    (event,) = site.logged()
    assert (event.kind, event.post_id, event.actor_id) == (EventKind.POST, TWEET, AUTHOR)
    assert "#日本語" in event.names


def test_a_tweet_goes_everywhere_else_when_there_is_no_event_log(site: Site) -> None:
    site.store_tweet()
    site.kinesis.delete_stream(StreamName=LOG)

    assert tweets_stream.worker.answer(sample("streams/tweets_insert.json")) == {"batchItemFailures": []}

    assert len(site.messages()) == len(site.stores.feeds.page(PUBLIC_FEED, PageRange(5))) == 1


@pytest.mark.parametrize("times", [1, 2])
def test_a_push_reaches_the_follower(site: Site, times: int) -> None:
    site.store_tweet()
    event = sample("queues/fanout_push.json")

    assert deliver(times, lambda: fanout_queue.worker.answer(event)) == {"batchItemFailures": []}

    assert site.home() == [TimelineEntry(TWEET, AUTHOR)]


def test_stream_and_queue_together_bring_a_tweet_home(site: Site) -> None:
    site.store_tweet()
    tweets_stream.worker.answer(sample("streams/tweets_insert.json"))
    records = [{"messageId": str(number), "body": body} for number, body in enumerate(site.messages())]

    assert fanout_queue.worker.answer({"Records": records}) == {"batchItemFailures": []}
    assert site.home() == [TimelineEntry(TWEET, AUTHOR)]


def test_poison_goes_to_the_failure_store_with_its_payload_and_the_batch_goes_on(site: Site) -> None:
    site.store_tweet()
    good = sample("streams/tweets_insert.json")["Records"][0]
    poison = copy.deepcopy(good)
    poison["dynamodb"]["NewImage"]["schema_version"] = {"N": "99"}

    assert tweets_stream.worker.answer({"Records": [poison, good]}) == {"batchItemFailures": []}

    (stored,) = site.s3.list_objects_v2(Bucket=BUCKET)["Contents"]
    kept = json.loads(site.s3.get_object(Bucket=BUCKET, Key=stored["Key"])["Body"].read())
    assert kept["record"] == poison
    assert kept["source"] == "tweets_stream"
    assert len(site.stores.feeds.page(PUBLIC_FEED, PageRange(5))) == 1


def test_a_message_of_the_future_stays_for_the_dead_letter_queue_and_others_go_on(site: Site) -> None:
    site.store_tweet()
    event = sample("queues/fanout_push.json")
    future = copy.deepcopy(event["Records"][0])
    future["messageId"] = "future"
    future["body"] = json.dumps(json.loads(future["body"]) | {"version": 2})
    broken = {"messageId": "broken", "body": "{"}

    answer = fanout_queue.worker.answer({"Records": [future, broken, *event["Records"]]})

    assert answer == {"batchItemFailures": [{"itemIdentifier": "future"}, {"itemIdentifier": "broken"}]}
    assert len(site.home()) == 1
