"""Drafts in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from linnet.domain.drafts import DraftUsage, SavedDraft
from linnet.domain.media import UNATTACHED_MS, Media
from linnet.domain.tweets import Tweet
from linnet.ports.drafts import DueDraft
from linnet.ports.identity import IdTaken, VersionConflict
from linnet.ports.tweets import IdempotencyKeyUsed, IdempotencyRecord
from tests.fakes.tweets import FakeTweets


@dataclass
class FakeDrafts:
    """Tweets that come of drafts, and keys that were used, are in `tweets`; `untold` are failures that stay due."""

    tweets: FakeTweets = field(default_factory=FakeTweets)
    stored: dict[tuple[int, int], SavedDraft] = field(default_factory=dict)
    usages: dict[int, DraftUsage] = field(default_factory=dict)
    untold: set[tuple[int, int]] = field(default_factory=set)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def get(self, owner_id: int, draft_id: int) -> SavedDraft | None:
        return self.stored.get((owner_id, draft_id))

    def page(
        self, owner_id: int, before: int | None, limit: int, *, only_scheduled: bool = False
    ) -> Sequence[SavedDraft]:
        found = (
            each
            for each in self.stored.values()
            if each.owner_id == owner_id
            and (before is None or each.id < before)
            and not (only_scheduled and each.scheduled_ms is None)
        )
        return sorted(found, key=lambda each: -each.id)[:limit]

    def usage(self, owner_id: int) -> DraftUsage:
        return self.usages.get(owner_id, DraftUsage())

    def add(self, saved: SavedDraft, usage: DraftUsage, idempotency: IdempotencyRecord | None, now_ms: int) -> None:
        with self.lock:
            if idempotency is not None:
                used = self.tweets.recall(idempotency.user_id, idempotency.key, now_ms)
                if used is not None:
                    raise IdempotencyKeyUsed(used)
            if self.get(saved.owner_id, saved.id) is not None:
                raise IdTaken
            self._check_usage(saved.owner_id, usage)
            self.tweets.media.keep(saved.owner_id, (), saved.media, saved.id)
            self._use(saved.owner_id, usage)
            self.stored[saved.owner_id, saved.id] = saved
            if idempotency is not None:
                self.tweets.keys[idempotency.user_id, idempotency.key] = idempotency

    def replace(self, saved: SavedDraft, changed: SavedDraft, usage: DraftUsage | None) -> None:
        with self.lock:
            self._check(saved)
            if usage is not None:
                self._check_usage(saved.owner_id, usage)
            self.tweets.media.keep(saved.owner_id, saved.media, changed.media, saved.id)
            self._release([each for each in saved.media if each not in changed.media], saved.owner_id)
            if usage is not None:
                self._use(saved.owner_id, usage)
            self.stored[saved.owner_id, saved.id] = changed
            self.untold.discard((saved.owner_id, saved.id))
            if changed.failure is not None:
                self.untold.add((saved.owner_id, saved.id))

    def remove(self, saved: SavedDraft, usage: DraftUsage) -> None:
        with self.lock:
            self._check(saved)
            self._use(saved.owner_id, usage)
            self._release(saved.media, saved.owner_id)
            del self.stored[saved.owner_id, saved.id]

    def publish(self, saved: SavedDraft, tweet: Tweet, usage: DraftUsage) -> None:
        with self.lock, self.tweets.lock:
            self._check(saved)
            self._check_usage(saved.owner_id, usage)
            if tweet.id in self.tweets.posts:
                raise IdTaken
            self._use(saved.owner_id, usage)
            del self.stored[saved.owner_id, saved.id]
            self.tweets.media.keep(saved.owner_id, saved.media, saved.media, tweet.id)
            self.tweets.posts[tweet.id] = tweet

    def due(self, upto_ms: int, limit: int) -> Sequence[DueDraft]:
        found = (DueDraft(each.owner_id, each.id, due) for each in self.stored.values() if (due := self._due(each)))
        return sorted((each for each in found if each.due_ms <= upto_ms), key=lambda each: each.due_ms)[:limit]

    def told(self, saved: SavedDraft) -> None:
        with self.lock:
            if self.get(saved.owner_id, saved.id) == saved:
                self.untold.discard((saved.owner_id, saved.id))

    def _release(self, media: Sequence[Media], owner_id: int) -> None:
        self.tweets.media.release(owner_id, media, self.tweets.media.clock.now_ms() + UNATTACHED_MS)

    def _due(self, saved: SavedDraft) -> int | None:
        if saved.failure is None:
            return saved.scheduled_ms
        return saved.failure.scheduled_ms if (saved.owner_id, saved.id) in self.untold else None

    def _check(self, saved: SavedDraft) -> None:
        stored = self.get(saved.owner_id, saved.id)
        if stored is None or stored.version != saved.version:
            raise VersionConflict

    def _use(self, owner_id: int, usage: DraftUsage) -> None:
        self._check_usage(owner_id, usage)
        self.usages[owner_id] = replace(usage, version=usage.version + 1)

    def _check_usage(self, owner_id: int, usage: DraftUsage) -> None:
        if self.usages.get(owner_id, DraftUsage()).version != usage.version:
            raise VersionConflict
