"""The graph's functions: real events in, stored rows, jobs and totals out."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from moto import mock_aws

from functions.counters_stream import handler as counters_stream
from functions.graph_api import handler as graph_api
from functions.graph_stream import handler as graph_stream
from linnet.adapters.dynamodb.binding import Connect, connection
from linnet.adapters.dynamodb.counters import DynamoCounters
from linnet.adapters.dynamodb.dismissed_suggestions import DynamoDismissedSuggestions
from linnet.adapters.dynamodb.endorsements import DynamoEndorsements
from linnet.adapters.dynamodb.feeds import DynamoFeeds
from linnet.adapters.dynamodb.follow_index import DynamoCelebrities, DynamoFollowIndex
from linnet.adapters.dynamodb.graph import DynamoGraph
from linnet.adapters.dynamodb.graph_rows import GraphRow
from linnet.adapters.dynamodb.identity import DynamoAccounts, DynamoUsers, Writing
from linnet.adapters.dynamodb.identity_rows import IdentityRow
from linnet.adapters.dynamodb.invalidations import InvalidationRow
from linnet.adapters.dynamodb.lists import DynamoLists
from linnet.adapters.dynamodb.timeline_rows import TimelineRow
from linnet.adapters.dynamodb.tweet_rows import TweetRow
from linnet.domain.pushes import PushKind, TopicKind, own_topic
from linnet.domain.sockets import Connection
from linnet.domain.users import Account, ProfileChange, User, Viewer
from linnet.ports.timelines import Job
from linnet.runtime.environment import Environment
from linnet.runtime.settings.apis import GraphApi
from linnet.runtime.settings.workers import CountersStream, GraphStream
from linnet.runtime.stores import Stores
from linnet.runtime.tunables import Tunables
from linnet.runtime.wiring import counters_stream as counters_wiring
from linnet.runtime.wiring import graph_stream as stream_wiring
from linnet.services.annotate_user import MAX_NOTE
from linnet.services.count_changes import CountingStopped
from tests.contract.conftest import create_table
from tests.fakes.environment import FakeClock, FakeIds, FakeSecrets, SequentialParallel
from tests.fakes.indexing import FakeIndexTotals
from tests.fakes.limits import FakeLimiter
from tests.fakes.network_totals import FakeNetworkCounts
from tests.fakes.notifications import FakeNotificationJobs
from tests.fakes.pushes import FakePushes
from tests.fakes.reconciling import FakeHotTargets
from tests.fakes.sockets import FakeConnections
from tests.fakes.timelines import FakeFailureStore, FakeInvalidations, FakeJobs

EVENTS = Path(__file__).resolve().parents[2] / "events"
FOLLOW = json.loads((EVENTS / "http" / "follow.json").read_text())
FOLLOWED = json.loads((EVENTS / "streams" / "graph_follow.json").read_text())
COUNTED = json.loads((EVENTS / "streams" / "counters_follow.json").read_text())
ANN, BOB, CAT = 114687900000000011, 114687900000000012, 114687900000000013
ANNS_TOKEN = FOLLOW["headers"]["authorization"].removeprefix("Bearer ")
TOKENS = {ANNS_TOKEN: ANN, "bobs": BOB, "cats": CAT}


class Site:
    """The three functions over moto's DynamoDB; jobs and poison stay in memory."""

    def __init__(self, mode: str = "report") -> None:
        self.clock, self.jobs, self.failures = FakeClock(), FakeJobs(), FakeFailureStore()
        self.told = FakeNotificationJobs()
        self.subscribers, self.pushes = FakeConnections(self.clock), FakePushes()
        connect, parallel, chance = Connect(region="us-east-1"), SequentialParallel(), random.SystemRandom().random
        writing = Writing(connection(connect), self.clock, self.clock.sleep, chance)
        graph, identity = create_table(GraphRow, connect), create_table(IdentityRow, connect)
        tweets, timelines = create_table(TweetRow, connect), create_table(TimelineRow, connect)
        self.accounts = DynamoAccounts(identity, create_table(InvalidationRow, connect), writing)
        self.graph_table = graph.Meta.table_name
        self.celebrities = DynamoCelebrities(graph, self.clock.sleep, chance)
        stores = SimpleNamespace(
            accounts=self.accounts,
            users=DynamoUsers(identity, self.clock.sleep, chance),
            graph=DynamoGraph(graph, writing),
            follows=DynamoFollowIndex(graph, parallel, self.clock, self.clock.sleep, chance, shards=2),
            lists=DynamoLists(graph, writing),
            endorsements=DynamoEndorsements(graph, writing),
            dismissed_suggestions=DynamoDismissedSuggestions(graph, writing),
            feeds=DynamoFeeds(timelines, parallel, shards=1),
            celebrities=self.celebrities,
            subscribers=self.subscribers,
            pushes=self.pushes,
            counters=DynamoCounters(
                writing.connection,
                identity.Meta.table_name,
                tweets.Meta.table_name,
                self.clock,
                self.clock.sleep,
                chance,
            ),
            hot_targets=FakeHotTargets(),
            network_counts=FakeNetworkCounts(self.clock),
            invalidations=FakeInvalidations(),
            jobs=self.jobs,
            notification_jobs=self.told,
            index_totals=FakeIndexTotals(),
            failures=self.failures,
            named={
                "graph_table": self.graph_table,
                "tweets_table": tweets.Meta.table_name,
                "engagement_table": "engagement",
                "identity_table": "identity",
            }.__getitem__,
        )
        shared: dict[str, Any] = {
            "stage": "test",
            "tunables": Tunables(stream_failures=mode, celebrity_on=2, celebrity_off=1),
            "aws_region": "us-east-1",
            "identity_table": "i",
            "graph_table": self.graph_table,
        }
        queued = {**shared, "fanout_queue_url": "q", "notifications_queue_url": "n", "failure_bucket": "b"}

        def environment(settings: Any) -> Environment:
            return Environment(
                settings=settings,
                clock=self.clock,
                ids=FakeIds(self.clock),
                parallel=parallel,
                secrets=FakeSecrets(),
                limiter=FakeLimiter(self.clock),
                resolve_token=lambda token: Viewer(TOKENS[token], 1) if token in TOKENS else None,
                tables=cast(Stores, stores),
            )

        api = environment(GraphApi(**shared, platform_table="p", timelines_table=timelines.Meta.table_name))
        graph_api.api.use(api)
        graph_stream.worker.use(
            stream_wiring.build(
                environment(GraphStream(**queued, platform_table="p", realtime_table="rt", pushes_queue_url="q"))
            )
        )
        counting = CountersStream(
            **shared,
            failure_bucket="b",
            tweets_table="t",
            engagement_table="e",
            platform_table="p",
            realtime_table="rt",
            pushes_queue_url="q",
            totals_queue_url="q",
        )
        counters_stream.worker.use(counters_wiring.build(environment(counting)))
        for user_id, name in ((ANN, "ann"), (BOB, "bob"), (CAT, "cat")):
            self.accounts.create(User(user_id, name, name, 1), Account(user_id, f"{name}@example.org", "h"))

    def call(
        self,
        route: str,
        target: int | None = None,
        body: dict[str, Any] | None = None,
        *,
        token: str | None = ANNS_TOKEN,
        query: dict[str, str] | None = None,
    ) -> tuple[int, Any]:
        self.clock.advance(1000)
        headers = {"content-type": "application/json"}
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        event = {**FOLLOW, "routeKey": route, "headers": headers, "queryStringParameters": query}
        event["pathParameters"] = None if target is None else {"id": str(target)}
        event["body"] = None if body is None else json.dumps(body)
        answer = graph_api.lambda_handler(event, None)
        return answer["statusCode"], json.loads(answer["body"]) if answer.get("body") else None

    def counted(self, *records: dict[str, Any], shard: str | None = "shardId-1") -> Any:
        event = {**copy.deepcopy(COUNTED), "Records": [self.from_graph(record) for record in records]}
        if shard is None:
            del event["shardId"]
        else:
            event["shardId"] = shard
        return counters_stream.worker.answer(event)

    def from_graph(self, record: dict[str, Any]) -> dict[str, Any]:
        arn = f"arn:aws:dynamodb:us-east-1:123456789012:table/{self.graph_table}/stream/2025-06-15T00:00:00.000"
        return {**record, "eventSourceARN": arn}

    def counts(self, user_id: int) -> tuple[int, int]:
        user = self.accounts.get_user(user_id)
        assert user is not None
        return user.counts.followers, user.counts.following


