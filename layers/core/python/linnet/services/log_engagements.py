"""Tell the event log of likes and retweets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from linnet.domain.changes import EngagementChange
from linnet.domain.trends.events import event_of_engagement, sufficient
from linnet.domain.trends.settings import TrendSettings
from linnet.domain.tweets import Flags, Tweet
from linnet.ports.identity import Users
from linnet.ports.trends import EventLog
from linnet.ports.tweets import Posts


@dataclass(frozen=True, slots=True)
class LogEngagements:
    """Likes and retweets are edges of one table: both are taken from it, and the tweets of a batch are read once.

    A row that the replica which is asked does not have yet costs trends one engagement.
    """

    posts: Posts
    users: Users
    log: EventLog
    settings: TrendSettings

    def run(self, changes: Iterable[EngagementChange]) -> Mapping[str, int]:
        """Log what was made; what was taken back stays counted. Return how many events were lost for which reason."""
        acts = [(change, act_id) for change in changes for act_id in _made(change)]
        if not acts:
            return {}
        posts = self.posts.get_many({change.tweet_id for change, _ in acts})
        tweets = {post.id: post for post in posts.values() if isinstance(post, Tweet)}
        authors = self.users.get_many({tweet.author_id for tweet in tweets.values()})
        events = (
            event_of_engagement(tweet, author, change.actor_id, act_id)
            for change, act_id in acts
            if (tweet := tweets.get(change.tweet_id)) is not None
            and (author := authors.get(tweet.author_id)) is not None
        )
        wanted = sufficient((event for event in events if event is not None), self.settings)
        return self.log.put(wanted) if wanted else {}


def _made(change: EngagementChange) -> Iterator[int]:
    old, new = change.old or Flags(), change.new or Flags()
    for before, after in ((old.like_id, new.like_id), (old.retweet_id, new.retweet_id)):
        if after is not None and after != before:
            yield after
