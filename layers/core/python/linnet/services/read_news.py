"""Read what the subscribers of a busy topic are told: its state now, instead of each thing that happened to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from linnet.domain.ids import created_ms
from linnet.domain.paging import PageRange
from linnet.domain.pushes import Json, Push, PushKind, TopicKind
from linnet.domain.timelines import PUBLIC_FEED, Timeline, TimelineEntry, tag_feed
from linnet.domain.tweets import Tweet
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock
from linnet.ports.graph import Graph
from linnet.ports.timelines import Feeds, Timelines
from linnet.ports.tweets import StoredPosts

# What is older than this is read, and not told as if it were of this moment.
FRESH_MS: Final = 5 * 60_000
# More than this is "and more": nobody counts further, and one read of the timeline answers it.
MAX_NEW: Final = 20


@dataclass(frozen=True, slots=True)
class News:
    """What is told: `state` is compared with what was told last, `tweet_id` is what receivers must be able to see.

    `fresh` are the posts themselves, newest first, whoever may see them. Without `data` they are all there is to tell:
    what home leaves out may stand in an exclusive list.
    """

    state: str
    data: Mapping[str, Json] = field(default_factory=dict)
    tweet_id: int | None = None
    fresh: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadNews:
    """`told` is the state that was told last, empty at first; the answer is None when there is nothing newer.

    The state of a home and of a feed are the ids of its newest page, that of a tweet its totals.
    """

    timelines: Timelines
    feeds: Feeds
    posts: StoredPosts
    graph: Graph
    clock: Clock

    def run(self, push: Push, told: str) -> News | None:
        """Return what is new in the topic of a push."""
        match push.kind:
            case PushKind.HOME_NEW:
                news = self._home(push, told)
            case PushKind.FEED_NEW:
                news = self._feed(push, told)
            case _:
                news = self._counts(push)
        return None if news is None or news.state == told else news

    def _home(self, push: Push, told: str) -> News | None:
        viewer_id = push.topic.owner_id
        if viewer_id is None:
            return None
        sight = Sight(viewer_id, self.clock.now_ms(), Reading.HOME, self.graph.exclusions(viewer_id))
        read = self.timelines.page(Timeline(viewer_id), PageRange(MAX_NEW + 1))
        unknown = _unknown(push, told, read)
        if not unknown:
            return None
        new = [entry for entry in unknown if sight.may_show(entry)]
        data: dict[str, Json] = {}
        if new:
            newest = next(entry.id for entry in read if sight.may_show(entry))
            data = {"count": min(len(new), MAX_NEW), "more": len(new) > MAX_NEW, "newestId": str(newest)}
        return News(_state(read), data, fresh=self._fresh(unknown))

    def _feed(self, push: Push, told: str) -> News | None:
        public = push.topic.kind is TopicKind.PUBLIC
        read = self.feeds.page(PUBLIC_FEED if public else tag_feed(push.topic.subject), PageRange(MAX_NEW + 1))
        unknown = _unknown(push, told, read)
        if not unknown:
            return None
        newest_id = read[0].id
        return News(_state(read), {"newestId": str(newest_id)}, tweet_id=newest_id, fresh=self._fresh(unknown))

    def _fresh(self, unknown: Sequence[TimelineEntry]) -> tuple[int, ...]:
        """Leave out what is unknown only because it came with a follow, or because nobody watched for hours."""
        since_ms = self.clock.now_ms() - FRESH_MS
        return tuple(each.id for each in unknown[:MAX_NEW] if created_ms(each.id) >= since_ms)

    def _counts(self, push: Push) -> News | None:
        post = self.posts.get(push.id)
        if not isinstance(post, Tweet) or post.deleted_ms is not None:
            return None
        # Not those of a poll: they may be hidden until it ends.
        shown = post.counts
        counts: dict[str, Json] = {
            "replies": shown.replies,
            "retweets": shown.retweets,
            "quotes": shown.quotes,
            "likes": shown.likes,
        }
        return News(" ".join(f"{name}={value}" for name, value in counts.items()), counts, tweet_id=post.id)


def _unknown(push: Push, told: str, read: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """Return those of the newest entries that the subscribers were not told of."""
    known = frozenset(int(each) for each in told.split(",") if each)
    after = _news_begins_after(push, known)
    return [entry for entry in read if entry.id > after and entry.id not in known]


def _state(read: Sequence[TimelineEntry]) -> str:
    return ",".join(str(entry.id) for entry in read)


def _news_begins_after(push: Push, known: Collection[int]) -> int:
    """Return the id above which an entry that was not told is news.

    Before anything was told, the push itself says so. Later an entry can be news below the newest, when its fan-out ran
    late; but what stands below a full page that was told has only moved up, as others left.
    """
    if not known:
        return push.id - 1
    return min(known) if len(known) > MAX_NEW else 0
