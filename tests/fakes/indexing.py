"""The queues of the index in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from linnet.ports.indexing import IndexJob, IndexJobKind


@dataclass
class FakeIndexJobs:
    """Keep jobs until a test has them done."""

    waiting: list[IndexJob] = field(default_factory=list)

    def send(self, jobs: Sequence[IndexJob]) -> None:
        self.waiting.extend(jobs)

    def taken(self) -> list[IndexJob]:
        """Return what waits, and let nothing wait any more."""
        jobs, self.waiting[:] = list(self.waiting), []
        return jobs


@dataclass
class FakeIndexTotals:
    """Keep what moved, each thing once."""

    tweets: set[int] = field(default_factory=set)
    users: set[int] = field(default_factory=set)

    def send(self, tweet_ids: Collection[int], user_ids: Collection[int]) -> None:
        self.tweets.update(tweet_ids)
        self.users.update(user_ids)

    def taken(self) -> list[IndexJob]:
        """Return jobs for all that moved, and forget it."""
        jobs = [IndexJob(IndexJobKind.TWEETS, (each,)) for each in sorted(self.tweets)]
        jobs += [IndexJob(IndexJobKind.USERS, (each,)) for each in sorted(self.users)]
        self.tweets.clear()
        self.users.clear()
        return jobs


@dataclass
class FakeDelays:
    """Remember what was postponed."""

    postponed: list[Mapping[str, Any]] = field(default_factory=list)

    def postpone(self, records: Sequence[Mapping[str, Any]]) -> None:
        self.postponed.extend(records)
