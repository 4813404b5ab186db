"""Decide beforehand who posts what in answer to what, so that a resumed replay asks for exactly the same."""

from __future__ import annotations

import hashlib
import heapq
import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from local.replay.graphs import FollowGraph
from local.replay.personas import Persona, persona
from local.replay.sources import SourceTweet

# An author who goes on within this time, about one of the same symbols or tags, continues a thread.
THREAD_SECONDS = 10_800.0
THREAD_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Post:
    """A tweet to post; `author` is an index of the cast, `reply_to` and `quote_of` are keys of earlier posts."""

    key: str
    author: int
    text: str
    reply_to: str | None = None
    quote_of: str | None = None


@dataclass(frozen=True, slots=True)
class Retweet:
    """An earlier post to retweet."""

    key: str
    author: int
    of: str


Action = Post | Retweet


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a replay does, in order; references point backwards only."""

    cast: tuple[Persona, ...]
    graph: FollowGraph
    actions: tuple[Action, ...]

    @property
    def fingerprint(self) -> str:
        """A digest that two plans share exactly if they do the same."""
        told = repr((self.cast, self.graph.follows, self.actions))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def audience_of(self, action: Action, posts: dict[str, Post]) -> frozenset[int]:
        """Return who has an action in home: followers, and for an answer those who follow both sides."""
        followers = self.graph.followers[action.author]
        parent = posts.get(action.reply_to or "") if isinstance(action, Post) else None
        if parent is None or parent.author == action.author:
            return followers
        return followers & (self.graph.followers[parent.author] | {parent.author})


def make_plan(tweets: Sequence[SourceTweet], graph: FollowGraph, count: int, seed: int) -> Plan:
    """Cast the authors who have most to do with each other, and take up to `count` of what they did."""
    names = _cast(tweets, graph.size)
    index = {name: number for number, name in enumerate(names)}
    script = _Script(index)
    for tweet in tweets:
        script.add(tweet)
    actions = _selected(script, count, random.Random(seed))
    used = FollowGraph(len(names), tuple(edge for edge in graph.follows if max(edge) < len(names)))
    return Plan(tuple(persona(name, seed) for name in names), used, tuple(actions))


def _ties(tweets: Sequence[SourceTweet]) -> Iterator[tuple[str, str]]:
    posters = {tweet.author for tweet in tweets}
    for tweet in tweets:
        others = {tweet.retweet_of_author, *(name for name in tweet.mentions[:1] if name in posters)}
        yield from ((tweet.author, other) for other in others if other is not None and other != tweet.author)


def _cast(tweets: Sequence[SourceTweet], size: int) -> list[str]:
    """Return the authors, those with most followers first, as the graph has its accounts.

    Whoever has fewest ties is taken away, again and again: what remains is the densest part of the conversation.
    """
    neighbours: dict[str, list[str]] = defaultdict(list)
    for one, other in _ties(tweets):
        neighbours[one].append(other)
        neighbours[other].append(one)
    degree = {name: len(tied) for name, tied in neighbours.items()}
    queue = [(ties, name) for name, ties in degree.items()]
    heapq.heapify(queue)
    while len(degree) > size:
        ties, name = heapq.heappop(queue)
        if degree.get(name) != ties:
            continue
        del degree[name]
        for other in neighbours[name]:
            if other in degree:
                degree[other] -= 1
                heapq.heappush(queue, (degree[other], other))
    chosen = set(degree)
    tweeted = Counter(tweet.author for tweet in tweets)
    chosen.update(
        itertools.islice((name for name, _ in tweeted.most_common() if name not in degree), size - len(chosen))
    )
    followers = dict.fromkeys(chosen, 0)
    for tweet in tweets:
        if tweet.author in followers:
            followers[tweet.author] = max(followers[tweet.author], tweet.followers)
    told = Counter(other for _, other in _ties(tweets))
    return sorted(chosen, key=lambda name: (-followers[name], -told[name], name))


@dataclass(slots=True)
class _Script:
    """All that the cast did, with what it refers to."""

    index: dict[str, int]
    actions: list[Action] = field(default_factory=list)
    posts: dict[str, Post] = field(default_factory=dict)
    _newest: dict[str, str] = field(default_factory=dict)
    _last: dict[str, tuple[SourceTweet, int]] = field(default_factory=dict)

    def add(self, tweet: SourceTweet) -> None:
        if tweet.author not in self.index or tweet.id in self.posts:
            return
        if tweet.retweet_of is not None:
            self._add_retweet(tweet, tweet.retweet_of)
            return
        parent, quoted = self._referred(tweet)
        self._put(Post(tweet.id, self.index[tweet.author], tweet.text, parent, quoted))

    def _add_retweet(self, tweet: SourceTweet, original: str) -> None:
        author = tweet.retweet_of_author
        if author not in self.index or author == tweet.author:
            return
        if original not in self.posts:
            self._put(Post(original, self.index[author], tweet.retweeted_text))
        self.actions.append(Retweet(tweet.id, self.index[tweet.author], original))

    def _put(self, post: Post) -> None:
        self.posts[post.key] = post
        self.actions.append(post)

    def _referred(self, tweet: SourceTweet) -> tuple[str | None, str | None]:
        """Return what a tweet answers and what it quotes.

        The data sets say that rarely; people said it in the text: a name in front answers, a name within quotes.
        """
        parent = tweet.reply_to if tweet.reply_to in self.posts else None
        quoted = None
        mentioned = [self._newest[name] for name in tweet.mentions if name in self._newest and name != tweet.author]
        if mentioned and tweet.text.startswith("@"):
            parent = parent or mentioned[0]
        elif mentioned:
            quoted = mentioned[0]
        elif parent is None:
            parent = self._continued(tweet)
        self._newest[tweet.author] = tweet.id
        return parent, quoted

    def _continued(self, tweet: SourceTweet) -> str | None:
        before, length = self._last.get(tweet.author, (None, 0))
        subjects = _subjects(tweet)
        if (
            before is None
            or tweet.seconds - before.seconds > THREAD_SECONDS
            or length >= THREAD_LENGTH
            or not subjects & _subjects(before)
            or tweet.text == before.text
        ):
            self._last[tweet.author] = (tweet, 1)
            return None
        self._last[tweet.author] = (tweet, length + 1)
        return before.id


def _subjects(tweet: SourceTweet) -> set[str]:
    return {word.casefold() for word in tweet.text.split() if word[0] in "$#" and len(word) > 1}


def _selected(script: _Script, count: int, chance: random.Random) -> list[Action]:
    """Take conversations first, with what they refer to, then other tweets spread over time; no author takes over."""
    order = {action.key: place for place, action in enumerate(script.actions)}
    taken: dict[str, Action] = {}
    budget = Counter[int]()
    most = max(3, 4 * count // max(1, len(script.index)))
    shuffled = chance.sample(script.actions, len(script.actions))
    by_tie = sorted(shuffled, key=lambda action: isinstance(action, Post) and not (action.reply_to or action.quote_of))
    for action in by_tie:
        chain = [each for each in _chain(script, action) if each.key not in taken]
        if len(taken) + len(chain) <= count and budget[action.author] < most:
            taken.update((each.key, each) for each in chain)
            budget.update(each.author for each in chain)
    return sorted(taken.values(), key=lambda action: order[action.key])


def _chain(script: _Script, action: Action) -> Iterator[Action]:
    """Yield an action and all that it refers to, directly or not."""
    waiting: list[Action] = [action]
    while waiting:
        current = waiting.pop()
        yield current
        keys = (current.of,) if isinstance(current, Retweet) else (current.reply_to, current.quote_of)
        waiting.extend(script.posts[key] for key in keys if key is not None)
