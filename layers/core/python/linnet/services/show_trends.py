"""Show what trends, with tweets that say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from linnet.domain.trends.lists import Trend
from linnet.domain.users import Viewer
from linnet.domain.views import Likely, ShownTweet
from linnet.ports.trends import ListSamples, SampleMemory
from linnet.services.read_trends import ReadTrends, ShownTrends
from linnet.services.read_tweets import Hydrated, ReadTweets

# Of so many trends tweets are shown where these alone are asked for, and so many of each.
TWEETS_OF: Final = 20
SAMPLES_OF_EACH: Final = 3


@dataclass(frozen=True, slots=True)
class IllustratedTrends:
    """A list and the sample tweets that its reader may see, by their ids."""

    shown: ShownTrends
    tweets: Mapping[int, ShownTweet] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShowTrends:
    """One trip, in which the samples that the container showed last are read beside the list that may still have them.

    A list of which the container knows nothing takes another for its samples, and a third where profiles of their
    authors are not cached.
    """

    read_trends: ReadTrends
    read_tweets: ReadTweets
    memory: SampleMemory

    def run(self, viewer: Viewer | None, scope: str, limit: int, samples: int) -> IllustratedTrends:
        """Return the top of a list, each trend with at most so many samples. Raise a DomainError for no scope."""
        if not samples:
            return IllustratedTrends(self.read_trends.run(viewer, scope, limit))
        known = self.memory.get(scope)
        (shown,), exclusions, found = self.read_tweets.first_trip_ahead(
            viewer, _likely(known, limit, samples), lambda: self.read_trends.run(viewer, scope, limit)
        )
        wanted = dict.fromkeys(_wanted((each.trend.sample_ids for each in shown.trends), samples))
        tweets = self.read_tweets.listed(viewer, wanted, exclusions, found) if wanted else {}
        remembered = _remembered(known, shown.listed, wanted, found)
        if remembered != known:
            self.memory.put(scope, remembered)
        return IllustratedTrends(shown, tweets)

    def tweets(self, viewer: Viewer | None, scope: str, limit: int, offset: int = 0) -> tuple[ShownTweet, ...]:
        """Return tweets that say what trends, each once: the newest of every trend, then the next ones."""
        found = self.run(viewer, scope, TWEETS_OF, SAMPLES_OF_EACH)
        samples = [each.trend.sample_ids[:SAMPLES_OF_EACH] for each in found.shown.trends]
        ranked = [ids[place] for place in range(SAMPLES_OF_EACH) for ids in samples if place < len(ids)]
        return tuple(found.tweets[each] for each in dict.fromkeys(ranked) if each in found.tweets)[
            offset : offset + limit
        ]


def _wanted(trends: Iterable[tuple[int, ...]], samples: int) -> list[int]:
    return [each for ids in trends for each in ids[:samples]]


def _likely(known: ListSamples | None, limit: int, samples: int) -> Likely:
    if known is None:
        return Likely()
    refers = [known.refers[each] for each in _wanted(known.trends[:limit], samples) if each in known.refers]
    return Likely(
        frozenset().union(*(each.tweet_ids for each in refers)),
        frozenset().union(*(each.author_ids for each in refers)),
    )


def _remembered(
    known: ListSamples | None, listed: Iterable[Trend], wanted: Iterable[int], found: Hydrated
) -> ListSamples:
    trends = tuple(trend.sample_ids for trend in listed)
    refers = {} if known is None else dict(known.refers)
    refers |= {each: found.likely([each]) for each in wanted}
    # What left the list is not read ahead any more.
    return ListSamples(trends, {each: refers[each] for ids in trends for each in ids if each in refers})
