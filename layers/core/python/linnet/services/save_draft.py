"""Keep drafts, and schedule them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.drafts import DAY_MS, MAX_SCHEDULED, Draft, SavedDraft, checked_time
from linnet.domain.errors import Code, DomainError, conflict, not_found
from linnet.domain.paging import PageRange
from linnet.domain.text import normalize
from linnet.domain.users import Viewer
from linnet.ports.drafts import Drafts
from linnet.ports.environment import Clock, IdSource
from linnet.ports.identity import IdTaken, VersionConflict
from linnet.ports.media import MediaTaken
from linnet.ports.tweets import IdempotencyKeyUsed, IdempotencyRecord, Tweets
from linnet.services.find_media import FindMedia
from linnet.services.publish_tweet import IDEMPOTENCY_MS, PublishTweet

# Each attempt follows another change of the same account's drafts.
ATTEMPTS: Final = 6


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """A draft may say anything; one with a time says what could be published now.

    Whatever holds when its time has come decides then. All writes are conditional, so that a change and a publication
    at the same time leave what one of them made.
    """

    drafts: Drafts
    tweets: Tweets
    publish: PublishTweet
    clock: Clock
    ids: IdSource
    media: FindMedia

    def one(self, viewer: Viewer, draft_id: int, *, only_scheduled: bool = False) -> SavedDraft:
        """Return a draft of the viewer's. Raise a DomainError (not found)."""
        saved = self.drafts.get(viewer.user_id, draft_id)
        if saved is None or (only_scheduled and saved.scheduled_ms is None):
            raise not_found("scheduled tweet" if only_scheduled else "draft")
        return saved

    def page(
        self, viewer: Viewer, before: int | None, limit: int, *, only_scheduled: bool = False
    ) -> tuple[Sequence[SavedDraft], int | None]:
        """Return drafts, newest first, and where the next page begins."""
        found = self.drafts.page(viewer.user_id, before, limit + 1, only_scheduled=only_scheduled)
        page = found[:limit]
        return page, page[-1].id if len(found) > limit else None

    def scheduled(self, viewer: Viewer, page: PageRange) -> tuple[Sequence[SavedDraft], int | None, int | None]:
        """Return a range of the scheduled tweets, newest first, and its neighbours as `PageRange` names them."""
        # An account schedules few enough to look for an older end, or to read upwards, among all of them.
        downwards = page.after is None and not page.ascending
        limit = page.limit + 1 if downwards else MAX_SCHEDULED
        read = self.drafts.page(viewer.user_id, page.before, limit, only_scheduled=True)
        found = page.one_more().of(read)
        shown = page.newest_first(found[: page.limit])
        position = found[page.limit - 1].id if len(found) > page.limit else None
        return shown, *page.neighbours(position, shown[0].id if shown else None)

    def create(
        self, viewer: Viewer, content: Draft, scheduled_ms: int | None, idempotency_key: str | None = None
    ) -> SavedDraft:
        """Keep a draft. The same key and draft within 24 h give the same. Raise a DomainError."""
        content = replace(content, text=normalize(content.text))
        asked = _sha256(content, scheduled_ms)
        try:
            if scheduled_ms is not None:
                checked_time(scheduled_ms, self.clock.now_ms())
                self.publish.check(viewer, content)
            return self._add(viewer, content, scheduled_ms, idempotency_key, asked)
        except DomainError:
            # Time has gone on when a request is repeated; the answer stays the same.
            used = None
            if idempotency_key is not None:
                used = self.tweets.recall(viewer.user_id, idempotency_key, self.clock.now_ms())
            if used is None:
                raise
            return self._stored(viewer, used, asked)

    def replace(
        self,
        viewer: Viewer,
        draft_id: int,
        content: Draft,
        scheduled_ms: int | None,
        *,
        only_scheduled: bool = False,
    ) -> SavedDraft:
        """Put other content and another time, or none, in the place of a draft. Raise a DomainError."""
        content = replace(content, text=normalize(content.text))
        if scheduled_ms is not None:
            self.publish.check(viewer, content)

        def change(saved: SavedDraft) -> SavedDraft:
            media = self.media.attachable(viewer, content.media_ids, saved.media)
            return replace(saved, content=content, scheduled_ms=scheduled_ms, media=media)

        return self._change(viewer, draft_id, change, only_scheduled=only_scheduled)

    def reschedule(self, viewer: Viewer, draft_id: int, scheduled_ms: int) -> SavedDraft:
        """Give a scheduled tweet another time. Raise a DomainError."""
        return self._change(
            viewer, draft_id, lambda saved: replace(saved, scheduled_ms=scheduled_ms), only_scheduled=True
        )

    def remove(self, viewer: Viewer, draft_id: int, *, only_scheduled: bool = False) -> None:
        """Remove a draft, or cancel a scheduled tweet. Raise a DomainError: not found, also when it was published."""
        for _ in range(ATTEMPTS):
            saved = self.one(viewer, draft_id, only_scheduled=only_scheduled)
            try:
                self.drafts.remove(saved, self.drafts.usage(viewer.user_id).without(saved))
            except VersionConflict:
                continue
            return
        raise _busy()

    def _add(self, viewer: Viewer, content: Draft, scheduled_ms: int | None, key: str | None, asked: str) -> SavedDraft:
        for _ in range(ATTEMPTS):
            now_ms = self.clock.now_ms()
            media = self.media.attachable(viewer, content.media_ids)
            saved = SavedDraft(
                self.ids.next_id(), viewer.user_id, content, scheduled_ms, updated_ms=now_ms, media=media
            )
            record = None
            if key is not None:
                record = IdempotencyRecord(viewer.user_id, key, asked, saved.id, now_ms + IDEMPOTENCY_MS)
            try:
                self.drafts.add(saved, self.drafts.usage(viewer.user_id).with_wanted(saved), record, now_ms)
            except (IdTaken, VersionConflict, MediaTaken):
                continue
            except IdempotencyKeyUsed as used:
                return self._stored(viewer, used.record, asked)
            return saved
        raise _busy()

    def _stored(self, viewer: Viewer, record: IdempotencyRecord, asked: str) -> SavedDraft:
        if record.body_sha256 != asked:
            raise DomainError(
                Code.IDEMPOTENCY_MISMATCH, "this key was used for another request", field="Idempotency-Key"
            )
        return self.one(viewer, record.tweet_id)

    def _change(
        self,
        viewer: Viewer,
        draft_id: int,
        change: Callable[[SavedDraft], SavedDraft],
        *,
        only_scheduled: bool = False,
    ) -> SavedDraft:
        for _ in range(ATTEMPTS):
            saved, now_ms = self.one(viewer, draft_id, only_scheduled=only_scheduled), self.clock.now_ms()
            changed = replace(change(saved), failure=None, updated_ms=now_ms, version=saved.version + 1)
            # A time that stays may be near, or past when it is late.
            if changed.scheduled_ms is not None and changed.scheduled_ms != saved.scheduled_ms:
                checked_time(changed.scheduled_ms, now_ms)
            usage = None
            if _slot(changed) != _slot(saved):
                usage = self.drafts.usage(viewer.user_id).without(saved).with_wanted(changed)
            try:
                self.drafts.replace(saved, changed, usage)
            except (VersionConflict, MediaTaken):
                continue
            return changed
        raise _busy()


def _slot(saved: SavedDraft) -> int | None:
    return None if saved.scheduled_ms is None else saved.scheduled_ms // DAY_MS


def _sha256(content: Draft, scheduled_ms: int | None) -> str:
    # Not the hash of a tweet that says the same: one key does not stand for both.
    return hashlib.sha256(f"draft {content.sha256()} {scheduled_ms}".encode()).hexdigest()


def _busy() -> DomainError:
    return conflict("drafts are being changed elsewhere; please try again")