@pytest.fixture
def site(aws_credentials: None) -> Iterator[Site]:
    with mock_aws():
        yield Site()


def numbered(sequence: str, user_id: int = ANN) -> dict[str, Any]:
    """Return the sample record as that of another follower of Bob's."""
    record: dict[str, Any] = copy.deepcopy(FOLLOWED["Records"][0])
    change = record["dynamodb"]
    change["SequenceNumber"] = sequence
    change["NewImage"]["user_id"]["N"] = str(user_id)
    return record


def test_the_sample_request_follows_without_retweets(site: Site) -> None:
    answer = graph_api.lambda_handler(FOLLOW, None)
    body = json.loads(answer["body"])
    assert answer["statusCode"] == 201
    assert (body["userId"], body["following"], body["showRetweets"]) == (str(BOB), True, False)


def test_follow_answers_with_the_documented_statuses(site: Site) -> None:
    route = "POST /api/users/{id}/follow"
    assert site.call(route, BOB)[0] == 201
    assert site.call(route, BOB)[0] == 409
    assert site.call(route, BOB, {"showRetweets": False})[0] == 200
    status, answer = site.call(route, BOB, {"notify": True})
    assert (status, answer["notifying"], answer["showRetweets"]) == (200, True, False)
    assert site.call(route, ANN)[0] == 422
    assert site.call(route, 5)[0] == 404
    site.call("POST /api/users/{id}/block", ANN, token="cats")
    assert site.call(route, CAT)[0] == 403
    assert site.call(route, BOB, {"bell": True})[0] == 422
    assert site.call(route, BOB, token=None)[0] == 401


