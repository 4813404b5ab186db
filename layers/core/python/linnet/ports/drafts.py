"""Drafts of every account, and those of them whose time has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from linnet.domain.drafts import DraftUsage, SavedDraft
from linnet.domain.tweets import Tweet
from linnet.ports.tweets import IdempotencyRecord


class Drafts(Protocol):
    """The drafts that accounts keep, strongly consistent.

    Each change is made to the draft and to the usage of its owner (how many it keeps) in one transaction, at the
    versions at which both were read; it raises ports.identity.VersionConflict when either has changed since. A draft
    holds its pictures: those that are new to it raise ports.media.MediaTaken when something else does.
    """

    def get(self, owner_id: int, draft_id: int) -> SavedDraft | None:
        """Return a draft of an account's own."""
        ...

    def page(
        self, owner_id: int, before: int | None, limit: int, *, only_scheduled: bool = False
    ) -> Sequence[SavedDraft]:
        """Return drafts with id < before, newest first; shorter than `limit` means the end."""
        ...

    def usage(self, owner_id: int) -> DraftUsage:
        """Return how much an account keeps."""
        ...

    def add(self, saved: SavedDraft, usage: DraftUsage, idempotency: IdempotencyRecord | None, now_ms: int) -> None:
        """Store a new draft. Raise ports.identity.IdTaken or ports.tweets.IdempotencyKeyUsed, too."""
        ...

    def replace(self, saved: SavedDraft, changed: SavedDraft, usage: DraftUsage | None) -> None:
        """Store `changed` in the place of `saved`; None for a usage that stays as it is."""
        ...

    def remove(self, saved: SavedDraft, usage: DraftUsage) -> None:
        """Remove a draft."""
        ...

    def publish(self, saved: SavedDraft, tweet: Tweet, usage: DraftUsage) -> None:
        """Store a tweet and remove the draft that it comes from. Raise ports.identity.IdTaken, too."""
        ...


@dataclass(frozen=True, slots=True)
class DueDraft:
    """A draft that has something to be seen to since `due_ms`: its publication, or that its failure be told."""

    owner_id: int
    draft_id: int
    due_ms: int


class DueDrafts(Protocol):
    """Drafts by their time. What was scheduled or changed within the last second may be missing or be out of date."""

    def due(self, upto_ms: int, limit: int) -> Sequence[DueDraft]:
        """Return what is due: of each shard the earliest, at most `limit`."""
        ...

    def told(self, saved: SavedDraft) -> None:
        """Take out a draft whose failure was told; one that has changed since is left as it is."""
        ...
