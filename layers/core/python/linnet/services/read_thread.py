"""Read a tweet's conversation: what stands above it and what was answered below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from linnet.domain.exclusions import Exclusions
from linnet.domain.ids import created_ms, id_at
from linnet.domain.timelines import TimelineEntry
from linnet.domain.tweets import ConversationEntry, Tweet
from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.domain.visibility import Reading
from linnet.ports.environment import Parallel
from linnet.ports.tweets import ConversationIndex
from linnet.services.at_once import both
from linnet.services.read_tweets import ReadTweets

# Ids come from many clocks: an answer may carry one that is slightly lower than its parent's.
CLOCK_SKEW_MS: Final = 5_000
# A tweet deep inside a huge conversation has few descendants among many entries: the page ends after this many rounds
# and its cursor goes on from there.
MAX_ROUNDS: Final = 6
MAX_CHUNK: Final = 100

OWN: Final = 0
OTHERS: Final = 1


class _Place(NamedTuple):
    """Where a walk stands: after an id among the root author's own thread, or among everybody else's replies."""

    phase: int
    after: int

    def position(self) -> int:
        return self.after << 1 | self.phase


@dataclass(frozen=True, slots=True)
class _Round:
    """A piece of the walk; `rest` is where it goes on, None at the end."""

    found: Sequence[tuple[int, ConversationEntry]]
    rest: _Place | None


@dataclass(frozen=True, slots=True)
class ShownThread:
    """A conversation as one viewer may see it; `tweet.counts.replies` leaves out answers the viewer may not see.

    `ancestors` (oldest first) come with the first page only. `next_position` goes into the cursor, None at the end.
    """

    tweet: ShownTweet
    ancestors: tuple[ShownTweet, ...]
    replies: tuple[ShownTweet, ...]
    next_position: int | None


@dataclass(frozen=True, slots=True)
class ReadThread:
    """Show the root author's own thread first, then the other replies, oldest first, all below the tweet asked for.

    A reply names at most `MAX_ANCESTORS` tweets above it; one that hangs deeper than that is found from those.
    """

    read: ReadTweets
    conversations: ConversationIndex
    parallel: Parallel

    def run(self, viewer: Viewer | None, tweet_id: int, position: int | None, limit: int) -> ShownThread:
        """Return a page of the thread of a tweet, or of the original of a retweet. Raise a DomainError (not found)."""
        focal = self.read.one(viewer, tweet_id).original
        ancestors: list[ShownTweet] = []
        if position is None and focal.tweet.ancestors:
            ancestors, page = both(
                self.parallel,
                lambda: self.read.by_ids(viewer, focal.tweet.ancestors),
                lambda: self._page(viewer, focal.tweet, None, limit),
            )
        else:
            page = self._page(viewer, focal.tweet, position, limit)
        replies, hidden, rest = page
        if position is None and rest is None:
            visible = sum(shown.tweet.reply_to_id == focal.tweet.id for shown in replies)
        else:
            visible = max(0, focal.tweet.counts.replies - hidden)
        counts = replace(focal.tweet.counts, replies=visible)
        return ShownThread(
            tweet=replace(focal, tweet=replace(focal.tweet, counts=counts)),
            ancestors=tuple(ancestors),
            replies=tuple(replies),
            next_position=None if rest is None else rest.position(),
        )

    def _page(
        self, viewer: Viewer | None, focal: Tweet, position: int | None, limit: int
    ) -> tuple[list[ShownTweet], int, _Place | None]:
        """Return the replies shown, how many direct ones were hidden, and where to go on."""
        first = id_at(max(0, created_ms(focal.id) - CLOCK_SKEW_MS))
        place = _Place(OWN, first) if position is None else _Place(position & 1, position >> 1)
        # One more than is shown tells whether there is more.
        chunk = min(MAX_CHUNK, limit + 1)
        (piece,), exclusions = self.read.first_trip(viewer, lambda: self._next(focal, place, first, chunk))
        shown: list[ShownTweet] = []
        hidden = 0
        for _ in range(MAX_ROUNDS):
            visible = self._visible(viewer, focal, piece, exclusions)
            for number, (phase, entry) in enumerate(piece.found, start=1):
                if entry.id in visible:
                    shown.append(visible[entry.id])
                elif entry.reply_to_id == focal.id and not entry.deleted:
                    hidden += 1
                if len(shown) == limit and number < len(piece.found):
                    return shown, hidden, _Place(phase, entry.id)
            if piece.rest is None or len(shown) == limit:
                return shown, hidden, piece.rest
            chunk = min(MAX_CHUNK, 2 * chunk)
            piece = self._next(focal, piece.rest, first, chunk)
        return shown, hidden, piece.rest

    def _next(self, focal: Tweet, place: _Place, first: int, limit: int) -> _Round:
        """Read on; the own thread is mostly short, so what comes after it is read beside it."""
        root_id = focal.conversation_id
        found: list[tuple[int, ConversationEntry]] = []
        if place.phase == OWN:
            own, others = both(
                self.parallel,
                lambda: self.conversations.own_thread(root_id, place.after, limit),
                lambda: self.conversations.replies(root_id, first, limit),
            )
            found = [(OWN, entry) for entry in own]
            if len(own) == limit:
                return _Round(found, _Place(OWN, own[-1].id))
        else:
            others = self.conversations.replies(root_id, place.after, limit)
        found += [(OTHERS, entry) for entry in others]
        return _Round(found, _Place(OTHERS, others[-1].id) if len(others) == limit else None)

    def _visible(
        self, viewer: Viewer | None, focal: Tweet, piece: _Round, exclusions: Exclusions
    ) -> dict[int, ShownTweet]:
        below = [entry for _, entry in piece.found if focal.id in entry.ancestors and not entry.deleted]
        if not below:
            return {}
        entries = [TimelineEntry(entry.id, entry.author_id) for entry in below]
        shown = self.read.show(viewer, entries, Reading.DIRECT, exclusions=exclusions)
        return {each.tweet.id: each for each in shown}
