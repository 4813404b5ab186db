"""Tell followers who asked for it of a new tweet."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.changes import PostChange
from linnet.domain.notifications import Kind
from linnet.domain.tweets import Tweet
from linnet.ports.graph import Bells, Graph
from linnet.ports.notifications import NotificationJob, NotificationJobs
from linnet.ports.tweets import StoredPosts
from linnet.services.settle_notifications import SettleNotifications
from linnet.services.take_part import TakePart


@dataclass(frozen=True, slots=True)
class AnnounceTweet:
    """Queue one job for a new tweet of an account with bells; for all others, one small read is all."""

    bells: Bells
    jobs: NotificationJobs

    def run(self, change: PostChange) -> None:
        """Look at a change of a post; answers and retweets ring no bell, and neither do edits."""
        tweet = change.new
        if change.old is not None or not isinstance(tweet, Tweet) or tweet.deleted_ms is not None:
            return
        if tweet.reply_to_id is None and self.bells.rung(tweet.author_id):
            self.jobs.send([NotificationJob(Kind.TWEET.value, tweet.id)])


@dataclass(frozen=True, slots=True)
class RingBells:
    """What it costs follows the bells, not the followers.

    The index follows from the pairs, and the pairs decide: a bell that ended a moment ago is silent. Whoever was told
    of a tweet keeps the notification when they end it.
    """

    settle: SettleNotifications
    posts: StoredPosts
    graph: Graph
    take_part: TakePart

    def run(self, job: NotificationJob) -> None:
        """Do a job."""
        tweet = self.posts.get(job.object_id)
        if not isinstance(tweet, Tweet) or tweet.deleted_ms is not None:
            return
        listed = self.take_part.run(job, tweet.author_id)
        pairs = self.graph.reverse(tweet.author_id, listed) if listed else {}
        asking = [each for each, pair in pairs.items() if pair.following and pair.notifying]
        self.settle.tell(Kind.TWEET, tweet, tweet.id, asking)
