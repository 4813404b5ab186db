"""The functions of notifications: real events in, groups and JSON out, over stores in memory."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, cast

import pytest

from functions.engagement_stream import handler as engagement_stream
from functions.notifications_api import handler as notifications_api
from functions.notifications_queue import handler as notifications_queue
from functions.polls_schedule import handler as polls_schedule
from linnet.domain.notifications import MAX_ENTRIES
from linnet.domain.text import extract_entities
from linnet.domain.trends.settings import TrendSettings
from linnet.domain.tweets import Retweet, Tweet
from linnet.domain.users import Viewer
from linnet.ports.notifications import NotificationJob
from linnet.runtime.environment import Environment
from linnet.runtime.settings.apis import NotificationsApi as ApiSettings
from linnet.runtime.stores import Stores
from linnet.runtime.tunables import Tunables
from linnet.runtime.wiring.engagement_stream import EngagementStream
from linnet.runtime.wiring.notifications_api import NotificationsApi
from linnet.services.answer_notification_requests import AnswerNotificationRequests
from linnet.services.choose_notifications import ChooseNotifications
from linnet.services.dismiss_notifications import DismissNotifications
from linnet.services.end_polls import SETTLED_MS
from linnet.services.keep_markers import KeepMarkers
from linnet.services.log_engagements import LogEngagements
from linnet.services.read_notification_entries import ReadNotificationEntries
from linnet.services.read_notification_requests import ReadNotificationRequests
from linnet.services.set_aside import SetAside
from tests.fakes.environment import FakeSecrets
from tests.fakes.limits import FakeLimiter
from tests.fakes.timelines import FakeFailureStore
from tests.fakes.trends import FakeEventLog
from tests.unit.services.notification_world import World

EVENTS = Path(__file__).resolve().parents[2] / "events"
ANN, BOB = 114687900000000011, 114687900000000012
TWEET = 114688000000004242


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / name).read_text("utf-8"))
    return event


class Site(World):
    """Ann's tweet, which Bob retweeted; every function of notifications over the same stores."""

    def __init__(self) -> None:
        super().__init__()
        self.failures = FakeFailureStore()
        self.sign_up(ANN, "anna")
        self.sign_up(BOB, "bobby")
        self.tweets.put(
            Tweet(TWEET, ANN, "hello", extract_entities("hello")), Retweet(114688000000069778, BOB, TWEET, ANN)
        )
        notifications_queue.worker.use(self.notify)
        polls_schedule.worker.use(self.end_polls)
        self.log = FakeEventLog()
        log_engagements = LogEngagements(self.tweets, self.users, self.log, TrendSettings())
        engagement_stream.worker.use(EngagementStream(self.announce, log_engagements, self.failures, "report"))
        tables = ("identity_table", "tweets_table", "engagement_table", "graph_table", "notifications_table")
        environment = Environment(
            settings=ApiSettings(
                stage="test",
                tunables=Tunables(),
                aws_region="us-east-1",
                platform_table="platform",
                messages_table="messages",
                push_signing_key="signing",
                push_sealing_key="sealing",
                **{name: name for name in tables},
            ),
            clock=self.clock,
            ids=self.ids,
            parallel=self.parallel,
            secrets=FakeSecrets(),
            limiter=FakeLimiter(self.clock),
            resolve_token=lambda _: Viewer(ANN, 1),
            tables=cast(Stores, None),
        )
        entries = ReadNotificationEntries(self.read)
        aside = SetAside(self.store, self.parallel, self.clock)
        services = NotificationsApi(
            read_notifications=self.read,
            choose_notifications=ChooseNotifications(self.store),
            mute_thread=self.threads,
            read_entries=entries,
            dismiss_notifications=DismissNotifications(self.store, entries, aside, self.clock),
            keep_markers=KeepMarkers(self.store, self.read, self.parallel, self.clock),
            read_requests=ReadNotificationRequests(
                self.store, self.read.read_tweets, self.users, self.parallel, self.clock
            ),
            answer_requests=AnswerNotificationRequests(self.store, aside, self.parallel, self.clock),
            environment=environment,
        )
        notifications_api.api.use(environment, services)

    def get(self, path: str, **query: str) -> tuple[int, Any]:
        return self.call("GET", path, query)

    def call(self, method: str, path: str, query: dict[str, str] | None = None, body: object = None) -> tuple[int, Any]:
        event = copy.deepcopy(sample("http/notifications.json"))
        event["routeKey"] = f"{method} {path}"
        event["queryStringParameters"] = query or {}
        if body is not None:
            event["headers"]["content-type"] = "application/json"
            event["body"] = json.dumps(body)
        answer = notifications_api.lambda_handler(event, None)
        return answer["statusCode"], json.loads(answer["body"]) if answer.get("body") else None

    def everything(self, **query: str) -> list[dict[str, Any]]:
        """Return the items of all pages."""
        items: list[dict[str, Any]] = []
        while True:
            status, page = self.get("/api/notifications", **query)
            assert status == 200, page
            items += page["items"]
            if page["nextToken"] is None:
                return items
            query["cursor"] = page["nextToken"]

    def crowd(self, size: int) -> None:
        """Let so many accounts retweet each of three tweets of Ann's."""
        for number in range(size):
            self.sign_up(1_000 + number, f"fan{number}")
        for _ in range(3):
            tweet = self.post(ANN)
            for number in range(size):
                self.retweet(1_000 + number, tweet)
        self.settle_all()


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.mark.parametrize("times", [1, 3])
def test_a_retweets_record_becomes_a_job_and_the_job_a_notification(site: Site, times: int) -> None:
    record = sample("streams/engagement_retweet.json")
    for _ in range(times):
        assert engagement_stream.lambda_handler(record, None) == {"batchItemFailures": []}
    assert site.jobs.sent == [NotificationJob("retweet", TWEET, actor_ids=(BOB,))] * times
    for _ in range(times):
        assert notifications_queue.lambda_handler(sample("queues/notifications_retweet.json"), None) == {
            "batchItemFailures": []
        }
    assert [push.payload for push in site.pushes.sent] == [{"kind": "retweet"}]

    answer = notifications_api.lambda_handler(sample("http/notifications.json"), None)
    (item,) = json.loads(answer["body"])["items"]
    assert (item["kind"], item["actorCount"], item["moreActors"], item["unread"]) == ("retweet", 1, False, True)
    assert [actor["username"] for actor in item["actors"]] == ["bobby"]
    assert item["tweet"]["id"] == str(TWEET)


