"""What a client may be shown, judged by what was acknowledged before its read began."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from tests.simulation.fleet import SKEW_MS
from tests.simulation.journal import Key, Moment
from tests.simulation.memberships import surely_apart
from tests.simulation.people import Client, unix_ms

Item = dict[str, Any]

# For five minutes an own act is added to totals that do not have it yet; the rest is for the read itself.
OVERLAID_MS: Final = 240_000
# A like, its end and the like after that are told apart in any copy of a total (decision 32).
REMEMBERED_ACTS: Final = 3
# An index shows what its table had so long ago, at most.
INDEX_LAG_MS: Final = 10_000
# A container remembers a good token so long (`token_cache_s`).
TOKEN_CACHE_MS: Final = 10_000


def judge_tweets(
    client: Client,
    since: Moment,
    items: Sequence[Item],
    *,
    home: bool = False,
    feed: bool = False,
    list_id: str | None = None,
) -> None:
    """Judge tweets of a page, with what they quote and who retweeted them; `list_id` is the reader's list read."""
    judge = _Judge(client, since)
    for item in items:
        judge.tweet(item)
        poster = item["author"] if item["retweetedBy"] is None else item["retweetedBy"]["author"]
        judge.account(int(poster["id"]), "retweeter of a tweet")
        if item["quote"] is not None:
            judge.tweet(item["quote"])
        if home:
            judge.home_entry(int(poster["id"]))
        if list_id is not None:
            judge.list_entry(list_id, int(poster["id"]))
        if home or feed or list_id is not None:
            judge.not_muted(int(item["author"]["id"]), hears={False})
        if feed and item["audience"] != "public":
            client.world.violated(f"a feed shows {item['id']}, which is {item['audience']}")


def judge_accounts(client: Client, since: Moment, ids: Sequence[int], what: str) -> None:
    """Judge accounts that the reader did not ask for."""
    judge = _Judge(client, since)
    for each in ids:
        judge.account(each, what)
        judge.not_muted(each)


def judge_own_tweets(client: Client, since: Moment, items: Sequence[Item], *, whole: bool) -> None:
    """A page of one's own profile, the first, leaves out no tweet that stood long enough for the index to show it.

    Who gave the account up sees nothing of it either, in the seconds in which a container remembers the session.
    """
    journal, me = client.journal, client.person.id
    lag_ms = client.world.cache_lag_ms
    if journal.surely(("away", me), True, since, TOKEN_CACHE_MS + lag_ms):
        client.world.violated(f"{client.person.name} ({me}) gave the account up long ago, and still reads with it")
    if not takes_part(client, since):
        return
    # Whoever retweets a tweet of their own finds it there once, as the retweet; and pins stand first, however old.
    shown = {int(item["id"]) for item in items}
    pinned = {key[2] for key in journal.keys("pinned") if key[1] == me}
    in_order = (int(item["id"]) for item in items if item["retweetedBy"] is None and int(item["id"]) not in pinned)
    oldest = 0 if whole else min(in_order, default=None)
    if oldest is None:
        return
    for deed in journal.deeds_of("publish"):
        known = deed.done and deed.facts["actor"] == me and deed.ended_ms <= since.ms - INDEX_LAG_MS
        if not known or deed.facts["id"] < oldest or deed.facts["id"] in shown:
            continue
        if journal.surely(("alive", deed.facts["id"]), True, since, initial=True):
            client.world.violated(f"{client.person.name} ({me}) misses {deed.facts['id']} among their own tweets")


def takes_part(client: Client, since: Moment) -> bool:
    """Tell whether a reader has surely not given the account up.

    Who has may read for some seconds more, while a container remembers the session, and neither finds what they posted
    nor what they did: it is hidden, and soon erased.
    """
    away = ("away", client.person.id)
    return client.journal.surely(away, False, since, client.world.cache_lag_ms)


def judge_users(client: Client, since: Moment, items: Sequence[Item], *, whole: bool = True) -> None:
    """Judge accounts of a list; where it is not `whole`, pages were read while the list could move."""
    judge = _Judge(client, since)
    for item in items:
        judge.account(int(item["id"]), "account in a list")
    if whole:
        _each_once(client, [item["id"] for item in items])


def _each_once(client: Client, ids: Sequence[str]) -> None:
    if len(set(ids)) != len(ids):
        client.world.violated(f"a page holds something twice: {ids}")


def _counted(item: Item) -> Iterator[tuple[str, int, bool]]:
    """Yield what is counted: the acts, how many of them are shown, and whether the reader's own must be among them."""
    yield "like", item["counts"]["likes"], item["viewer"]["liked"]
    yield "retweet", item["counts"]["retweets"], item["viewer"]["retweeted"]
    poll = item["poll"]
    if poll is not None and poll["voters"] is not None:
        yield "vote", poll["voters"], bool(poll["chosen"])
        for position, option in enumerate(poll["options"]):
            if position in poll["chosen"]:
                yield "vote", option["votes"], True


