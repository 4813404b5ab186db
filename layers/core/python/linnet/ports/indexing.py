"""Jobs for the index: they name what changed and never say what is there now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from linnet.ports.search import Kind

# A job of so many is read from the tables in one call.
MOST_IDS: Final = 100


class IndexJobKind(StrEnum):
    """Say what the ids of a job are.

    ACCOUNT is one account, all tweets of which have to come into the index or leave it.
    """

    TWEETS = "tweets"
    USERS = "users"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class IndexJob:
    """At most MOST_IDS things whose documents may be out of date.

    A job for an account goes on below the tweet `before`. `again` is its second look: what the list of an account's
    tweets had not shown yet at the first.
    """

    kind: IndexJobKind
    ids: tuple[int, ...]
    before: int | None = None
    again: bool = False


class IndexJobs(Protocol):
    """The queue of what changed."""

    def send(self, jobs: Sequence[IndexJob]) -> None:
        """Queue jobs, second looks with a delay."""
        ...


class IndexTotals(Protocol):
    """The queue of totals that moved. Each tweet and each account is in it at most once a minute."""

    def send(self, tweet_ids: Collection[int], user_ids: Collection[int]) -> None:
        """Have documents written again, a minute later at the latest; what is queued already stands for this, too."""
        ...


@dataclass(frozen=True, slots=True)
class Walked:
    """A part of a walk: the ids that were met, and where to go on, None at the end."""

    ids: Sequence[int]
    position: str | None


class TableWalk(Protocol):
    """All tweets or accounts there are, in parts that can be walked through at once."""

    def ids(self, kind: Kind, segment: int, segments: int, position: str | None, limit: int) -> Walked:
        """Look at the next `limit` rows of a segment; few or none of them may be what is looked for.

        What is there from the begin of the walk to its end is met; what comes meanwhile may be.
        """
        ...