def test_the_clock_has_a_poll_told_that_ended(site: Site) -> None:
    event = sample("schedules/polls.json")
    poll = site.ask_all(BOB)
    site.vote(ANN, poll)
    site.jobs.sent.clear()
    assert polls_schedule.lambda_handler(event, None) == {"ended": 0}
    site.clock.advance(300_000 + 2 * SETTLED_MS)
    assert [polls_schedule.lambda_handler(event, None) for _ in range(2)] == [{"ended": 1}, {"ended": 0}]
    assert site.jobs.sent == [NotificationJob("poll_ended", poll.id)]
    site.settle_all()

    (item,) = site.get("/api/notifications", kinds="poll_ended")[1]["items"]
    assert (item["tweet"]["id"], [actor["username"] for actor in item["actors"]]) == (str(poll.id), ["bobby"])


def test_poison_steps_aside_and_the_batch_goes_on(site: Site) -> None:
    record = sample("streams/engagement_retweet.json")["Records"][0]
    broken = {**record, "dynamodb": {**record["dynamodb"], "NewImage": {"schema_version": {"N": "99"}}}}
    event = {"Records": [broken, record]}

    assert engagement_stream.lambda_handler(event, None) == {"batchItemFailures": []}
    assert len(site.jobs.sent) == 1
    assert len(site.failures.kept) == 1


def test_a_queue_that_refuses_makes_the_batch_come_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    event = sample("streams/engagement_retweet.json")

    def refuse(_: object) -> None:
        raise OSError

    monkeypatch.setattr(site.jobs, "send", refuse)
    first = event["Records"][0]["dynamodb"]["SequenceNumber"]
    assert engagement_stream.lambda_handler(event, None) == {"batchItemFailures": [{"itemIdentifier": first}]}


@pytest.mark.parametrize("error", [None, OSError()], ids=["refuses", "fails"])
def test_an_event_log_that_is_down_holds_no_notification_up(site: Site, error: Exception | None) -> None:
    site.log.refuses, site.log.fails = True, error
    event = sample("streams/engagement_retweet.json")
    site.tweets.put(Tweet(TWEET, ANN, "#tagged", extract_entities("#tagged")))

    assert engagement_stream.lambda_handler(event, None) == {"batchItemFailures": []}
    assert site.log.puts == 1
    assert len(site.jobs.sent) == 1


def test_a_message_that_is_no_job_fails_alone(site: Site) -> None:
    event = sample("queues/notifications_retweet.json")
    broken = {**event["Records"][0], "messageId": "broken", "body": "{}"}

    answer = notifications_queue.lambda_handler({"Records": [broken, *event["Records"]]}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "broken"}]}
    assert len(site.groups(ANN)) == 1


