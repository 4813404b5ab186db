"""Jobs for the index: they name what changed and never say what is there now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

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
