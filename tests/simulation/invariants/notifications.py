"""Notifications at rest: the function of edges and mentions, each once, the same in groups and one by one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from linnet.domain.notifications import UNREAD_CAP
from tests.simulation.fleet import SKEW_MS
from tests.simulation.invariants.notices import ABOUT_ACCOUNTS, ABOUT_OWN_TWEET, judge_marker
from tests.simulation.invariants.reads import INDEX_LAG_MS
from tests.simulation.invariants.shown import Eyes, readers
from tests.simulation.invariants.truth import Row, Truth
from tests.simulation.journal import Deed
from tests.simulation.people import Client, World

PAGE_SIZES: Final = (3, 40)
# What asks to be heard.
WRITTEN: Final = frozenset({"reply", "mention", "quote"})
# So many accounts of a group are named.
NAMED: Final = 8

# A poll's end is told when no vote can be on its way any more.
SETTLED_MS: Final = 95_000

# What happened, who did it, and to which tweet; to the recipient's account where it is no tweet.
Fact = tuple[str, int, int]
Item = dict[str, Any]


@dataclass(frozen=True)
class Facts:
    """What stands for one recipient, worked out from the tables and nothing else, and what must have been told."""

    world: World
    truth: Truth
    eyes: Eyes

    @property
    def me(self) -> int:
        return self.eyes.reader

    @cached_property
    def standing(self) -> frozenset[Fact]:
        return frozenset(
            (
                *self._engagements(),
                *self._pairs(),
                *self._addressed(),
                *self._edits(),
                *self._polls(),
                *self._announced(),
            )
        )

    def _engagements(self) -> Iterator[Fact]:
        for (actor, tweet), row in self.truth.engagements.items():
            about = self.truth.standing.get(tweet, {})
            if about.get("author_id") == self.me:
                for kind in ABOUT_OWN_TWEET:
                    if row.get(f"{kind}_id") is not None:
                        yield kind, actor, tweet

    def _pairs(self) -> Iterator[Fact]:
        for (user, target), row in self.eyes.pairs.items():
            if target == self.me and row.get("follow_id") is not None:
                yield "follow", user, self.me
            if target == self.me and row.get("requested_id") is not None:
                yield "follow_request", user, self.me
            if user == self.me and row.get("follow_id") is not None:
                yield "request_accepted", target, self.me

    def _addressed(self) -> Iterator[Fact]:
        for tweet, row in self.truth.standing.items():
            kind = self._address(row)
            if kind is not None:
                yield kind, int(row["author_id"]), tweet

    def _address(self, row: Row) -> str | None:
        """Return how a tweet addresses the recipient: once, as the nearest of what it is to them."""
        if row["kind"] != "tweet" or row["author_id"] == self.me:
            return None
        if row.get("reply_to_author_id") == self.me:
            return "reply"
        quoted = self.truth.posts.get(int(row.get("quote_of_id") or 0), {})
        if quoted.get("author_id") == self.me:
            return "quote"
        return "mention" if self.me in (row.get("mentioned_ids") or ()) else None

    def _edits(self) -> Iterator[Fact]:
        for facet in ("like", "retweet"):
            for actor, tweet in self.world.journal.pairs(facet):
                if actor == self.me:
                    yield from self._edit(tweet)
        for row in self.truth.posts.values():
            if row["author_id"] == self.me and row.get("quote_of_id") is not None:
                yield from self._edit(int(row["quote_of_id"]))

    def _edit(self, tweet: int) -> Iterator[Fact]:
        row = self.truth.standing.get(tweet, {})
        if row.get("edited_at") is not None and row["author_id"] != self.me:
            yield "edit", int(row["author_id"]), tweet

    def _polls(self) -> Iterator[Fact]:
        for tweet, row in self.truth.standing.items():
            if row.get("poll") is None:
                continue
            voted = self.truth.engagements.get((self.me, tweet), {}).get("vote_id") is not None
            ahead_ms = 0 if self.world.true_clocks else SKEW_MS
            if (voted or row["author_id"] == self.me) and _ends_ms(row) <= self.world.polls_ended_ms + ahead_ms:
                yield "poll_ended", int(row["author_id"]), tweet

    def _announced(self) -> Iterator[Fact]:
        """Yield the tweets, but for answers, of those whose bell may have been on when they were published or later."""
        rung = {key[2]: key for key in self.world.journal.keys("bell") if key[1] == self.me}
        for tweet, row in self.truth.standing.items():
            bell = rung.get(int(row["author_id"]))
            if bell is None or row["kind"] != "tweet" or row.get("reply_to_id") is not None:
                continue
            published = self.published.get(tweet)
            since = None if published is None else published.beginning
            if since is None or True in self.world.journal.possible(bell, False, since):
                yield "tweet", int(row["author_id"]), tweet

    @cached_property
    def published(self) -> dict[int, Deed]:
        """Return the deeds that made the tweets whose ids were answered."""
        deeds = self.world.journal.deeds_of("publish")
        return {deed.facts["id"]: deed for deed in deeds if "id" in deed.facts}

    def tried(self, fact: Fact) -> bool:
        """Tell whether somebody may have done it at some time, of whose end the recipient need not have heard."""
        kind, actor, about = fact
        if kind in ABOUT_OWN_TWEET:
            return bool(self.world.journal.deeds_on((kind, actor, about)))
        if kind in ABOUT_ACCOUNTS:
            pair = (self.me, actor) if kind == "request_accepted" else (actor, self.me)
            return bool(self.world.journal.deeds_on(("follow", *pair)))
        # A bell that was off rang for nobody, whether they have read of it or not.
        return kind != "tweet" and about in self.truth.posts

    def hidden(self, fact: Fact) -> bool:
        """Tell whether the recipient may not, or does not want to, read of it now."""
        kind, actor, about = fact
        if not self.eyes.meets(actor) or self.eyes.silenced(actor):
            return True
        off, _, words = self.truth.choices(self.me)
        if kind in off:
            return True
        if kind == "retweet" and self.eyes.profiles[actor].get("protected") and not self.eyes.follows(actor):
            return True
        if kind in ABOUT_ACCOUNTS:
            return False
        row = self.truth.posts.get(about, {})
        silent = row.get("author_id") != self.me and any(word in str(row.get("text")) for word in words)
        return silent or not self.eyes.sees(about) or self._thread(kind, row) in self.truth.muted_threads(self.me)

    def _thread(self, kind: str, row: Row) -> int:
        thread = self.truth.posts[int(row["quote_of_id"])] if kind == "quote" else row
        return int(thread.get("root_id") or thread["id"])

    def must(self, fact: Fact) -> bool:
        """Tell whether nothing ever stood in the way of telling it."""
        kind, actor, about = fact
        journal = self.world.journal
        marks = (("blocking", self.me, actor), ("blocking", actor, self.me), ("muting", self.me, actor))
        if self.hidden(fact) or any(self._touched(key) for key in marks) or self._touched(("choices", self.me)):
            return False
        if kind in ABOUT_ACCOUNTS:
            return self._plain_pair(kind, actor)
        row = self.truth.posts[about]
        threads = [key for key in journal.keys("thread", self._thread(kind, row)) if key[1] == self.me]
        if threads or self._touched(("protected", actor)) or self._touched(("protected", int(row["author_id"]))):
            return False
        if row.get("audience", "public") == "followers" and row["author_id"] != self.me:
            return False
        if kind == "poll_ended":
            # By a clock that is ahead, voters are told before the last has voted.
            return self.world.true_clocks and _ends_ms(row) + SETTLED_MS < self.world.polls_ended_ms
        if kind == "tweet":
            return self._rang_for(actor, about)
        return kind != "edit" or self._liked_before_an_edit(about)

    def _touched(self, key: tuple[Any, ...]) -> bool:
        return any(not deed.refused for deed in self.world.journal.deeds_on(key))

    def _plain_pair(self, kind: str, actor: int) -> bool:
        pair = (self.me, actor) if kind == "request_accepted" else (actor, self.me)
        deeds = [deed for deed in self.world.journal.deeds_on(("follow", *pair)) if not deed.refused]
        if kind == "follow":
            # Without a request at any time: one that is accepted is told to who asked.
            return not self._touched(("protected", self.me)) and all(each.kind != "accept" for each in deeds)
        if kind == "follow_request":
            return True
        last = max(deeds, key=lambda each: each.began, default=None)
        return last is not None and last.kind == "accept" and last.done and _alone(last, deeds)

    def _rang_for(self, author: int, tweet: int) -> bool:
        """Tell whether the bell was on, and known to the index, when a tweet was published, and left alone since."""
        bell, published = ("bell", self.me, author), self.published.get(tweet)
        deeds = [deed for deed in self.world.journal.deeds_on(bell) if not deed.refused]
        last = max(deeds, key=lambda each: each.began, default=None)
        if published is None or last is None or not last.done or not _alone(last, deeds):
            return False
        known_ms = last.facts.get("known_ms")
        on = self.world.journal.possible(bell, False) == {True}
        return on and known_ms is not None and known_ms + INDEX_LAG_MS < published.began_ms

    def _liked_before_an_edit(self, tweet: int) -> bool:
        likes = [each for each in self.world.journal.deeds_on(("like", self.me, tweet)) if not each.refused]
        edits = [each for each in self.world.journal.deeds_of("edit") if each.facts["id"] == tweet and each.done]
        return (
            bool(likes)
            and all(each.kind == "like" and each.done for each in likes)
            and any(likes[0].ended_ms + INDEX_LAG_MS < edit.began_ms for edit in edits)
        )


def _ends_ms(row: Row) -> int:
    return int(json.loads(row["poll"])["ends"])


def _alone(deed: Deed, deeds: list[Deed]) -> bool:
    """Tell whether all others had ended when a deed began."""
    return all(each is deed or (each.ended is not None and each.ended < deed.began) for each in deeds)


def notifications_are_the_facts(world: World, truth: Truth) -> None:
    """Each fact is told once; nothing that does not stand is told unless it was read while it did; groups agree."""
    for reader, eyes in readers(world, truth):
        facts = Facts(world, truth, eyes)
        lists = [_entries(world, reader, limit) for limit in PAGE_SIZES]
        groups = reader.pages("/api/notifications", PAGE_SIZES[0])
        if groups is None or any(each is None for each in lists):
            world.violated(f"{facts.me} cannot read their notifications")
            continue
        told = lists[0] or {}
        if lists[1] != told:
            world.violated(f"notifications of {facts.me} differ by page size: {lists}")
        _judge_told(world, facts, told)
        _judge_groups(world, facts, told, groups)
        _judge_aside(world, reader, facts, told)
        _judge_unread(world, reader, truth, groups)


def _entries(world: World, reader: Client, limit: int) -> dict[Fact, tuple[int, bool]] | None:
    """Return ids of what is told, one by one, and whether it is unread."""
    items = reader.pages("/api/notifications?grouped=false", limit)
    if items is None:
        return None
    facts = [_fact(item, int(item["actors"][0]["id"]), reader.person.id) for item in items if item["actors"]]
    twice = [fact for fact, times in Counter(facts).items() if times > 1]
    if twice:
        world.violated(f"{reader.person.id} is told twice of {twice}")
    told = [item for item in items if item["actors"]]
    return {fact: (int(item["id"]), item["unread"]) for fact, item in zip(facts, told, strict=True)}


def _judge_aside(world: World, reader: Client, facts: Facts, told: dict[Fact, tuple[int, bool]]) -> None:
    """What was set aside stands, is told nowhere else, and waits once; who asks to be heard says how much of it."""
    me = facts.me
    asking = reader.pages("/api/notifications/requests", PAGE_SIZES[0])
    if asking is None:
        world.violated(f"{me} cannot read who asks to be heard")
        return
    for request in asking:
        sender = int(request["account"]["id"])
        items = reader.pages(f"/api/notifications?grouped=false&filtered=true&account={sender}", PAGE_SIZES[1]) or []
        waiting = [_fact(item, sender, me) for item in items if item["filtered"]]
        heard = {_fact(item, sender, me) for item in items if not item["filtered"]}
        if len(set(waiting)) < len(waiting) or set(waiting) & (heard | told.keys()):
            world.violated(f"{waiting} wait for {me} more than once, or are told too: {heard}")
        if heard != {fact for fact in told if fact[1] == sender}:
            world.violated(f"{me} is told {heard} beside what waits of {sender}, and otherwise not")
        for fact in waiting:
            if fact not in facts.standing or facts.hidden(fact):
                world.violated(f"{fact} waits for {me} and does not stand, or is hidden from them")
        if not _written(waiting) or request["count"] < len(_written(waiting)):
            world.violated(f"{sender} asks {me} to be heard with {request['count']}, and {waiting} wait")


def _written(facts: Iterable[Fact]) -> list[Fact]:
    """Return what was written to somebody."""
    return [fact for fact in facts if fact[0] in WRITTEN]


def _fact(item: Item, actor: int, me: int) -> Fact:
    return item["kind"], actor, me if item["tweet"] is None else int(item["tweet"]["id"])


def _judge_told(world: World, facts: Facts, told: dict[Fact, tuple[int, bool]]) -> None:
    for fact, (identifier, unread) in told.items():
        if facts.hidden(fact):
            world.violated(f"{facts.me} is told of {fact}, which is hidden from them")
        elif fact not in facts.standing and (unread or not facts.tried(fact)):
            world.violated(f"{facts.me} is told of {fact} ({identifier}, unread: {unread}), which is not so")
    for fact in facts.standing - told.keys():
        if (fact[1] != facts.me or fact[0] == "poll_ended") and facts.must(fact):
            world.violated(f"{facts.me} is not told of {fact}")


def _judge_groups(world: World, facts: Facts, told: dict[Fact, tuple[int, bool]], groups: list[Item]) -> None:
    me = facts.me
    sizes = Counter((kind, about) for kind, _, about in told)
    seen: Counter[tuple[str, int]] = Counter()
    for group in groups:
        named = [_fact(group, int(actor["id"]), me) for actor in group["actors"]]
        if not named:
            continue
        place = (group["kind"], named[0][2])
        seen[place] += 1
        slack = _erased_in(facts, place, sizes[place])
        shown = min(NAMED, sizes[place])
        if (
            not sizes[place] <= group["actorCount"] <= sizes[place] + slack
            or not shown - slack <= len(named) <= shown
            or not told.keys() >= set(named)
        ):
            world.violated(f"{me} is told of {place} by {group['actorCount']} ({named}), one by one by {sizes[place]}")
        if group["unread"] != any(told[fact][1] for fact in named if fact in told):
            world.violated(f"the group {place} of {me} is unread: {group['unread']}, unlike its entries")
    if seen.keys() != sizes.keys() or max(seen.values(), default=1) > 1:
        world.violated(f"groups of {me} are {seen}, and entries are in {sizes}")


def _erased_in(facts: Facts, place: tuple[str, int], size: int) -> int:
    """Return how many a group may count too many.

    Of a large one only the newest are looked at: who was erased after being read of may be counted behind them.
    """
    kind, about = place
    if kind not in ABOUT_OWN_TWEET | ABOUT_ACCOUNTS:
        return 0
    erased = sum(facts.tried((kind, person.id, about)) for person in facts.world.gone)
    return erased if size + erased > NAMED else 0


def _judge_unread(world: World, reader: Client, truth: Truth, groups: list[Item]) -> None:
    """What is unread is what is newer than the marker, which moves forward; then there is nothing."""
    me, since = reader.person.id, reader.journal.now()
    count = reader.get("/api/notifications/unread-count").body
    judge_marker(reader, since, count["readUpTo"])
    unread = sum(group["unread"] for group in groups)
    shown = (min(unread, UNREAD_CAP), f"{UNREAD_CAP}+" if unread > UNREAD_CAP else str(unread))
    if (count["count"], count["display"]) != shown:
        world.violated(f"{me} has {unread} unread notifications and is told {count}")
    reader.send("POST", "/api/notifications/read", {})
    left = reader.get("/api/notifications/unread-count").body
    if left["count"] or int(left["readUpTo"]) < int(count["readUpTo"]):
        world.violated(f"{me} marked everything as read, at {count}, and is told {left}")


SHOWN = (notifications_are_the_facts,)
