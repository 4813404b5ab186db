"""Drafts: tweets that are to be, kept by their author alone, some of them to be published at a time."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType
from typing import Final

from linnet.domain.errors import Code, DomainError, invalid
from linnet.domain.ids import created_ms
from linnet.domain.media import Media
from linnet.domain.polls import PollDraft
from linnet.domain.tweets import Audience, QuotePolicy

# As apps for Mastodon expect them: scheduled tweets of an account, and of those the ones that are due on one day (UTC).
MAX_SCHEDULED: Final = 300
MAX_SCHEDULED_A_DAY: Final = 25
MAX_DRAFTS: Final = 300
SOONEST_MS: Final = 5 * 60_000
DAY_MS: Final = 86_400_000
# Beyond it a time is a typing error rather than a plan.
LATEST_MS: Final = 5 * 366 * DAY_MS


@dataclass(frozen=True, slots=True)
class Draft:
    """What an author asks to publish; None leaves a choice to the account's settings."""

    text: str
    in_reply_to: int | None = None
    quote_of: int | None = None
    audience: Audience | None = None
    sensitive: bool | None = None
    content_warning: str = ""
    language: str | None = None
    media_ids: tuple[int, ...] = ()
    poll: PollDraft | None = None
    quote_policy: QuotePolicy | None = None

    def sha256(self) -> str:
        """Return a hash that two requests share exactly if they ask for the same."""
        asked = asdict(self)
        if self.poll is None:
            # As it was before there were polls: a key may have been used then.
            del asked["poll"]
        if self.quote_policy is None:
            del asked["quote_policy"]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a scheduled tweet was not published; `field` is the part of it at fault. Times are Unix milliseconds."""

    code: Code
    message: str
    scheduled_ms: int
    failed_ms: int
    field: str | None = None


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """A draft as it is kept, with the pictures that its content names.

    With `scheduled_ms` it publishes itself then; with `failure` it was to, and could not.
    """

    id: int
    owner_id: int
    content: Draft
    scheduled_ms: int | None = None
    failure: Failure | None = None
    updated_ms: int = 0
    version: int = 1
    media: tuple[Media, ...] = ()

    @property
    def created_ms(self) -> int:
        return created_ms(self.id)


@dataclass(frozen=True, slots=True)
class DraftUsage:
    """How much an account keeps: drafts without a time, and scheduled tweets by the day on which they are due.

    Days are counted since 1970 (UTC). It changes in the transactions that change drafts, so limits hold exactly.
    """

    drafts: int = 0
    days: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    version: int = 0

    @property
    def scheduled(self) -> int:
        return sum(self.days.values())

    def without(self, saved: SavedDraft) -> DraftUsage:
        """Return the usage when a draft has gone."""
        return self._changed(saved.scheduled_ms, -1)

    def with_failed(self, saved: SavedDraft) -> DraftUsage:
        """Return the usage with a draft that lost its time, however many drafts there are: it must not be lost."""
        return self._changed(saved.scheduled_ms, 1)

    def with_wanted(self, saved: SavedDraft) -> DraftUsage:
        """Return the usage with one draft more. Raise a DomainError (limit reached)."""
        changed = self._changed(saved.scheduled_ms, 1)
        if saved.scheduled_ms is None:
            if changed.drafts > MAX_DRAFTS:
                raise DomainError(Code.LIMIT_REACHED, f"an account keeps at most {MAX_DRAFTS} drafts")
            return changed
        if changed.scheduled > MAX_SCHEDULED:
            raise DomainError(
                Code.LIMIT_REACHED, f"an account schedules at most {MAX_SCHEDULED} tweets", field="scheduledAt"
            )
        if changed.days[saved.scheduled_ms // DAY_MS] > MAX_SCHEDULED_A_DAY:
            raise DomainError(
                Code.LIMIT_REACHED, f"at most {MAX_SCHEDULED_A_DAY} tweets are scheduled for a day", field="scheduledAt"
            )
        return changed

    def _changed(self, scheduled_ms: int | None, by: int) -> DraftUsage:
        if scheduled_ms is None:
            return replace(self, drafts=self.drafts + by)
        days = Counter(self.days)
        days[scheduled_ms // DAY_MS] += by
        # Days on which nothing is due are forgotten.
        return replace(self, days={day: due for day, due in sorted(days.items()) if due})


def checked_time(scheduled_ms: int, now_ms: int) -> int:
    """Return a time at which something may be scheduled. Raise a DomainError on the field `scheduledAt`."""
    if scheduled_ms < now_ms + SOONEST_MS:
        raise invalid("scheduledAt", f"must be at least {SOONEST_MS // 60_000} minutes ahead")
    if scheduled_ms > now_ms + LATEST_MS:
        raise invalid("scheduledAt", "must be within five years")
    return scheduled_ms