@pytest.mark.parametrize("limit", ["1", "2", "3", "100"])
def test_pages_of_groups_and_of_entries_add_up(site: Site, limit: str) -> None:
    site.crowd(4)
    site.follow(BOB, ANN)
    site.settle_all()

    groups = site.everything(limit=limit)
    assert [(group["kind"], group["actorCount"]) for group in groups] == [("follow", 1), *[("retweet", 4)] * 3]
    entries = site.everything(limit=limit, grouped="false")
    assert [entry["kind"] for entry in entries] == ["follow", *["retweet"] * 12]
    assert len({entry["id"] for entry in entries}) == 13
    assert all(len(entry["actors"]) == entry["actorCount"] == 1 for entry in entries)


def test_a_group_shows_the_newest_and_counts_all(site: Site) -> None:
    site.crowd(MAX_ENTRIES)
    group = site.everything()[0]

    assert [actor["username"] for actor in group["actors"]] == [f"fan{MAX_ENTRIES - 1 - n}" for n in range(8)]
    assert (group["actorCount"], group["moreActors"]) == (MAX_ENTRIES, False)


def test_kinds_are_chosen_and_left_out(site: Site) -> None:
    site.crowd(1)
    site.follow(BOB, ANN)
    site.settle_all()

    assert {item["kind"] for item in site.everything(kinds="follow,like", limit="1")} == {"follow"}
    assert {item["kind"] for item in site.everything(exclude="follow")} == {"retweet"}
    assert site.get("/api/notifications", kinds="follow,nothing")[0] == 422


def test_what_is_newer_than_an_id_is_all_that_was_missed(site: Site) -> None:
    site.crowd(1)
    newest, *_ = site.everything()
    assert site.everything(since=newest["id"]) == []
    site.follow(BOB, ANN)
    site.settle_all()

    assert [item["kind"] for item in site.everything(since=newest["id"])] == ["follow"]


def test_cursors_of_groups_and_entries_are_not_exchanged(site: Site) -> None:
    site.crowd(2)
    groups = site.get("/api/notifications", limit="1")[1]["nextToken"]
    entries = site.get("/api/notifications", limit="1", grouped="false")[1]["nextToken"]

    assert site.get("/api/notifications", cursor=entries)[0] == 422
    assert site.get("/api/notifications", cursor=groups, grouped="false")[0] == 422


def test_the_marker_moves_forward_only_and_not_beyond_now(site: Site) -> None:
    site.crowd(1)
    count = "/api/notifications/unread-count"
    assert site.get(count)[1]["display"] == "3"
    newest, second, _ = site.everything()
    site.call("POST", "/api/notifications/read", body={"upTo": second["id"]})
    assert site.get(count)[1] == {"count": 1, "display": "1", "readUpTo": second["id"]}
    assert [item["unread"] for item in site.everything()] == [True, False, False]
    site.call("POST", "/api/notifications/read", body={"upTo": "1"})
    assert site.get(count)[1]["count"] == 1

    far = str((1 << 63) - 1)
    marker = site.call("POST", "/api/notifications/read", body={"upTo": far})[1]["readUpTo"]
    assert int(newest["id"]) <= int(marker) < int(far)
    site.follow(BOB, ANN)
    site.settle_all()
    assert site.get(count)[1]["count"] == 1


def test_nobody_counts_beyond_ninety_nine(site: Site) -> None:
    for number in range(101):
        tweet = site.post(ANN, f"number {number}")
        site.retweet(BOB, tweet)
    site.settle_all()

    answer = site.get("/api/notifications/unread-count")[1]
    assert (answer["count"], answer["display"]) == (99, "99+")


def test_choices_are_kept_one_by_one(site: Site) -> None:
    path = "/api/notifications/settings"
    site.call("PATCH", path, body={"kinds": {"like": False}, "mutedWords": ["Snow"]})
    site.call("PATCH", path, body={"followedOnly": True})
    site.call("PATCH", path, body={"kinds": {"quote": False}})
    chosen = site.get(path)[1]

    assert {kind for kind, on in chosen["kinds"].items() if not on} == {"like", "quote"}
    assert (chosen["followedOnly"], chosen["noNewAccounts"], chosen["mutedWords"]) == (True, False, ["snow"])
    assert site.call("PATCH", path, body={"kinds": {"moderation": False}})[0] == 422
    assert site.call("PATCH", path, body={"mutedWords": ["x" * 51]})[0] == 422


def test_threads_of_tweets_that_are_not_there_cannot_be_muted(site: Site) -> None:
    event = {**sample("http/notifications.json"), "routeKey": "POST /api/tweets/{id}/mute-thread"}
    for tweet_id, status in ((TWEET, 204), (5, 404)):
        answer = notifications_api.lambda_handler({**event, "pathParameters": {"id": str(tweet_id)}}, None)
        assert answer["statusCode"] == status
