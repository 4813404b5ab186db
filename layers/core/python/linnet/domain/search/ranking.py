"""How tweets are ordered under Top, and accounts among those that fit: one formula, which every engine computes.

Nothing in it depends on what else the index holds. Scores that do (how rare a word is) move with every insert, and a
page that begins below the score of the last hit would then gap or repeat.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

# What a word of the search adds to relevance: found as typed, or only in another form.
AS_TYPED: Final = 1.0
ANOTHER_FORM: Final = 0.6
RETWEET_WEIGHT: Final = 2
# At this age recency is a half, at nine times of it a tenth.
HALF_AGE_MS: Final = 86_400_000

# How well a searched word fits an account, at best; popularity, which is below 1, decides between equals.
WHOLE_HANDLE: Final = 16.0
WHOLE_NAME: Final = 8.0
BEGINNING: Final = 4.0
MISSPELT: Final = 2.0
IN_BIO: Final = 1.0
# The logarithm of followers at which popularity is a half: about 3,000.
HALF_FAME: Final = 8.0


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """What the score of a tweet is the product of."""

    relevance: float
    engagement: float
    recency: float

    @property
    def score(self) -> float:
        return self.relevance * self.engagement * self.recency


def engagement(likes: int, retweets: int, replies: int) -> float:
    """Return 1 for a tweet that nobody engaged with, and about 2.3 more for ten times as many."""
    return 1.0 + math.log1p(likes + RETWEET_WEIGHT * retweets + replies)


def recency(age_ms: int) -> float:
    """Return 1 for a tweet of this moment; it falls with age towards 0, slower and slower."""
    return HALF_AGE_MS / (HALF_AGE_MS + max(0, age_ms))


def popularity(followers: int) -> float:
    """Return a share below 1 that rises with the followers."""
    fame = math.log1p(max(0, followers))
    return fame / (fame + HALF_FAME)
