"""The tweets function: real events in, stored rows and JSON out."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from moto import mock_aws

from functions.tweets_api import handler
from linnet.adapters.dynamodb.binding import Connect, connection
from linnet.adapters.dynamodb.change_records import decode_tweets_change
from linnet.adapters.dynamodb.engagement_rows import EngagementRow
from linnet.adapters.dynamodb.engagements import DynamoEngagements
from linnet.adapters.dynamodb.idempotency import IdempotencyRow
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.invalidations import InvalidationRow
from linnet.adapters.dynamodb.media import DynamoMedia
from linnet.adapters.dynamodb.media_rows import MediaRow
from linnet.adapters.dynamodb.tweet_indexes import DynamoConversationIndex
from linnet.adapters.dynamodb.tweet_rows import TweetRow, row_of_tweet
from linnet.adapters.dynamodb.tweets import DynamoTweets, TweetTables
from linnet.domain.tweets import Tweet
from linnet.runtime.environment import Environment
from linnet.runtime.settings.apis import TweetsApi
from linnet.runtime.stores import Stores
from linnet.runtime.tunables import Tunables
from tests.contract.conftest import create_table
from tests.fakes.environment import FakeSecrets
from tests.fakes.limits import FakeLimiter
from tests.fakes.reports import FakeReports
from tests.fakes.timelines import FakeInvalidations
from tests.unit.services.tweet_world import ANN, BOB, World, viewer

EVENTS = Path(__file__).resolve().parents[2] / "events"
CREATE = json.loads((EVENTS / "http" / "create_tweet.json").read_text())
INSERTED = json.loads((EVENTS / "streams" / "tweets_insert.json").read_text())
ANNS_TOKEN = CREATE["headers"]["authorization"].removeprefix("Bearer ")
TOKENS = {ANNS_TOKEN: ANN, "bobs": BOB}


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: dict[str, str]


class Site:
    """The function over moto's DynamoDB, with the people of the unit tests."""

    def __init__(self) -> None:
        people = World()
        self.clock = people.clock
        connect = Connect(region="us-east-1")
        tables = TweetTables(
            create_table(TweetRow, connect),
            create_table(EngagementRow, connect),
            create_table(IdempotencyRow, connect),
            create_table(InvalidationRow, connect),
            create_table(MediaRow, connect),
        )
        assert tables.media is not None
        chance = random.SystemRandom().random
        tweets = DynamoTweets(tables, Writing(connection(connect), self.clock, self.clock.sleep, chance), 2, 1)
        writing = Writing(connection(connect), self.clock, self.clock.sleep, chance)
        stores = SimpleNamespace(
            media=DynamoMedia(tables.media, writing, people.parallel, 1),
            reports=FakeReports(),
            tweets=tweets,
            posts=tweets,
            accounts=people.accounts,
            users=people.users,
            graph=people.pairs,
            engagements=DynamoEngagements(tables.engagement, people.parallel, self.clock.sleep, chance, shards=1),
            conversations=DynamoConversationIndex(tables.tweets, people.parallel, 2),
            invalidations=FakeInvalidations(),
        )
        settings = TweetsApi(
            stage="test",
            tunables=Tunables(),
            aws_region="us-east-1",
            identity_table="i",
            tweets_table="t",
            engagement_table="e",
            graph_table="g",
            platform_table="p",
            media_table="m",
        )
        environment = Environment(
            settings=settings,
            clock=self.clock,
            ids=people.made,
            parallel=people.parallel,
            secrets=FakeSecrets(),
            limiter=FakeLimiter(self.clock),
            resolve_token=lambda token: viewer(TOKENS[token]) if token in TOKENS else None,
            tables=cast(Stores, stores),
        )
        self.stored = tweets
        handler.api.use(environment)

    def send(self, event: dict[str, Any]) -> Answer:
        answer = handler.lambda_handler(event, None)
        body = json.loads(answer["body"]) if "body" in answer else None
        return Answer(answer["statusCode"], body, answer["headers"])

    def call(
        self,
        route: str,
        tweet_id: str | None = None,
        body: dict[str, Any] | None = None,
        *,
        token: str | None = ANNS_TOKEN,
        query: dict[str, str] | None = None,
        key: str | None = None,
    ) -> Answer:
        """Send what API Gateway makes of a request, a second after the last one."""
        self.clock.advance(1000)
        headers = {"content-type": "application/json"}
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        if key is not None:
            headers["idempotency-key"] = key
        event: dict[str, Any] = {**CREATE, "routeKey": route, "headers": headers}
        event["body"] = None if body is None else json.dumps(body)
        event["pathParameters"] = None if tweet_id is None else {"id": tweet_id}
        event["queryStringParameters"] = query
        return self.send(event)

    def post(self, text: str = "hello", token: str = ANNS_TOKEN, **fields: Any) -> str:
        answer = self.call("POST /api/tweets", body={"text": text, **fields}, token=token)
        assert answer.status == 201, answer.body
        return str(answer.body["id"])


