"""Tell the author and the voters of a poll that it ended."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.ids import id_at
from linnet.domain.notifications import Kind
from linnet.domain.tweets import Tweet
from linnet.ports.notifications import NotificationJob
from linnet.ports.tweets import StoredPosts
from linnet.services.settle_notifications import SettleNotifications
from linnet.services.take_part import TakePart


@dataclass(frozen=True, slots=True)
class TellVoters:
    """Each is told once, by the key of the notification: the poll's author and tweet.

    A vote is never taken back, so standing in the index is all that makes a voter. Whether the poll has ended is not
    asked again: whoever sent the job looked at the clock, and this one's may differ.
    """

    settle: SettleNotifications
    posts: StoredPosts
    take_part: TakePart

    def run(self, job: NotificationJob) -> None:
        """Do a job; the one without a part tells the author, too."""
        tweet = self.posts.get(job.object_id)
        if not isinstance(tweet, Tweet) or tweet.deleted_ms is not None or tweet.poll is None:
            return
        recipients = [each for each in self.take_part.run(job, tweet.id) if each != tweet.author_id]
        if job.part is None:
            recipients.append(tweet.author_id)
        self.settle.tell(Kind.POLL_ENDED, tweet, id_at(tweet.poll.ends_ms), recipients)
