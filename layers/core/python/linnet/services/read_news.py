"""Read what the subscribers of a busy topic are told: its state now, instead of each thing that happened to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from linnet.domain.paging import PageRange
from linnet.domain.pushes import Json, Push, PushKind, TopicKind
from linnet.domain.timelines import PUBLIC_FEED, Timeline, tag_feed
from linnet.domain.tweets import Tweet
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock
from linnet.ports.graph import Graph
from linnet.ports.timelines import Feeds, Timelines
from linnet.ports.tweets import StoredPosts

# More than this is "and more": nobody counts further, and one read of the timeline answers it.
MAX_NEW = 20


@dataclass(frozen=True, slots=True)
class News:
    """What is told: `state` is compared with what was told last, `tweet_id` is what receivers must be able to see."""

    state: str
    data: Mapping[str, Json] = field(default_factory=dict)
    tweet_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReadNews:
    """`told` is the state that was told last, empty at first; the answer is None when there is nothing newer.

    The state of a home are the ids of its newest page, that of a feed its newest id, that of a tweet its totals.
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
                news = self._feed(push)
            case _:
                news = self._counts(push)
        return None if news is None or news.state == told else news

    def _home(self, push: Push, told: str) -> News | None:
        viewer_id = push.topic.owner_id
        if viewer_id is None:
            return None
        known = frozenset(int(each) for each in told.split(",") if each)
        sight = Sight(viewer_id, self.clock.now_ms(), Reading.HOME, self.graph.exclusions(viewer_id))
        read = self.timelines.page(Timeline(viewer_id), PageRange(MAX_NEW + 1))
        after = _news_begins_after(push, known)
        new = [entry.id for entry in read if entry.id > after and entry.id not in known and sight.may_show(entry)]
        if not new:
            return None
        more = len(new) > MAX_NEW
        newest = next(entry.id for entry in read if sight.may_show(entry))
        data: dict[str, Json] = {"count": min(len(new), MAX_NEW), "more": more, "newestId": str(newest)}
        return News(",".join(str(entry.id) for entry in read), data)

    def _feed(self, push: Push) -> News | None:
        public = push.topic.kind is TopicKind.PUBLIC
        newest = self.feeds.page(PUBLIC_FEED if public else tag_feed(push.topic.subject), PageRange(1))
        if not newest:
            return None
        return News(str(newest[0].id), {"newestId": str(newest[0].id)}, tweet_id=newest[0].id)

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


def _news_begins_after(push: Push, known: Collection[int]) -> int:
    """Return the id above which an entry of home that was not told is news.

    Before anything was told, the push itself says so. Later an entry can be news below the newest, when its fan-out ran
    late; but what stands below a full page that was told has only moved up, as others left.
    """
    if not known:
        return push.id - 1
    return min(known) if len(known) > MAX_NEW else 0