@pytest.fixture
def site(aws_credentials: None) -> Iterator[Site]:
    with mock_aws():
        yield Site()


def test_the_sample_event_publishes_a_tweet(site: Site) -> None:
    answer = site.send(CREATE)

    assert answer.status == 201
    assert answer.headers["Location"] == f"/api/tweets/{answer.body['id']}"
    assert answer.body == {
        "id": answer.body["id"],
        "text": "Hello @bob, see https://www.example.com/a #日本語",
        "entities": {
            "hashtags": [{"tag": "日本語", "indices": [42, 46]}],
            "cashtags": [],
            "mentions": [{"username": "bob", "userId": str(BOB), "indices": [6, 10]}],
            "urls": [{"url": "https://www.example.com/a", "displayUrl": "example.com/a", "indices": [16, 41]}],
        },
        "author": {
            "id": str(ANN),
            "username": "ann",
            "displayName": "Ann",
            "protected": False,
            "bot": False,
            "avatarUrl": None,
        },
        "createdAt": "2025-06-15T15:06:40.000Z",
        "editedAt": None,
        "inReplyTo": None,
        "conversationId": answer.body["id"],
        "quoteOf": None,
        "quote": None,
        "quoteRevoked": False,
        "quotePolicy": "public",
        "mayQuote": True,
        "threadMuted": False,
        "retweetedBy": None,
        "audience": "public",
        "sensitive": False,
        "contentWarning": "",
        "language": "en",
        "mediaIds": [],
        "media": [],
        "filtered": [],
        "poll": None,
        "counts": {"replies": 0, "retweets": 0, "quotes": 0, "likes": 0},
        "viewer": {"liked": False, "retweeted": False, "bookmarked": False},
    }


def test_the_sample_event_sent_again_gives_the_same_tweet(site: Site) -> None:
    first = site.send(CREATE)

    again = site.send(CREATE)
    assert (again.status, again.body) == (first.status, first.body)


def test_a_key_for_another_body_is_refused(site: Site) -> None:
    site.call("POST /api/tweets", body={"text": "one"}, key="k")

    answer = site.call("POST /api/tweets", body={"text": "two"}, key="k")

    assert (answer.status, answer.body["error"]["code"]) == (422, "idempotency_mismatch")


def test_the_sample_stream_record_is_what_the_store_writes() -> None:
    (record,) = INSERTED["Records"]
    tweet = decode_tweets_change(record).new

    assert isinstance(tweet, Tweet)
    assert tweet.text == json.loads(CREATE["body"])["text"]
    assert row_of_tweet(TweetRow, tweet, shards=4).serialize() == record["dynamodb"]["NewImage"]


def test_a_tweet_is_read_by_id_and_by_ids_without_a_token(site: Site) -> None:
    first, second = site.post(), site.post()

    one = site.call("GET /api/tweets/{id}", first, token=None)
    several = site.call("GET /api/tweets", query={"ids": f"{second},99,{first}"}, token=None)

    assert (one.status, one.body["id"]) == (200, first)
    assert [item["id"] for item in several.body["items"]] == [second, first]
    assert several.body["nextToken"] is None


def test_a_deleted_tweet_is_not_found(site: Site) -> None:
    tweet_id = site.post()

    assert site.call("DELETE /api/tweets/{id}", tweet_id).status == 204
    assert site.call("DELETE /api/tweets/{id}", tweet_id).status == 404
    assert site.call("GET /api/tweets/{id}", tweet_id, token=None).status == 404