def test_a_protected_account_is_asked_and_answers(site: Site) -> None:
    bob = site.accounts.get_user(BOB)
    assert bob is not None
    site.accounts.update_profile(bob, ProfileChange(protected=True), None)
    status, body = site.call("POST /api/users/{id}/follow", BOB)
    assert (status, body["requested"], body["following"]) == (202, True, False)
    assert site.call("GET /api/users/{id}/followers", BOB)[0] == 403
    assert site.call("POST /api/follow-requests/{id}/accept", ANN, token="bobs") == (204, None)
    assert site.call("POST /api/follow-requests/{id}/reject", ANN, token="bobs")[0] == 404
    assert site.call("GET /api/users/{id}/followers", BOB)[0] == 200
    assert site.call("DELETE /api/users/me/followers/{id}", ANN, token="bobs") == (204, None)
    assert site.call("GET /api/users/{id}/followers", BOB)[0] == 403


def test_a_mute_tells_when_it_ends(site: Site) -> None:
    status, body = site.call("POST /api/users/{id}/mute", BOB, {"durationSeconds": 60})
    assert (status, body["muted"]) == (200, True)
    assert body["mutedUntil"].endswith("Z")
    assert site.call("POST /api/users/{id}/mute", BOB, {"durationSeconds": 1})[0] == 422
    assert [user["username"] for user in site.call("GET /api/mutes")[1]["items"]] == ["bob"]
    assert not site.call("DELETE /api/users/{id}/mute", BOB)[1]["muted"]


def test_a_note_is_shown_to_its_writer_until_it_is_emptied(site: Site) -> None:
    def note_of(user_id: int, token: str) -> object:
        (pair,) = site.call("GET /api/relationships", query={"ids": str(user_id)}, token=token)[1]["items"]
        return pair["note"]

    status, body = site.call("PUT /api/users/{id}/note", BOB, {"note": "met in Kyoto\n<b>"})
    assert (status, body["note"], body["following"]) == (200, "met in Kyoto\n<b>", False)
    assert note_of(BOB, ANNS_TOKEN) == "met in Kyoto\n<b>"
    assert note_of(ANN, "bobs") == ""
    assert site.call("PUT /api/users/{id}/note", BOB, {"note": ""})[1]["note"] == ""


@pytest.mark.parametrize(
    ("target", "note", "status"), [(ANN, "me", 422), (404, "nobody", 404), (BOB, "x" * (MAX_NOTE + 1), 422)]
)
def test_a_note_that_cannot_be_kept_is_refused(site: Site, target: int, note: str, status: int) -> None:
    assert site.call("PUT /api/users/{id}/note", target, {"note": note})[0] == status


def test_blocks_are_listed_page_by_page(site: Site) -> None:
    for target in (BOB, CAT):
        assert site.call("POST /api/users/{id}/block", target)[1]["blocking"]
    first = site.call("GET /api/blocks", query={"limit": "1"})[1]
    second = site.call("GET /api/blocks", query={"limit": "1", "cursor": first["nextToken"]})[1]
    assert [page["items"][0]["username"] for page in (first, second)] == ["cat", "bob"]
    assert second["nextToken"] is None
    assert site.call("GET /api/mutes", query={"cursor": first["nextToken"]})[0] == 422


def test_relationships_are_told_for_several_accounts(site: Site) -> None:
    site.call("POST /api/users/{id}/follow", BOB)
    status, body = site.call("GET /api/relationships", query={"ids": f"{CAT},{BOB},7"})
    assert status == 200
    assert [(each["userId"], each["following"]) for each in body["items"]] == [(str(CAT), False), (str(BOB), True)]


def test_the_sample_record_enters_the_lists_and_queues_a_back_fill(site: Site) -> None:
    for _ in range(2):
        assert graph_stream.worker.answer(FOLLOWED) == {"batchItemFailures": []}
    for token in (ANNS_TOKEN, None):
        followers = site.call("GET /api/users/{id}/followers", BOB, token=token)[1]["items"]
        assert [user["username"] for user in followers] == ["ann"]
    assert set(site.jobs.sent) == {Job("backfill", author_id=BOB, viewer_id=ANN)}


