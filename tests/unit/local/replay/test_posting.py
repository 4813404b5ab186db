"""A replay does everything once, however often and wherever it is interrupted, and says what became of it."""

import asyncio
import math
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from rich.console import Console
from rich.progress import Progress

from local.replay import api, deliveries
from local.replay.api import UnreachableError
from local.replay.graphs import FollowGraph
from local.replay.journal import Journal
from local.replay.personas import persona
from local.replay.plan import Plan, Post, Retweet
from local.replay.posting import Replay
from local.replay.summary import Summary
from tests.unit.local.replay.network import FakeNetwork

PLAN = Plan(
    cast=tuple(persona(name, 1) for name in ("Ann", "Bea", "Cat")),
    graph=FollowGraph(3, ((1, 0), (2, 0), (0, 1))),
    actions=(
        Post("s1", 0, "first"),
        Post("s2", 0, "second", reply_to="s1"),
        Retweet("s3", 1, "s1"),
        Post("s4", 2, "look", quote_of="s2"),
    ),
)
Run = Callable[..., Summary]


@pytest.fixture
def network() -> FakeNetwork:
    return FakeNetwork()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "FIRST_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(deliveries, "SETTLE_SECONDS", 0.0)
    monkeypatch.setattr(deliveries, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def run(network: FakeNetwork, tmp_path: Path) -> Run:
    async def perform(journal: Journal, longest_seconds: float) -> Summary:
        transport = httpx.MockTransport(network.handle)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as connection:
            with Progress(console=Console(quiet=True)) as progress:
                return await Replay(PLAN, api.Api(connection), journal, progress, 10_000, 4, longest_seconds).run()

    def once(longest_seconds: float = math.inf) -> Summary:
        with Journal(tmp_path / "journal.jsonl") as journal:
            return asyncio.run(perform(journal, longest_seconds))

    return once


def test_it_makes_the_accounts_the_follows_and_the_tweets(run: Run, network: FakeNetwork) -> None:
    summary = run()
    assert set(network.accounts) == {"Ann", "Bea", "Cat"}
    assert network.follows == {("Bea", "Ann"), ("Cat", "Ann"), ("Ann", "Bea")}
    assert (summary.accounts, summary.follows) == (3, 3)
    assert summary.posted == {"tweets": 1, "replies": 1, "retweets": 1, "quotes": 1}


def test_references_become_the_ids_of_this_network(run: Run, network: FakeNetwork) -> None:
    run()
    by_text = {tweet["text"]: tweet for tweet in network.tweets.values()}
    assert by_text["second"]["inReplyTo"] == by_text["first"]["id"]
    assert by_text["look"]["quoteOf"] == by_text["second"]["id"]
    assert network.retweets == {("Bea", by_text["first"]["id"])}


def test_every_delivery_is_expected_and_found(run: Run) -> None:
    summary = run()
    # Both tweets of Ann to two followers, and Bea's retweet to one.
    assert summary.deliveries == 5
    assert (summary.observed.homes, summary.observed.expected, summary.observed.found) == (3, 5, 5)


def test_deliveries_that_never_come_are_told(run: Run, network: FakeNetwork) -> None:
    network.delivers = False
    summary = run()
    assert (summary.observed.expected, summary.observed.found) == (5, 0)


def test_a_second_run_sends_nothing(run: Run, network: FakeNetwork) -> None:
    run()
    network.requests.clear()
    summary = run()
    assert network.requests == {"GET users": 1}
    assert summary.earlier == 4
    assert not summary.posted


def test_a_tweet_whose_answer_was_lost_is_not_doubled(run: Run, network: FakeNetwork) -> None:
    network.lose_answers = 1
    assert run().posted.total() == 4
    assert len(network.tweets) == 3


def test_without_its_journal_it_goes_on_with_what_stands(run: Run, network: FakeNetwork, tmp_path: Path) -> None:
    run()
    (tmp_path / "journal.jsonl").unlink()
    summary = run()
    assert (summary.accounts, summary.follows) == (0, 0)
    assert len(network.tweets) == 3


def test_on_an_emptied_network_it_begins_anew(run: Run, network: FakeNetwork) -> None:
    run()
    network.__init__()  # type: ignore[misc]  # the network after `make reset`
    summary = run()
    assert summary.earlier == 0
    assert summary.posted.total() == 4


def test_what_a_killed_network_lost_is_done_again_and_the_rest_is_not(run: Run, network: FakeNetwork) -> None:
    accounts = len(network.accounts) or run().accounts
    # The last account is lost, hence all that came after it: follows and tweets.
    network.accounts.popitem()
    network.follows.clear()
    for stored in (network.tweets, network.keys, network.retweets, network.homes):
        stored.clear()

    summary = run()

    assert (summary.accounts, len(network.accounts)) == (1, accounts)
    assert summary.follows == len(network.follows) > 0
    assert summary.posted.total() == 4
    assert not summary.refused


def test_what_was_refused_is_counted_by_reason_and_not_asked_for_again(run: Run, network: FakeNetwork) -> None:
    network.refuse["first"] = (422, "too_long")
    summary = run()
    # Its answer is posted without it; its retweet cannot be.
    assert summary.refused == {"too_long": 1, "original_refused": 1}
    network.refuse.clear()
    assert not run().posted


def test_what_failed_for_the_moment_is_asked_for_again_by_the_next_run(run: Run, network: FakeNetwork) -> None:
    network.refuse["look"] = (503, "unavailable")
    assert run().refused == {"unavailable": 1}
    network.refuse.clear()
    assert run().posted == {"quotes": 1}


def test_a_network_that_goes_away_ends_the_run_with_one_reason(run: Run, network: FakeNetwork) -> None:
    run()
    network.down = True
    with pytest.raises(UnreachableError):
        run()


def test_a_network_that_goes_away_while_tweets_are_posted_ends_the_run_too(run: Run, network: FakeNetwork) -> None:
    network.lose_answers = 1_000
    with pytest.raises(UnreachableError):
        run()
    network.lose_answers = 0
    run()
    assert len(network.tweets) == 3


def test_some_tweets_are_watched_until_a_follower_sees_them(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.replay.visibility.EVERY", 1)
    summary = run()
    assert len(summary.visible) == 2
    assert summary.unseen == 0


def test_a_run_whose_time_is_over_begins_nothing_more_and_the_next_one_goes_on(run: Run, network: FakeNetwork) -> None:
    assert not run(longest_seconds=-1.0).posted
    assert run().posted.total() == 4
