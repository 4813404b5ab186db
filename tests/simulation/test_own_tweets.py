"""What one's own profile must show, from what was acknowledged."""

from __future__ import annotations

from random import Random

import pytest

from tests.simulation.faults import Faults, Rates
from tests.simulation.fleet import Fleet
from tests.simulation.invariants.reads import INDEX_LAG_MS, TOKEN_CACHE_MS, judge_own_tweets
from tests.simulation.journal import Deed, Journal, Outcome
from tests.simulation.people import Client, Person, World
from tests.simulation.schedule import Scheduler

ANN = 1
TWEET = 70


@pytest.fixture
def client() -> Client:
    """Ann, who posted once, long enough ago to be in every index."""
    scheduler = Scheduler(Random(1), 1_750_000_000_000)
    fleet = Fleet(scheduler, Random(1), Faults(scheduler, Random(1), Rates(), {}), {})
    client = Client(World(scheduler, fleet, Journal(scheduler.now_ms), Random(1)), Person(0, id=ANN))
    client.journal.end(client.begin("publish", actor=ANN, id=TWEET), Outcome.DONE)
    scheduler.sleep(INDEX_LAG_MS / 1000)
    return client


def change(client: Client, *, away: bool) -> Deed:
    deed = client.begin("change of standing")
    client.journal.writes(deed, ("away", ANN), away)
    return deed


def give_up(client: Client) -> None:
    client.journal.end(change(client, away=True), Outcome.DONE)


def violations(client: Client) -> list[str]:
    """Judge an empty profile that was read just now."""
    judge_own_tweets(client, client.journal.now(), [], whole=True)
    return client.world.violations


def test_a_tweet_that_is_missing_is_seen(client: Client) -> None:
    assert "misses 70" in violations(client)[0]


def test_who_gave_the_account_up_a_moment_ago_need_not_find_their_tweets(client: Client) -> None:
    give_up(client)

    assert violations(client) == []


def test_who_may_have_given_the_account_up_while_they_read_need_not_find_their_tweets(client: Client) -> None:
    change(client, away=True)

    assert violations(client) == []


def test_who_came_back_finds_their_tweets_again(client: Client) -> None:
    give_up(client)
    client.journal.end(change(client, away=False), Outcome.DONE)

    assert "misses 70" in violations(client)[0]


def test_a_session_that_outlives_its_account_is_seen(client: Client) -> None:
    give_up(client)
    client.world.scheduler.sleep(TOKEN_CACHE_MS / 1000)

    assert "still reads" in violations(client)[0]


def test_a_pin_says_nothing_of_how_far_back_a_page_goes(client: Client) -> None:
    pinned, newest = TWEET - 1, TWEET + 1
    client.journal.writes(client.begin("pin"), ("pinned", ANN, pinned), True)
    page = [{"id": str(each), "retweetedBy": None} for each in (pinned, newest)]

    judge_own_tweets(client, client.journal.now(), page, whole=False)

    assert client.world.violations == []


def test_a_tweet_that_a_page_leaves_out_between_two_others_is_seen(client: Client) -> None:
    page = [{"id": str(each), "retweetedBy": None} for each in (TWEET + 1, TWEET - 1)]

    judge_own_tweets(client, client.journal.now(), page, whole=False)

    assert "misses 70" in client.world.violations[0]
