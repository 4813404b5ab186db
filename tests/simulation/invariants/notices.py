"""Notifications as they are read while things happen: what hides one hides it from the next read on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tests.simulation.invariants.reads import judge_accounts, judge_tweets
from tests.simulation.journal import Moment
from tests.simulation.people import Client

Item = dict[str, Any]
Choices = tuple[frozenset[str], bool, tuple[str, ...]]

NO_CHOICES: Final[Choices] = (frozenset(), False, ())
# Of these the tweet is the recipient's own, whose words they do not mute.
ABOUT_OWN_TWEET: Final = frozenset({"like", "retweet"})
ABOUT_ACCOUNTS: Final = frozenset({"follow", "follow_request", "request_accepted"})


def judge_notifications(client: Client, since: Moment, items: Sequence[Item]) -> None:
    """Judge notifications by what their reader has surely blocked, muted, turned off or silenced."""
    journal, me = client.journal, client.person.id
    choices = journal.possible(("choices", me), NO_CHOICES, since)
    for item in items:
        kind, tweet = item["kind"], item["tweet"]
        what = f"{me} is told of {kind} by {[each['id'] for each in item['actors']]}"
        judge_accounts(client, since, [int(each["id"]) for each in item["actors"]], f"actor of {kind}")
        if all(kind in off for off, _, _ in choices):
            client.world.violated(f"{what}, which is turned off")
        if tweet is None:
            continue
        judge_tweets(client, since, [tweet])
        mine = int(tweet["author"]["id"]) == me
        if not mine and all(_silences(words, tweet["text"]) for _, _, words in choices):
            client.world.violated(f"{what}: {tweet['text']}, in spite of muted words")
        if kind != "quote" and journal.surely(("thread", me, int(tweet["conversationId"])), True, since):
            client.world.violated(f"{what} in the muted conversation {tweet['conversationId']}")


def judge_marker(client: Client, since: Moment, told: str) -> None:
    """The read marker is never behind what was answered before."""
    marks = [
        deed.facts.get("upto", 0)
        for deed in client.journal.deeds_of("mark notifications read")
        if deed.facts["person"] == client.person.id and deed.ended is not None and deed.ended < since.number
    ]
    if int(told) < max(marks, default=0):
        client.world.violated(f"{client.person.id} had read up to {max(marks)} and is told {told}")


def _silences(words: Sequence[str], text: str) -> bool:
    return any(word in text for word in words)
