"""From what people do to what can be found: the streams, the queues of the index, and an engine that goes away."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from functions.index_queue import handler
from linnet.adapters.dynamodb.identity_changes import decode_account_change
from linnet.adapters.sqlite_search.index import SqliteSearchIndex
from linnet.adapters.sqs_index import decode_index_job, encode_index_job
from linnet.domain.changes import AccountChange, PoisonRecord
from linnet.domain.search.documents import TweetDocument, UserDocument
from linnet.domain.search.parse import parse
from linnet.domain.text import extract_entities
from linnet.domain.tweets import Tweet
from linnet.domain.users import User
from linnet.ports.indexing import IndexJob, IndexJobKind, Walked
from linnet.ports.search import Kind, Order, SearchEngine, SearchIndex, TweetSearch
from linnet.runtime.wiring.index_queue import IndexQueue
from linnet.services.index_documents import IndexDocuments
from linnet.services.keep_directory import KeepDirectory
from linnet.services.keep_suggestions import KeepSuggestions
from linnet.services.rebuild_index import RebuildIndex
from linnet.services.verify_index import VerifyIndex
from tests.conftest import REPOSITORY
from tests.fakes.environment import FakeClock, SequentialParallel
from tests.fakes.identity import FakeIdentity, FakeUsers
from tests.fakes.indexing import FakeDelays, FakeIndexJobs
from tests.fakes.search import FakeSearchIndex
from tests.fakes.suggestions import FakeUserSuggestions
from tests.fakes.timelines import FakeFailureStore, FakeFeeds
from tests.fakes.tweets import FakeTweets
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network
from tests.integration.person import done

SAMPLE: dict[str, Any] = json.loads((REPOSITORY / "events" / "queues" / "index_tweets.json").read_text("utf-8"))
SUSPENSION = json.loads((REPOSITORY / "events" / "streams" / "identity_suspension.json").read_text("utf-8"))
ANN = User(1, "ann", "Ann", created_ms=1)
TWEET = 114688000000004242


@pytest.fixture
def network() -> Iterator[InMemoryNetwork]:
    with in_memory_network() as network:
        yield network


def found(index: SearchIndex, text: str) -> list[int]:
    hits = index.tweets(TweetSearch(parse(text).root, Order.LATEST, 100, now_ms=1_750_000_000_000))
    return [hit.id for hit in hits]


def test_what_is_posted_is_found_until_it_is_deleted(network: InMemoryNetwork) -> None:
    ann = network.sign_up("ann")
    tweet = int(ann.tweet("a very rare bird"))
    network.settle(times=2)
    assert found(network.search, "rare") == [tweet]
    done(ann.put(f"/api/tweets/{tweet}", {"text": "a very common bird"}))
    network.settle()
    assert found(network.search, "rare") == []
    assert found(network.search, "common") == [tweet]
    done(ann.delete(f"/api/tweets/{tweet}"))
    network.settle()
    assert found(network.search, "common") == []


def test_tweets_leave_and_come_back_with_their_account(network: InMemoryNetwork) -> None:
    ann = network.sign_up("ann")
    tweet = int(ann.tweet("a very rare bird"))
    network.settle()

    def protect(protected: bool) -> None:
        done(ann.patch("/api/users/me", {"protected": protected}))

    for leave, come_back in (
        (lambda: protect(True), lambda: protect(False)),
        (lambda: network.order("suspend", "@ann"), lambda: network.order("lift", "@ann")),
    ):
        leave()
        network.settle()
        assert found(network.search, "rare") == []
        come_back()
        network.settle()
        assert found(network.search, "rare") == [tweet]


def test_profiles_are_found_by_their_new_names_and_totals_follow(network: InMemoryNetwork) -> None:
    ann, bob = network.sign_up("ann"), network.sign_up("bob")
    done(ann.patch("/api/users/me", {"displayName": "Ornithologist"}))
    done(bob.post(f"/api/users/{ann.id}/follow"))
    tweet = int(ann.tweet("a very rare bird"))
    network.settle()
    done(bob.post(f"/api/tweets/{tweet}/like"))
    network.settle()
    stored = network.search.indexes[network.search.used[Kind.USERS]].stored[ann.id].document
    assert isinstance(stored, UserDocument)
    assert (stored.display_name, stored.followers) == ("Ornithologist", 1)
    liked = network.search.indexes[network.search.used[Kind.TWEETS]].stored[tweet].document
    assert isinstance(liked, TweetDocument)
    assert liked.likes == 1


def with_documents(
    documents: IndexDocuments,
    engine: SearchEngine,
    delays: FakeDelays,
    failures: FakeFailureStore,
    keep: KeepSuggestions,
    directory: KeepDirectory,
) -> IndexQueue:
    """Return the services of the handler; those for operators have no tables to walk through."""
    walk, clock = NoTables(), FakeClock()
    rebuild = RebuildIndex(walk, documents, keep, engine, clock, work_ms=1)
    verify = VerifyIndex(walk, documents, engine, clock, work_ms=1)
    return IndexQueue(documents, rebuild, verify, engine, delays, failures, keep, directory)


class NoTables:
    def ids(self, kind: Kind, segment: int, segments: int, position: str | None, limit: int) -> Walked:
        return Walked([], None)


class Site:
    """The handler over an engine that a test can break."""

    def __init__(self, engine: FakeSearchIndex | SqliteSearchIndex) -> None:
        text = "a very rare bird"
        tweets = FakeTweets(posts={TWEET: Tweet(TWEET, ANN.id, text, extract_entities(text))})
        users = FakeUsers(FakeIdentity(users={ANN.id: ANN}))
        self.delays = FakeDelays()
        self.failures = FakeFailureStore()
        documents = IndexDocuments(tweets, users, tweets, engine, FakeIndexJobs(), FakeClock(), work_ms=20_000)
        self.suggestions = FakeUserSuggestions()
        keep = KeepSuggestions(users, self.suggestions, SequentialParallel())
        directory = KeepDirectory(users, FakeFeeds(), SequentialParallel())
        self.services = with_documents(documents, engine, self.delays, self.failures, keep, directory)

    def deliver(self, event: dict[str, Any]) -> list[str]:
        answer = handler.work(self.services, event)
        return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def with_messages(*bodies: str, group: str | None = None) -> dict[str, Any]:
    records = []
    for number, body in enumerate(bodies):
        record = copy.deepcopy(SAMPLE["Records"][0])
        record |= {"messageId": f"m{number}", "body": body}
        if group is not None:
            record["attributes"]["MessageGroupId"] = group
        records.append(record)
    return {"Records": records}


def test_a_file_that_is_away_is_waited_for_and_nothing_is_lost(tmp_path: Path) -> None:
    engine = SqliteSearchIndex(tmp_path / "away" / "index.sqlite", FakeClock())
    site = Site(engine)
    (message,) = SAMPLE["Records"]
    assert site.deliver(SAMPLE) == [message["messageId"]]
    assert site.delays.postponed == [message]
    (tmp_path / "away").mkdir()
    assert site.deliver(SAMPLE) == []
    assert found(engine, "rare") == [TWEET]


def test_a_message_that_nothing_can_read_waits_without_the_others(tmp_path: Path) -> None:
    site = Site(FakeSearchIndex(FakeClock()))
    assert site.deliver(with_messages("{", SAMPLE["Records"][0]["body"])) == ["m0"]
    assert [each["messageId"] for each in site.delays.postponed] == ["m0"]


def test_messages_of_totals_wait_for_their_queues_own_time_out() -> None:
    engine = FakeSearchIndex(FakeClock())
    engine.available = False
    site = Site(engine)
    assert site.deliver(with_messages(SAMPLE["Records"][0]["body"], group="tweets-1")) == ["m0"]
    assert site.delays.postponed == []


def test_a_table_that_fails_brings_all_messages_back() -> None:
    site = Site(FakeSearchIndex(FakeClock()))

    class Throttled(FakeTweets):
        def get_many(self, ids: Any) -> Any:
            raise EndpointConnectionError(endpoint_url="http://queue")

    documents = IndexDocuments(
        Throttled(),
        FakeUsers(FakeIdentity()),
        FakeTweets(),
        FakeSearchIndex(FakeClock()),
        FakeIndexJobs(),
        FakeClock(),
        work_ms=1,
    )
    site.services = replace(site.services, index_documents=documents)
    assert site.deliver(with_messages(*[SAMPLE["Records"][0]["body"]] * 2)) == ["m0", "m1"]


def test_a_queue_that_does_not_postpone_gives_the_messages_back_all_the_same() -> None:
    engine = FakeSearchIndex(FakeClock())
    engine.available = False
    site = Site(engine)

    class Unreachable(FakeDelays):
        def postpone(self, records: Any) -> None:
            raise EndpointConnectionError(endpoint_url="http://queue")

    site.services = replace(site.services, delays=Unreachable())
    assert site.deliver(with_messages(SAMPLE["Records"][0]["body"])) == ["m0"]


def test_a_refused_document_is_kept_as_the_message_that_writes_it_again() -> None:
    engine = FakeSearchIndex(FakeClock())
    engine.refused.add(TWEET)
    site = Site(engine)
    assert site.deliver(SAMPLE) == []
    ((source, record, reason),) = site.failures.kept
    assert (source, reason) == ("index_queue", "does not fit")
    assert decode_index_job(str(record["body"])) == IndexJob(IndexJobKind.TWEETS, (TWEET,))
    # As the redrive of the failure store gives it back.
    mended = Site(FakeSearchIndex(FakeClock()))
    assert mended.deliver({"Records": [record]}) == []


def identity_record(event: str, sk: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> dict[str, Any]:
    images = {name: image for name, image in (("OldImage", old), ("NewImage", new)) if image is not None}
    return {
        "eventName": event,
        "dynamodb": {"SequenceNumber": "1", "Keys": {"pk": {"S": "U#7"}, "sk": {"S": sk}}, **images},
    }


def profile(status: str = "active", protected: bool = False, touched: str = "content") -> dict[str, Any]:
    return {"status": {"S": status}, "protected": {"BOOL": protected}, "touched": {"S": touched}}


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (None, profile(), AccountChange(7, True, True)),
        (profile(), profile(), AccountChange(7, True, True)),
        (profile(), profile(protected=True), AccountChange(7, True, False)),
        (profile(protected=True), profile(), AccountChange(7, False, True)),
        (profile(), profile("suspended"), AccountChange(7, True, False)),
        (profile("deactivated"), profile(), AccountChange(7, False, True)),
        (profile("erasing"), None, AccountChange(7, False, False)),
        (profile(), profile(touched="counts"), None),
    ],
)
def test_a_profile_tells_whether_its_tweets_can_be_found(
    old: dict[str, Any] | None, new: dict[str, Any] | None, change: AccountChange | None
) -> None:
    assert decode_account_change(identity_record("MODIFY", "PROFILE", old, new)) == change


def test_other_rows_say_nothing_of_profiles_and_broken_ones_are_poison() -> None:
    assert decode_account_change(SUSPENSION["Records"][0]) is None
    with pytest.raises(PoisonRecord):
        decode_account_change(identity_record("MODIFY", "PROFILE", profile(), {"touched": {"S": "content"}}))


def test_suggestions_do_not_wait_for_an_engine_that_is_away() -> None:
    engine = FakeSearchIndex(FakeClock())
    engine.available = False
    site = Site(engine)

    assert site.deliver(with_messages(encode_index_job(IndexJob(IndexJobKind.USERS, (ANN.id,))))) == ["m0"]
    assert [each.username for each in site.suggestions.of("an", 5)] == ["ann"]
