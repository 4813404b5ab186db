"""Queue what the search index has to look at again."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.changes import AccountChange, PostChange
from linnet.domain.tweets import Tweet
from linnet.ports.indexing import IndexJob, IndexJobKind, IndexJobs


@dataclass(frozen=True, slots=True)
class AnnounceDocuments:
    """A job says where to look and not what was seen: sent again, or in another order, it leads to the same."""

    jobs: IndexJobs

    def post(self, change: PostChange) -> None:
        """Queue a tweet that is new, edited or deleted. Retweets are in no index."""
        post = change.new or change.old
        if change.content and isinstance(post, Tweet):
            self.jobs.send([IndexJob(IndexJobKind.TWEETS, (post.id,))])

    def account(self, change: AccountChange) -> None:
        """Queue an account, and all of its tweets when they have to be found from now on or must not be any more."""
        jobs = [IndexJob(IndexJobKind.USERS, (change.user_id,))]
        if change.before_public != change.after_public:
            jobs.append(IndexJob(IndexJobKind.ACCOUNT, (change.user_id,)))
        self.jobs.send(jobs)
