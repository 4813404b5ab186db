"""Bugs of bells."""

from __future__ import annotations

from typing import Final

from linnet.domain.changes import PostChange
from linnet.domain.notifications import Kind
from linnet.domain.tweets import Tweet
from linnet.ports.notifications import NotificationJob
from linnet.services.ring_bells import AnnounceTweet, RingBells
from tests.simulation.focus import Focus
from tests.simulation.mutants.mutant import Mutant

_announce: Final = AnnounceTweet.run
# Clients that wait until the index has heard of a bell.
_SLOW: Final = Focus(actions={"follow": 2, "turn bell on": 3, "post": 2, "quote": 4}, think_s=30)
# Reads of the index that are seconds old.
_STALE: Final = Focus(
    actions={"follow": 2, "turn bell on": 3, "turn bell off": 4, "post": 6, "burst": 2},
    rates={"stale_read": 0.8},
    think_s=0.7,
)


def _believe_the_index(self: RingBells, job: NotificationJob) -> None:
    tweet = self.posts.get(job.object_id)
    if isinstance(tweet, Tweet) and tweet.deleted_ms is None:
        self.settle.tell(Kind.TWEET, tweet, tweet.id, self.take_part.run(job, tweet.author_id))


def _announce_no_quote(self: AnnounceTweet, change: PostChange) -> None:
    if isinstance(change.new, Tweet) and change.new.quote_of_id is None:
        _announce(self, change)


MUTANTS = (
    Mutant("bell rung by its index alone", ((RingBells, "run", _believe_the_index),), focus=_STALE),
    Mutant("quotes ring no bell", ((AnnounceTweet, "run", _announce_no_quote),), focus=_SLOW),
)
