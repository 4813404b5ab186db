"""Page through everything, while everything happens; what is read is judged at once."""

from __future__ import annotations

from tests.simulation.invariants.reads import judge_own_tweets, judge_tweets, judge_users
from tests.simulation.people import Client
from tests.simulation.workload.action import Action


def home(client: Client) -> None:
    since = client.journal.now()
    answer = client.get(f"/api/timelines/home?limit={client.random.choice((3, 20, 50))}")
    if answer.ok:
        judge_tweets(client, since, answer.body["items"], home=True)


def whole_home(client: Client) -> None:
    items_since = client.journal.now()
    items = client.pages("/api/timelines/home", client.random.choice((5, 20)))
    if items is not None:
        judge_tweets(client, items_since, items, home=True)


def profile(client: Client) -> None:
    other = client.other()
    if other is None:
        return
    since = client.journal.now()
    answer = client.get(f"/api/users/{other.id}/tweets?replies=true&limit=20")
    if answer.ok:
        judge_tweets(client, since, answer.body["items"])


def own_profile(client: Client) -> None:
    """Look whether one's own tweets are there: nobody may hide them, and no list may forget them."""
    since = client.journal.now()
    answer = client.get(f"/api/users/{client.person.id}/tweets?replies=true&limit=20")
    if answer.ok:
        judge_tweets(client, since, answer.body["items"])
        judge_own_tweets(client, since, answer.body["items"], whole=answer.body["nextToken"] is None)


def feeds(client: Client) -> None:
    since = client.journal.now()
    path = client.random.choice(("/api/timelines/public", "/api/hashtags/tag1/tweets"))
    answer = client.get(f"{path}?limit=20")
    if answer.ok:
        judge_tweets(client, since, answer.body["items"], feed=True)


def thread(client: Client) -> None:
    tweet = client.world.some_tweet()
    if tweet is None:
        return
    since = client.journal.now()
    answer = client.get(f"/api/tweets/{tweet.id}/thread?limit=20")
    if answer.ok:
        judge_tweets(client, since, [answer.body["tweet"], *answer.body["ancestors"], *answer.body["items"]])


def one_tweet(client: Client) -> None:
    tweet = client.world.some_tweet()
    if tweet is None:
        return
    since = client.journal.now()
    answer = client.get(f"/api/tweets/{tweet.id}")
    if answer.ok:
        judge_tweets(client, since, [answer.body])


def accounts(client: Client) -> None:
    other = client.other()
    if other is None:
        return
    since = client.journal.now()
    direction = client.random.choice(("followers", "following"))
    answer = client.get(f"/api/users/{other.id}/{direction}?limit=20")
    if answer.ok:
        judge_users(client, since, answer.body["items"])


ACTIONS = (
    Action("home", 9, home),
    Action("whole home", 2, whole_home),
    Action("profile", 3, profile),
    Action("own profile", 2, own_profile),
    Action("feeds", 3, feeds),
    Action("thread", 4, thread),
    Action("one tweet", 5, one_tweet),
    Action("accounts", 3, accounts),
)