def test_changed_filters_are_told_to_who_is_there_to_hear_it(site: Site) -> None:
    record = copy.deepcopy(FOLLOWED["Records"][0])
    record["dynamodb"]["Keys"] = {"pk": {"S": f"U#{ANN}"}, "sk": {"S": "FILTERS"}}
    record["dynamodb"]["NewImage"] = {"version": {"N": "3"}, "filters": {"S": "[]"}}
    graph_stream.worker.answer({"Records": [record]})
    assert site.pushes.sent == []
    there = Connection("app", ANN, 1, "hash", site.clock.now_ms())
    site.subscribers.add(there)
    site.subscribers.subscribe(there, [own_topic(TopicKind.HOME, ANN)])
    for _ in range(2):
        assert graph_stream.worker.answer({"Records": [record]}) == {"batchItemFailures": []}
    removed = copy.deepcopy(record)
    del removed["dynamodb"]["NewImage"]
    graph_stream.worker.answer({"Records": [removed]})
    # The queue takes a push again for the same.
    first, gone = site.pushes.sent
    assert (first.kind, first.topic.name, first.payload) == (PushKind.FILTERS_CHANGED, "home", {})
    assert gone.occurrence != first.occurrence


def test_an_order_of_celebrity_treatment_reaches_profile_and_followers(site: Site) -> None:
    graph_stream.worker.answer(FOLLOWED)
    site.celebrities.order(BOB, True)
    record = copy.deepcopy(FOLLOWED["Records"][0])
    record["dynamodb"]["Keys"]["sk"]["S"] = "CELEBRITY"
    record["dynamodb"]["NewImage"] = {"user_id": {"N": str(BOB)}, "pulled": {"BOOL": True}}
    graph_stream.worker.answer({"Records": [record]})
    bob = site.accounts.get_user(BOB)
    assert bob is not None
    assert bob.pulled
    assert [job.kind for job in site.jobs.sent] == ["backfill", "pull_on"]


def test_poison_is_kept_and_the_rest_goes_on(site: Site) -> None:
    poison = numbered("9")
    poison["dynamodb"]["NewImage"]["schema_version"]["N"] = "99"
    assert graph_stream.worker.answer({"Records": [poison, *FOLLOWED["Records"]]})["batchItemFailures"] == []
    assert site.counted(poison, numbered("10", CAT))["batchItemFailures"] == []
    assert [source for source, _, _ in site.failures.kept] == ["graph_stream", "counters_stream"]
    assert len(site.jobs.sent) == 1
    assert site.counts(BOB) == (1, 0)


def test_the_sample_window_counts_once_however_often_it_comes(site: Site) -> None:
    event = {**COUNTED, "Records": [site.from_graph(record) for record in COUNTED["Records"]]}
    for _ in range(3):
        assert counters_stream.worker.answer(event) == {"state": {}, "batchItemFailures": []}
    assert (site.counts(BOB), site.counts(ANN)) == ((1, 0), (0, 1))


def test_an_empty_window_is_answered(site: Site) -> None:
    final = {**COUNTED, "Records": [], "isFinalInvokeForWindow": True}
    assert counters_stream.worker.answer(final) == {"state": {}, "batchItemFailures": []}


def test_shards_are_told_apart_by_the_event_and_else_by_the_stream(site: Site) -> None:
    site.counted(numbered("10"), shard="shardId-1")
    site.counted(numbered("9", CAT), shard="shardId-2")
    assert site.counts(BOB) == (2, 0)
    site.counted(numbered("30", 77), shard=None)
    site.counted(numbered("30", 77), shard=None)
    assert site.counts(BOB) == (3, 0)


def test_many_followers_order_celebrity_treatment(site: Site) -> None:
    site.counted(numbered("10"))
    assert not site.celebrities.ordered(BOB)
    site.counted(numbered("11", CAT))
    assert site.celebrities.ordered(BOB)


def test_a_failure_is_reported_from_its_record_on_as_it_was_spelled(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DynamoCelebrities, "order", unwell)
    answer = site.counted(numbered("0010"), numbered("0011", CAT))
    assert answer == {"state": {}, "batchItemFailures": [{"itemIdentifier": "0010"}]}
    monkeypatch.undo()
    site.counted(numbered("0010"), numbered("0011", CAT))
    assert site.counts(BOB) == (2, 0)
    assert site.celebrities.ordered(BOB)


def test_where_reports_are_not_obeyed_a_failure_is_raised(
    aws_credentials: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mock_aws():
        site = Site(mode="raise")
        monkeypatch.setattr(DynamoCelebrities, "order", unwell)
        with pytest.raises(CountingStopped):
            site.counted(numbered("10"), numbered("11", CAT))


def unwell(*_: object) -> None:
    raise ConnectionError
