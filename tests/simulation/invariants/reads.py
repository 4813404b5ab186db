"""What a client may be shown, judged by what was acknowledged before its read began."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.simulation.journal import Moment
from tests.simulation.people import Client

Item = dict[str, Any]


def judge_tweets(
    client: Client, since: Moment, items: Sequence[Item], *, home: bool = False, feed: bool = False
) -> None:
    """Judge tweets of a list, with what they quote and who retweeted them."""
    judge = _Judge(client, since)
    for item in items:
        judge.tweet(item)
        poster = item["author"] if item["retweetedBy"] is None else item["retweetedBy"]["author"]
        judge.account(int(poster["id"]), "retweeter of a tweet")
        if item["quote"] is not None:
            judge.tweet(item["quote"])
        if home:
            judge.home_entry(int(poster["id"]))
        if home or feed:
            judge.not_muted(int(item["author"]["id"]))
        if feed and item["audience"] != "public":
            client.world.violated(f"a feed shows {item['id']}, which is {item['audience']}")


def judge_users(client: Client, since: Moment, items: Sequence[Item]) -> None:
    """Judge accounts of a list."""
    judge = _Judge(client, since)
    for item in items:
        judge.account(int(item["id"]), "account in a list")
    _each_once(client, [item["id"] for item in items])


def _each_once(client: Client, ids: Sequence[str]) -> None:
    if len(set(ids)) != len(ids):
        client.world.violated(f"a page holds something twice: {ids}")


class _Judge:
    def __init__(self, client: Client, since: Moment) -> None:
        self._client = client
        self._me = client.person.id
        self._since = since
        self._journal = client.journal
        self._lag_ms = client.world.cache_lag_ms

    def tweet(self, item: Item) -> None:
        tweet_id, author = int(item["id"]), int(item["author"]["id"])
        self.account(author, "author of a tweet")
        if self._journal.surely(("alive", tweet_id), False, self._since, self._lag_ms, initial=True):
            self._violated(f"sees {tweet_id}, which was deleted")
        texts = self._journal.possible(("text", tweet_id), None, self._since, self._lag_ms)
        if None not in texts and item["text"] not in texts:
            self._violated(f"sees {tweet_id} as {item['text']!r} instead of {sorted(texts)}")
        narrow = item["audience"] == "followers" or self._journal.surely(
            ("protected", author), True, self._since, self._lag_ms
        )
        if narrow and author != self._me and not self._may_follow(author):
            self._violated(f"sees {tweet_id}, which is for followers of {author}")
        self._own_action(item)
        self._counts(item)

    def account(self, other: int, what: str) -> None:
        for pair in ((self._me, other), (other, self._me)):
            if self._journal.surely(("blocking", *pair), True, self._since):
                self._violated(f"meets {other}, {what}, in spite of the block {pair}")

    def home_entry(self, poster: int) -> None:
        if poster != self._me and not self._may_follow(poster):
            self._violated(f"has a post of {poster} at home without following")

    def not_muted(self, author: int) -> None:
        if self._journal.surely(("muting", self._me, author), True, self._since):
            self._violated(f"hears {author} in spite of the mute")

    def _may_follow(self, other: int) -> bool:
        return "following" in self._journal.possible(("follow", self._me, other), "none", self._since)

    def _own_action(self, item: Item) -> None:
        key = ("retweet", self._me, int(item["id"]))
        if item["viewer"]["retweeted"] not in self._journal.possible(key, False, self._since):
            self._violated(f"is told retweeted={item['viewer']['retweeted']} of {item['id']}")

    def _counts(self, item: Item) -> None:
        attempted = sum(key[2] == int(item["id"]) for key in self._journal.keys("retweet"))
        counts = item["counts"]
        # A reader's own act is added until it is counted, and may be both for a moment (`linnet/domain/tweets.py`).
        if min(counts.values()) < 0 or counts["retweets"] > attempted + item["viewer"]["retweeted"]:
            self._violated(f"reads {counts} on {item['id']}, which {attempted} accounts tried to retweet")

    def _violated(self, what: str) -> None:
        self._client.world.violated(f"{self._client.person.name} ({self._me}) {what}")
