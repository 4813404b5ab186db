"""Duplicates, reordering and kills between streams, queue and workers change no final state."""

from __future__ import annotations

import random
from typing import Any

import pytest
from botocore.client import BaseClient

from tests.conftest import give_credentials
from tests.engines.dynamodb_local import DynamoDbLocal
from tests.integration.network import Network
from tests.integration.person import Person

pytestmark = pytest.mark.engines


class Story:
    """Some people who post, retweet, reply, follow, unfollow, block and delete."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.people = [network.sign_up(f"person{n}") for n in range(4)]
        ann, bea, cat, dan = self.people
        for follower, followee in ((ann, bea), (ann, cat), (bea, ann), (cat, ann), (cat, bea), (dan, bea)):
            follower.follow(followee)
        network.settle()
        self.first = bea.tweet("one #birds")
        self.second = ann.tweet("two")
        cat.post(f"/api/tweets/{self.first}/retweet")
        bea.tweet("three", inReplyTo=self.second)
        cat.tweet("four", quoteOf=self.second)
        gone = bea.tweet("deleted")
        bea.delete(f"/api/tweets/{gone}")
        dan.post(f"/api/tweets/{self.first}/retweet")
        dan.delete(f"/api/tweets/{self.first}/retweet")
        ann.delete(f"/api/users/{cat.id}/follow")
        cat.post(f"/api/users/{bea.id}/block")

    def state(self) -> dict[str, Any]:
        """Return all that anybody can see, without ids and times."""
        seen: dict[str, Any] = {}
        for person in self.people:
            profile = person.get(f"/api/users/{person.id}")[1]
            seen[profile["username"]] = {
                "counts": profile["counts"],
                "home": [
                    (tweet["text"], tweet["counts"], bool(tweet["retweetedBy"]))
                    for tweet in person.pages("/api/timelines/home")
                ],
                "followers": sorted(each["username"] for each in person.pages(f"/api/users/{person.id}/followers")),
                "following": sorted(each["username"] for each in person.pages(f"/api/users/{person.id}/following")),
                "public": [tweet["text"] for tweet in person.pages("/api/timelines/public")],
                "birds": [tweet["text"] for tweet in person.pages("/api/hashtags/birds/tweets")],
            }
        return seen


EXPECTED_COUNTS = {
    "person0": {"followers": 2, "following": 1, "tweets": 1},
    "person1": {"followers": 2, "following": 1, "tweets": 2},
    "person2": {"followers": 0, "following": 1, "tweets": 2},
    "person3": {"followers": 0, "following": 1, "tweets": 0},
}


@pytest.fixture(scope="module")
def undisturbed(dynamodb_local: DynamoDbLocal) -> dict[str, Any]:
    """Return the state in which the story ends when everything is delivered once and in order."""
    with pytest.MonkeyPatch.context() as patches:
        give_credentials(patches)
        network = Network(dynamodb_local, patches)
        story = Story(network)
        network.settle()
        state = story.state()
        # Reading home for the first time rebuilds it: that must not change what is seen either.
        network.settle()
        assert story.state() == state
        assert network.jobs.waiting == []
        assert network.failures.kept == []
    return state


def test_the_story_ends_as_it_should(undisturbed: dict[str, Any]) -> None:
    state = undisturbed
    assert {name: each["counts"] for name, each in state.items()} == EXPECTED_COUNTS
    assert [text for text, _, _ in state["person0"]["home"]] == ["three", "two", "one #birds"]
    assert state["person3"]["birds"] == ["one #birds"]
    assert state["person2"]["birds"] == []


def test_every_batch_and_job_delivered_three_times_changes_nothing(
    undisturbed: dict[str, Any], network: Network
) -> None:
    story = Story(network)
    network.settle(times=3)
    assert story.state() == undisturbed


def test_a_batch_replayed_late_and_cut_elsewhere_changes_nothing(undisturbed: dict[str, Any], network: Network) -> None:
    story = Story(network)
    batches = list(network.stream_batches())
    for table, shard, records in batches:
        for function in network.consumers(table):
            network.deliver(function, shard, records)
    network.settle()
    assert story.state() == undisturbed
    for table, shard, records in batches:
        for function in network.consumers(table):
            for start in range(0, len(records), 3):
                network.deliver(function, shard, records[start : start + 5])
    network.settle()
    assert story.state() == undisturbed


def test_jobs_in_any_order_end_in_the_same_state(undisturbed: dict[str, Any], network: Network) -> None:
    story = Story(network)
    for table, shard, records in list(network.stream_batches()):
        for function in network.consumers(table):
            network.deliver(function, shard, records)
    random.Random(3).shuffle(network.jobs.waiting)
    network.settle()
    assert story.state() == undisturbed


class KilledError(BaseException):
    """The process is gone: nothing may catch this."""


@pytest.mark.slow
def test_a_worker_killed_between_any_two_calls_and_started_again_changes_nothing(
    undisturbed: dict[str, Any], network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(network)
    real = vars(BaseClient)["_make_api_call"]
    rng = random.Random(11)

    def deliver_with_kills(run: Any) -> None:
        # First die after every possible number of calls, with and without the call's effect; then live.
        for fatal in range(40):
            made = 0
            effect = rng.random() < 0.5

            def dying(client: Any, operation: str, parameters: dict[str, Any], *, fatal: int = fatal) -> Any:
                nonlocal made
                made += 1
                if made > fatal:
                    if effect:  # noqa: B023 - read while this very loop round runs
                        real(client, operation, parameters)
                    raise KilledError
                return real(client, operation, parameters)

            monkeypatch.setattr(BaseClient, "_make_api_call", dying)
            try:
                run()
            except KilledError:
                continue
            finally:
                monkeypatch.setattr(BaseClient, "_make_api_call", real)
            return
        run()

    for _ in range(30):
        batches = list(network.stream_batches())
        jobs, network.jobs.waiting[:] = list(network.jobs.waiting), []
        if not batches and not jobs:
            break
        for table, shard, records in batches:
            for function in network.consumers(table):
                deliver_with_kills(lambda f=function, s=shard, r=records: network.deliver(f, s, r))
                network.restart(function)
        for job in jobs:
            deliver_with_kills(lambda j=job: network.do_job(j))
    network.settle()
    assert story.state() == undisturbed


def test_poison_is_kept_with_its_payload_and_the_batch_goes_on(network: Network) -> None:
    ann = network.sign_up("ann")
    bea = network.sign_up("bea")
    bea.follow(ann)
    network.settle()
    ann.tweet("hello")
    for table, shard, records in list(network.stream_batches()):
        poison = {**records[0], "dynamodb": {**records[0]["dynamodb"], "NewImage": {"schema_version": {"N": "99"}}}}
        poison["dynamodb"].pop("OldImage", None)
        for function in network.consumers(table):
            network.deliver(function, shard, [poison, *records])
    network.settle()
    assert bea.home() == ["hello"]
    assert {source for source, _, _ in network.failures.kept} == {"tweets_stream", "counters_stream"}
    assert network.failures.kept[0][1]["dynamodb"]["NewImage"] == {"schema_version": {"N": "99"}}


def sees(person: Person, tweet_id: str) -> bool:
    return person.get(f"/api/tweets/{tweet_id}")[0] == 200


def test_what_was_taken_back_is_invisible_before_any_worker_ran(network: Network) -> None:
    ann, bea = network.sign_up("ann"), network.sign_up("bea")
    bea.follow(ann)
    network.settle()
    kept, deleted = ann.tweet("kept"), ann.tweet("deleted")
    network.settle()
    assert bea.home() == ["deleted", "kept"]
    ann.delete(f"/api/tweets/{deleted}")
    assert bea.home() == ["kept"]
    assert not sees(bea, deleted)
    bea.delete(f"/api/users/{ann.id}/follow")
    assert bea.home() == []
    bea.follow(ann)
    network.settle()
    assert bea.home() == ["kept"]
    ann.post(f"/api/users/{bea.id}/block")
    assert bea.home() == []
    assert not sees(bea, kept)
