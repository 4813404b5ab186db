"""What searches find, past the rules stage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linnet.domain.search.highlights import spans_within
from linnet.domain.search.ranking import ScoreParts
from linnet.domain.tweets import Tweet
from linnet.domain.views import ShownTweet

Spans = tuple[tuple[int, int], ...]


class Sought(StrEnum):
    """Name what a search is for."""

    TWEETS = "tweets"
    USERS = "users"
    HASHTAGS = "hashtags"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class FoundTweet:
    """A tweet that was found: `highlights` are spans of its text in code points, `parts` what its place comes from."""

    shown: ShownTweet
    highlights: Spans = ()
    parts: ScoreParts | None = None


@dataclass(frozen=True, slots=True)
class FoundTag:
    """A hashtag that was found, folded; `people` is how many used it within the last hour, where that is known."""

    tag: str
    people: int | None = None


def text_spans(tweet: Tweet, found: Spans) -> Spans:
    """Return the spans of a document's text (see `TweetDocument`) that lie in the tweet's own."""
    start = len(tweet.content_warning) + 1 if tweet.content_warning else 0
    return spans_within(found, start, start + len(tweet.text))