class _Judge:
    def __init__(self, client: Client, since: Moment) -> None:
        self._client = client
        self._me = client.person.id
        self._since = since
        self._journal = client.journal
        self._lag_ms = client.world.cache_lag_ms
        self._takes_part = takes_part(client, since)

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
        if self._takes_part:
            self._own_acts(item)
        self._counts(item)
        self._poll(item)

    def account(self, other: int, what: str) -> None:
        if self._journal.surely(("away", other), True, self._since, self._lag_ms):
            self._violated(f"meets {other}, {what}, who has given the account up")
        for pair in ((self._me, other), (other, self._me)):
            if self._journal.surely(("blocking", *pair), True, self._since):
                self._violated(f"meets {other}, {what}, in spite of the block {pair}")

    def home_entry(self, poster: int) -> None:
        if poster != self._me and not self._may_follow(poster):
            self._violated(f"has a post of {poster} at home without following")
        apart = surely_apart(self._journal, self._me, poster, self._since)
        if apart is not None:
            self._violated(f"has a post of {poster} at home, who is in the exclusive list {apart}")

    def list_entry(self, list_id: str, poster: int) -> None:
        if not self._may_follow(poster):
            self._violated(f"has a post of {poster} in the list {list_id} without following")
        if self._journal.surely(("listed", self._me, list_id, poster), False, self._since):
            self._violated(f"has a post of {poster} in the list {list_id}, who is no member")

    def not_muted(self, author: int, *, hears: Collection[object] = (False, "posts")) -> None:
        if not self._journal.possible(("muting", self._me, author), False, self._since).intersection(hears):
            self._violated(f"hears {author} in spite of the mute")

    def _may_follow(self, other: int) -> bool:
        return "following" in self._journal.possible(("follow", self._me, other), "none", self._since)

    def _own_acts(self, item: Item) -> None:
        """What the reader did shows in every answer, from the next read on."""
        shown = {
            "retweet": (item["viewer"]["retweeted"], False),
            "like": (item["viewer"]["liked"], False),
            "vote": (None if item["poll"] is None else tuple(item["poll"]["chosen"]) or None, None),
        }
        for facet, (state, initial) in shown.items():
            possible = self._journal.possible((facet, self._me, int(item["id"])), initial, self._since)
            if state not in possible:
                self._violated(f"is told {facet}={state} of {item['id']}, which may be {possible}")
        threads = self._journal.possible(("thread", self._me, int(item["conversationId"])), False, self._since)
        if item["threadMuted"] not in threads:
            self._violated(f"is told threadMuted={item['threadMuted']} of {item['id']}")
        bookmarks = self._journal.possible(("bookmark", self._me, int(item["id"])), None, self._since)
        if item["viewer"]["bookmarked"] not in {state is not None for state in bookmarks}:
            self._violated(f"is told bookmarked={item['viewer']['bookmarked']} of {item['id']}")

    def _counts(self, item: Item) -> None:
        for facet, total, mine in _counted(item):
            attempted = self._journal.keys(facet, int(item["id"]))
            # A reader's own act is added until it is counted; while others act it may be both (decision 32).
            if not 0 <= total <= len(attempted) + mine:
                self._violated(f"reads {facet} {total} of {item['id']}, which {len(attempted)} accounts attempted")
            register = (facet, self._me, int(item["id"]))
            if self._takes_part and self._fresh(register):
                if mine and total == 0 and self._client.world.add_only:
                    self._violated(f"does not find their own {facet} in the total of {item['id']}")
                # Taking a retweet back is not made up for in its total.
                exact = facet != "retweet" or len(self._journal.deeds_on(register)) == 1
                if exact and self._alone(item) and self._steady(register) and total != mine:
                    self._violated(f"alone did {facet}={mine} to {item['id']} and reads {total}")

    def _fresh(self, register: Key) -> bool:
        """Tell whether all that the reader did there is so young that it must show, counted or not."""
        deeds = self._journal.deeds_on(register)
        now_ms = self._client.world.scheduler.now_ms()
        return self._client.world.true_clocks and bool(deeds) and now_ms - deeds[0].began_ms < OVERLAID_MS

    def _alone(self, item: Item) -> bool:
        """Tell whether nobody else did anything to a tweet: totals of others may hide an act for a moment."""
        acts = [key for facet in ("like", "retweet", "vote") for key in self._journal.keys(facet, int(item["id"]))]
        return all(key[1] == self._me for key in acts)

    def _steady(self, register: Key) -> bool:
        """Tell whether the reader's own acts are few and came one after the other, with no doubt about any."""
        ended, deeds = 0, self._journal.deeds_on(register)
        if len(deeds) > REMEMBERED_ACTS:
            return False
        for deed in deeds:
            if deed.ended is None or deed.began < ended or not (deed.done or deed.refused):
                return False
            # A try that failed may have liked, and taken it back.
            if deed.facts.get("repeated"):
                return False
            ended = deed.ended
        return ended < self._since.number

    def _poll(self, item: Item) -> None:
        poll = item["poll"]
        if poll is None:
            return
        ends_ms, now_ms, clocks = unix_ms(poll["endsAt"]), self._client.world.scheduler.now_ms(), self._client.world
        votes = [option["votes"] for option in poll["options"]]
        hidden = poll["voters"] is None
        if hidden != (None in votes) or (None in votes) != all(each is None for each in votes):
            self._violated(f"reads half of a poll's totals: {poll}")
        ahead_ms = 0 if clocks.true_clocks else SKEW_MS
        if poll["hidesTotals"] and now_ms + ahead_ms < ends_ms and not hidden:
            self._violated(f"reads the totals of {item['id']} before its poll has ended: {poll}")
        if hidden and (not poll["hidesTotals"] or (clocks.true_clocks and self._since.ms >= ends_ms)):
            self._violated(f"does not read the totals of {item['id']}: {poll}")
        if not hidden and not max(votes) <= poll["voters"] + 1:
            self._violated(f"reads more votes than voters: {poll}")

    def _violated(self, what: str) -> None:
        self._client.world.violated(f"{self._client.person.name} ({self._me}) {what}")
