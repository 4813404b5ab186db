"""Show what trends, with tweets that say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.services.read_trends import ReadTrends, ShownTrends
from linnet.services.read_tweets import ReadTweets


@dataclass(frozen=True, slots=True)
class IllustratedTrends:
    """A list and the sample tweets that its reader may see, by their ids."""

    shown: ShownTrends
    tweets: Mapping[int, ShownTweet] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShowTrends:
    """One trip for the list; samples take another, for what caches do not hold and for what the reader did to them."""

    read_trends: ReadTrends
    read_tweets: ReadTweets

    def run(self, viewer: Viewer | None, scope: str, limit: int, samples: int) -> IllustratedTrends:
        """Return the top of a list, each trend with at most so many samples. Raise a DomainError for no scope."""
        if not samples:
            return IllustratedTrends(self.read_trends.run(viewer, scope, limit))
        (shown,), exclusions = self.read_tweets.first_trip(viewer, lambda: self.read_trends.run(viewer, scope, limit))
        wanted = dict.fromkeys(each for found in shown.trends for each in found.trend.sample_ids[:samples])
        return IllustratedTrends(shown, self.read_tweets.listed(viewer, wanted, exclusions) if wanted else {})
