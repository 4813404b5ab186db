"""Count anew, from the acts that were acknowledged, what the network must tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from local.replay.activity.script import Script
from local.replay.journal import Journal
from local.replay.plan import Post, Retweet


class Fact(NamedTuple):
    """What an account is notified of: who did what, and about which tweet (none for follows). All are ids."""

    kind: str
    actor: str
    tweet: str | None


@dataclass(frozen=True, slots=True)
class Recount:
    """Edges by what they are counted at, all by ids; what has none is absent. `notified` is by account."""

    retweeters: Mapping[str, frozenset[str]]
    replies: Mapping[str, frozenset[str]]
    posted: Mapping[str, int]
    followers: Mapping[str, frozenset[str]]
    following: Mapping[str, frozenset[str]]
    notified: Mapping[str, frozenset[Fact]]

    @property
    def edges(self) -> int:
        return sum(self.posted.values()) + sum(map(len, self.followers.values()))


def recount(script: Script, journal: Journal) -> Recount:
    """Count what the journal says was done."""
    ids = {number: account.id for number, account in journal.accounts.items()}
    retweeters: defaultdict[str, set[str]] = defaultdict(set)
    replies: defaultdict[str, set[str]] = defaultdict(set)
    posted: Counter[str] = Counter()
    followers: defaultdict[str, set[str]] = defaultdict(set)
    following: defaultdict[str, set[str]] = defaultdict(set)
    for action in script.plan.actions:
        done = journal.done.get(action.key)
        if done is None:
            continue
        posted[ids[action.author]] += 1
        if isinstance(action, Retweet):
            retweeters[done].add(ids[action.author])
        elif action.reply_to in journal.done:
            replies[journal.done[action.reply_to]].add(done)
    for follower, followee in journal.follows:
        followers[ids[followee]].add(ids[follower])
        following[ids[follower]].add(ids[followee])
    notified: defaultdict[str, set[Fact]] = defaultdict(set)
    for recipient, fact in _facts(script, journal):
        if ids[recipient] != fact.actor:
            notified[ids[recipient]].add(fact)
    return Recount(
        _frozen(retweeters),
        _frozen(replies),
        dict(posted),
        _frozen(followers),
        _frozen(following),
        {recipient: frozenset(facts) for recipient, facts in notified.items()},
    )


def _facts(script: Script, journal: Journal) -> Iterator[tuple[int, Fact]]:
    """Yield what each act notifies somebody of, by index of the cast."""
    authors = {action.key: action.author for action in script.plan.actions}
    for action in script.plan.actions:
        done = journal.done.get(action.key)
        if done is None:
            continue
        actor = journal.accounts[action.author].id
        match action:
            case Retweet():
                yield authors[action.of], Fact("retweet", actor, done)
            case Post(reply_to=str(answered)):
                yield authors[answered], Fact("reply", actor, done)
            case Post(key=key) if key in script.mentioned:
                yield script.mentioned[key], Fact("mention", actor, done)
    for follower, followee in journal.follows:
        yield followee, Fact("follow", journal.accounts[follower].id, None)


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(members) for key, members in sets.items()}
