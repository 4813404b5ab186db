"""Page through who engaged with a tweet, and through what an account likes and bookmarked."""

from __future__ import annotations

from typing import Any

from tests.simulation.invariants.reads import INDEX_LAG_MS, judge_tweets, judge_users, takes_part
from tests.simulation.journal import Key, Moment
from tests.simulation.people import Client
from tests.simulation.workload.action import Action


def engaged_accounts(client: Client) -> None:
    """List who likes or retweeted a tweet: the reader at once, others as an index knows them, and nobody else."""
    tweet = client.world.some_tweet()
    if tweet is None:
        return
    facet, since = client.random.choice(("like", "retweet")), client.journal.now()
    found = client.pages(f"/api/tweets/{tweet.id}/{facet}s", client.random.choice((1, 3, 20)))
    if found is None:
        return
    judge_users(client, since, found, whole=False)
    for account in {int(each["id"]) for each in found} - {client.person.id}:
        if not _may_stand(client, (facet, account, tweet.id), since):
            client.world.violated(f"{account} is listed for {facet} of {tweet.id} without one")
    listed = any(int(each["id"]) == client.person.id for each in found)
    possible = client.journal.possible((facet, client.person.id, tweet.id), False, since)
    if takes_part(client, since) and listed not in possible:
        client.world.violated(f"{client.person.id} is {'' if listed else 'not '}listed for {facet} of {tweet.id}")


def _may_stand(client: Client, edge: Key, since: Moment) -> bool:
    """Tell whether somebody else's edge may be listed.

    A like is written beside the check whether it may be, and taken back where it may not (decision 32).
    """
    tried = any(deed.ended_ms > since.ms - INDEX_LAG_MS or deed.ended is None for deed in client.journal.deeds_on(edge))
    return tried or not client.journal.surely(edge, False, since, INDEX_LAG_MS)


def quotes(client: Client) -> None:
    tweet = client.world.some_tweet()
    if tweet is None:
        return
    since = client.journal.now()
    found = client.pages(f"/api/tweets/{tweet.id}/quotes", client.random.choice((2, 20)))
    if found is not None:
        judge_tweets(client, since, found)
        if any(each["quoteOf"] != str(tweet.id) for each in found):
            client.world.violated(f"what quotes something else is listed under {tweet.id}")


def likes_of_account(client: Client) -> None:
    """Read what somebody likes, which they may keep to themselves."""
    other = client.random.choice(client.world.members)
    since = client.journal.now()
    found = client.pages(f"/api/users/{other.id}/likes", client.random.choice((2, 20)))
    if found is None:
        return
    judge_tweets(client, since, found)
    if other is not client.person and client.journal.surely(
        ("likes public", other.id), False, since, client.world.cache_lag_ms, initial=True
    ):
        client.world.violated(f"{client.person.id} reads what {other.id} likes and does not show")
    for tweet_id in {int(each["id"]) for each in found}:
        if not _may_stand(client, ("like", other.id, tweet_id), since):
            client.world.violated(f"{tweet_id} is listed as liked by {other.id}")


def bookmarks(client: Client) -> None:
    """Read one's bookmarks, all or a folder: what was just done shows."""
    mine = [each for owner, each in client.journal.named("folder") if owner == client.person.id]
    folder = client.random.choice([None, None, *mine])
    since = client.journal.now()
    path = "/api/bookmarks" if folder is None else f"/api/bookmarks?folderId={folder}"
    found = client.pages(path, client.random.choice((2, 20)))
    if found is None:
        return
    judge_tweets(client, since, found)
    listed = {int(each["id"]) for each in found}
    for actor, tweet in client.journal.pairs("bookmark"):
        if actor == client.person.id:
            key = ("bookmark", actor, tweet)
            possible = client.journal.possible(key, None, since)
            wanted = {state is not None and folder in (None, state) for state in possible}
            if wanted == {False} and tweet in listed:
                client.world.violated(f"{key} is listed in {folder} and is one of {possible}")
            if wanted == {True} and len(possible) == 1 and tweet not in listed and _readable(client, tweet, since):
                client.world.violated(f"{key} is not listed in {folder} and is one of {possible}")


def _readable(client: Client, tweet_id: int, since: Moment) -> bool:
    """Tell whether a tweet is surely the reader's own, there, and known to all replicas."""
    author: Any = next((each.author for each in client.world.tweets if each.id == tweet_id), None)
    texts = client.journal.possible(("text", tweet_id), None, since, INDEX_LAG_MS)
    alive = client.journal.surely(("alive", tweet_id), True, since, initial=True)
    return author is client.person and None not in texts and alive and takes_part(client, since)


ACTIONS = (
    Action("engaged accounts", 4, engaged_accounts),
    Action("quotes", 1.5, quotes),
    Action("likes of account", 2, likes_of_account),
    Action("bookmarks", 3, bookmarks),
)
