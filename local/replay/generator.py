"""Make up a network with the statistics of the real ones, where the data sets are absent.

The numbers are those of the data sets: 26 % of tweets are retweets, 9 % answer somebody, 38 % have a hashtag; a few
authors write most of it; times come in bursts; few accounts have most followers.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from local.replay.graphs import Edge, FollowGraph, cut
from local.replay.sources import SourceTweet

FOLLOWS_EACH = 9
RETWEETS = 0.26
REPLIES = 0.09
HASHTAGS = 0.38
LINKS = 0.3
# A Zipf exponent with which the first of some hundred accounts has about half of the others as followers.
POPULARITY = 0.8
# Below 2 the variance of a Pareto distribution is infinite: long silences between bursts.
BURSTINESS = 1.2
MEAN_SECONDS = 40.0
FIRST_ID = 1 << 40
RECENT = 40

_OPENINGS = (
    "Watching|Reading about|Not sure about|Long day with|Finally done with|Three thoughts on|"
    "Cannot stop thinking about|A short note on|Everybody talks about|Nobody talks about"
).split("|")
_SUBJECTS = (
    "the new harbour bridge|sourdough|the earnings call|rainy mornings|our garden|the late train|chess endgames|"
    "the eclipse|old synthesizers|the library|this week's climb|migrating birds|the cup final|semiconductors|"
    "a good espresso|the night market"
).split("|")
_TURNS = (
    " and it is better than expected| and I have questions| again| with friends| before coffee|"
    " and the numbers do not add up| so here is what I learned| and it shows|, slowly| while it snows"
).split("|")
_TAGS = ("birds", "markets", "chess", "baking", "transit", "garden", "football", "books", "synths", "weather")
_FACES = ("", "", "", " 🙂", " 🎉", " 🐦", " 🤔", " ☕️")
_ANSWERS = (
    "So true.",
    "Where was that?",
    "I had the same thought",
    "Not convinced, but tell me more.",
    "This!",
    "How?",
)
_FIRST = (
    "Ada Ben Cleo Dov Esi Fay Gus Hana Ivo Jun Kaya Lou Mio Noor Olaf Pia Quin Rosa Sami Tess Uma Vito Wren Yara Zeno"
)
_LAST = "Adler Berg Cruz Diaz Engel Fox Gray Holm Ito Jones Khan Lund Moor Nagy Okoye Park Reyes Silva Tran Weber"


def generated_graph(size: int, seed: int) -> FollowGraph:
    """Return a graph in which popularity follows a power law."""
    chance = random.Random(seed)
    weights = [(rank + 1) ** -POPULARITY for rank in range(size)]
    edges: set[Edge] = set()
    for follower in range(size):
        wanted = min(size - 1, max(1, round(chance.lognormvariate(0, 0.7) * FOLLOWS_EACH)))
        edges.update((follower, followee) for followee in chance.choices(range(size), weights, k=wanted))
        # Nobody is alone: a ring keeps the graph in one piece and at its size.
        edges.add((follower, (follower + 1) % size))
    return cut(edges, size)


def generated_tweets(authors: int, count: int, seed: int) -> list[SourceTweet]:
    """Return tweets of made-up authors, oldest first."""
    chance = random.Random(seed)
    names = _names(authors)
    weights = [(rank + 1) ** -POPULARITY for rank in range(authors)]
    activity = chance.sample(weights, authors)
    tweets: list[SourceTweet] = []
    seconds = 0.0
    for number in range(count):
        seconds += chance.paretovariate(BURSTINESS) * MEAN_SECONDS * (BURSTINESS - 1) / BURSTINESS
        author = chance.choices(names, activity)[0]
        tweets.append(_tweet(chance, str(FIRST_ID + number), author, seconds, tweets[-RECENT:]))
    return tweets


def _tweet(
    chance: random.Random, tweet_id: str, author: str, seconds: float, recent: Sequence[SourceTweet]
) -> SourceTweet:
    others = [each for each in recent if each.author != author and each.retweet_of is None]
    kind = chance.random() if others else 1.0
    if kind < RETWEETS:
        of = chance.choice(others)
        text = f"RT @{of.author}: {of.text}"
        return SourceTweet(tweet_id, author, seconds, text, (of.author,), None, of.id, of.author)
    if kind < RETWEETS + REPLIES:
        to = chance.choice(others)
        text = f"@{to.author} {chance.choice(_ANSWERS)}"
        return SourceTweet(tweet_id, author, seconds, text, (to.author,), to.id)
    return SourceTweet(tweet_id, author, seconds, _sentence(chance, tweet_id))


def _sentence(chance: random.Random, tweet_id: str) -> str:
    text = f"{chance.choice(_OPENINGS)} {chance.choice(_SUBJECTS)}{chance.choice(_TURNS)}"
    if chance.random() < LINKS:
        text += f" https://example.org/{tweet_id}"
    if chance.random() < HASHTAGS:
        text += f" #{chance.choice(_TAGS)}"
    return text + chance.choice(_FACES)


def _names(count: int) -> list[str]:
    pairs = [f"{first}{last}" for last in _LAST.split() for first in _FIRST.split()]
    return [
        pairs[index % len(pairs)] + (str(index // len(pairs)) if index >= len(pairs) else "") for index in range(count)
    ]
