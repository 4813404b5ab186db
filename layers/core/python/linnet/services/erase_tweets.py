"""Erase what an account has posted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from linnet.domain.paging import PageRange
from linnet.domain.tweets import AuthorEntry, Tweet
from linnet.ports.environment import Clock, Parallel
from linnet.ports.tweets import AuthorIndex, Tweets

POSTS_A_PIECE: Final = 25


@dataclass(frozen=True, slots=True)
class EraseTweets:
    """Implement the port `Eraser`: tombstones for tweets, nothing for retweets.

    Feeds, heads, homes and totals follow from the stream, as after any other deletion. A tombstone stays, with ids and
    totals only: answers of others hang on it.
    """

    authors: AuthorIndex
    tweets: Tweets
    parallel: Parallel
    clock: Clock
    name: str = "tweets"

    def erase(self, user_id: int, position: str | None) -> str | None:
        page = self.authors.by_author(
            user_id, PageRange(POSTS_A_PIECE, before=None if position is None else int(position))
        )
        self.parallel.run([self._one(entry) for entry in page if not entry.deleted])
        return str(page[-1].id) if len(page) == POSTS_A_PIECE else None

    def _one(self, entry: AuthorEntry) -> Callable[[], None]:
        def erase() -> None:
            if entry.original_id is not None:
                self.tweets.unretweet(entry.author_id, entry.original_id, entry.id)
                return
            tweet = self.tweets.get(entry.id)
            if isinstance(tweet, Tweet) and tweet.deleted_ms is None:
                self.tweets.delete(tweet, self.clock.now_ms())

        return erase