def test_an_edit_shows_its_history(site: Site) -> None:
    tweet_id = site.post("first")

    edited = site.call("PUT /api/tweets/{id}", tweet_id, {"text": "second", "contentWarning": "new"})
    history = site.call("GET /api/tweets/{id}/history", tweet_id, token=None)

    assert (edited.status, edited.body["text"]) == (200, "second")
    assert edited.body["editedAt"] is not None
    assert [item["text"] for item in history.body["items"]] == ["first", "second"]


def test_a_thread_is_paged(site: Site) -> None:
    root = site.post()
    own = site.post(inReplyTo=root)
    answers = [site.post(token="bobs", inReplyTo=root) for _ in range(3)]

    first = site.call("GET /api/tweets/{id}/thread", root, query={"limit": "2"}, token=None)
    second = site.call(
        "GET /api/tweets/{id}/thread", root, query={"limit": "2", "cursor": first.body["nextToken"]}, token=None
    )
    below = site.call("GET /api/tweets/{id}/thread", own, token=None)

    assert first.body["tweet"]["id"] == root
    assert [item["id"] for item in (*first.body["items"], *second.body["items"])] == [own, *answers]
    assert second.body["nextToken"] is None
    assert [item["id"] for item in below.body["ancestors"]] == [root]


def test_a_cursor_of_another_list_is_refused(site: Site) -> None:
    answer = site.call("GET /api/tweets/{id}/thread", site.post(), query={"cursor": "AQAAAA"})

    assert (answer.status, answer.body["error"]["field"]) == (422, "cursor")


def test_a_retweet_is_made_once_and_taken_back_once(site: Site) -> None:
    tweet_id = site.post()

    made = site.call("POST /api/tweets/{id}/retweet", tweet_id, token="bobs")
    again = site.call("POST /api/tweets/{id}/retweet", tweet_id, token="bobs")
    taken = site.call("DELETE /api/tweets/{id}/retweet", tweet_id, token="bobs")
    gone = site.call("DELETE /api/tweets/{id}/retweet", tweet_id, token="bobs")

    assert (made.status, made.body["viewer"]["retweeted"], made.body["counts"]["retweets"]) == (201, True, 1)
    assert (again.status, again.body["error"]["details"]["retweeted"]) == (409, True)
    assert taken.status == 204
    assert (gone.status, gone.body["error"]["details"]) == (409, {"retweeted": False})


def test_a_tweet_is_pinned_and_unpinned(site: Site) -> None:
    tweet_id = site.post()

    assert site.call("POST /api/tweets/{id}/pin", tweet_id).status == 200
    assert site.call("POST /api/tweets/{id}/pin", tweet_id, token="bobs").status == 403
    assert site.call("DELETE /api/tweets/{id}/pin", tweet_id).status == 204


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": "x" * 281}, "text"),
        ({"text": 5}, "text"),
        ({"text": "x", "inReplyTo": 5}, "inReplyTo"),
        ({"text": "x", "audience": "everybody"}, "audience"),
        ({"text": "x", "language": "not a language"}, "language"),
        ({"text": "x", "contentWarning": "x" * 201}, "contentWarning"),
        ({"text": "x", "mediaIds": ["1", "2", "3", "4", "5"]}, "mediaIds"),
        ({"text": "x", "colour": "red"}, "colour"),
    ],
)
def test_a_bad_body_is_refused_by_field(site: Site, body: dict[str, Any], field: str) -> None:
    answer = site.call("POST /api/tweets", body=body)

    assert (answer.status, answer.body["error"]["field"]) == (422, field)


@pytest.mark.parametrize("tweet_id", ["0", "x", "1" * 40, "9223372036854775807"])
def test_an_id_that_names_nothing_is_not_found(site: Site, tweet_id: str) -> None:
    assert site.call("GET /api/tweets/{id}", tweet_id, token=None).status == 404
    assert site.call("GET /api/tweets/{id}/thread", tweet_id, token=None).status == 404
    assert site.call("POST /api/tweets/{id}/retweet", tweet_id).status == 404


@pytest.mark.parametrize("route", [key for key in handler.api.routes if not key.startswith("GET")])
def test_every_write_needs_a_token(site: Site, route: str) -> None:
    assert site.call(route, "1", {"text": "x"}, token=None).status == 401
