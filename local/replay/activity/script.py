"""Turn acts into posts and retweets that can be done again: the data set says who, to whom and when, but not what."""

from __future__ import annotations

import hashlib
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from local.replay.activity.acts import Act, ActKind
from local.replay.graphs import Edge, FollowGraph
from local.replay.personas import persona
from local.replay.plan import Action, Plan, Post, Retweet

BUSIEST = 10
# What the data set is about: the rumours and the announcement of the Higgs boson, July 2012.
_NEWS = (
    "Five sigma. Five!",
    "The bump at 125 GeV is real",
    "Two experiments, the same mass",
    "They say observed, not found",
    "The seminar is being streamed, go and watch",
    "Applause in the auditorium",
)
_ASIDES = (
    "have you seen the plots?",
    "you were right about the mass",
    "what does this change?",
    "is that the one without units?",
    "explain it to my mother, please",
)
_ANSWERS = ("It changes everything, slowly.", "Ask me after the paper.", "So it seems.", "Look at the error bars.")


@dataclass(frozen=True, slots=True)
class Script:
    """A plan, whom its posts mention (by key of the post), and the accounts that most was done to, by index."""

    plan: Plan
    mentioned: Mapping[str, int]
    busiest: tuple[int, ...]


def make_script(acts: Sequence[Act], edges: Iterable[Edge], follows: int, seed: int) -> Script:
    """Cast everybody in the acts, with a sample of the follows among them."""
    cast = {account for act in acts for account in (act.actor, act.target)}
    inner = sorted({edge for edge in edges if edge[0] in cast and edge[1] in cast and edge[0] != edge[1]})
    sample = random.Random(seed).sample(inner, min(follows, len(inner)))
    followers = Counter(followee for _, followee in sample)
    order = {account: index for index, account in enumerate(sorted(cast, key=lambda each: (-followers[each], each)))}
    graph = FollowGraph(len(order), tuple(sorted((order[a], order[b]) for a, b in sample)))
    # In names and keys, so that another script on the same network is about other accounts.
    mark = hashlib.sha256(repr((acts, sample, seed)).encode()).hexdigest()[:4]
    names = [f"higgs{account}_{mark}" for account in order]
    writer = _Writer(names, mark)
    for number, act in enumerate(acts):
        writer.add(f"{mark}-act-{number}", order[act.actor], order[act.target], act.kind)
    received = Counter(order[act.target] for act in acts)
    busiest = sorted(received, key=lambda each: (-received[each], each))[:BUSIEST]
    plan = Plan(tuple(persona(name, seed) for name in names), graph, tuple(writer.actions))
    return Script(plan, writer.mentioned, tuple(busiest))


@dataclass(slots=True)
class _Writer:
    """Finds for each act what it is about; an account that is retweeted or answered says something first."""

    names: Sequence[str]
    mark: str
    actions: list[Action] = field(default_factory=list)
    mentioned: dict[str, int] = field(default_factory=dict)
    _news: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    _newest: dict[int, str] = field(default_factory=dict)
    _retweeted: set[tuple[int, str]] = field(default_factory=set)

    def add(self, key: str, actor: int, target: int, kind: ActKind) -> None:
        match kind:
            case ActKind.RETWEET:
                self.actions.append(Retweet(key, actor, self._not_retweeted(actor, target)))
            case ActKind.MENTION:
                self.mentioned[key] = target
                self._post(Post(key, actor, f"@{self.names[target]} {_pick(_ASIDES, len(self.actions))}"))
            case ActKind.REPLY:
                answered = self._newest.get(target) or self._said(target)
                self._post(Post(key, actor, _pick(_ANSWERS, len(self.actions)), reply_to=answered))

    def _not_retweeted(self, actor: int, target: int) -> str:
        """Return the target's newest news that the actor has not retweeted yet: nobody retweets a tweet twice."""
        fresh = (key for key in reversed(self._news[target]) if (actor, key) not in self._retweeted)
        key = next(fresh, None) or self._said(target)
        self._retweeted.add((actor, key))
        return key

    def _said(self, author: int) -> str:
        key = f"{self.mark}-news-{author}-{len(self._news[author])}"
        self._news[author].append(key)
        self._post(Post(key, author, f"{_pick(_NEWS, len(self.actions))} ({len(self.actions)})"))
        return key

    def _post(self, post: Post) -> None:
        self._newest[post.author] = post.key
        self.actions.append(post)


def _pick(texts: Sequence[str], number: int) -> str:
    return texts[number % len(texts)]
