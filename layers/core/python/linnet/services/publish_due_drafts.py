"""Publish scheduled tweets whose time has come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import Final

from linnet.domain.drafts import Failure, SavedDraft
from linnet.domain.errors import Code, DomainError
from linnet.domain.notifications import Kind
from linnet.domain.users import AccountStatus, Viewer
from linnet.ports.drafts import Drafts, DueDraft, DueDrafts
from linnet.ports.environment import Clock, Parallel
from linnet.ports.identity import Accounts, VersionConflict
from linnet.ports.notifications import NotificationJob, NotificationJobs
from linnet.services.publish_draft import PublishDraft

# Of each shard in one run; what is left is still there for the next.
MOST_DRAFTS: Final = 1_000
# Each attempt follows another change of the same account's drafts.
ATTEMPTS: Final = 4
# These say nothing about the tweet: the next run tries again.
PASSING: Final = frozenset({Code.UNAVAILABLE, Code.CONFLICT, Code.RATE_LIMITED})


class Outcome(StrEnum):
    """Say what became of a due draft; `LEFT` is what the next run sees to, `OVER` what others have seen to."""

    PUBLISHED = "published"
    FAILED = "failed"
    LEFT = "left"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Swept:
    """What a run did: the outcome of each draft, and how long after its time."""

    seen: tuple[tuple[Outcome, int], ...] = ()

    def count(self, outcome: Outcome) -> int:
        """Return how many drafts had an outcome."""
        return sum(each is outcome for each, _ in self.seen)

    def late(self, above_ms: int) -> int:
        """Return how many were published, or are left, so long after their time."""
        return sum(late_ms > above_ms for each, late_ms in self.seen if each in (Outcome.PUBLISHED, Outcome.LEFT))


@dataclass(frozen=True, slots=True)
class PublishDueDrafts:
    """What is due stays in the index until it was published, or its failure told: late rather than never.

    Runs may overlap, be killed anywhere, and race with the owner: each write holds only for the draft as it was read.
    """

    drafts: Drafts
    due: DueDrafts
    accounts: Accounts
    publish: PublishDraft
    jobs: NotificationJobs
    parallel: Parallel
    clock: Clock

    def run(self) -> Swept:
        """See to what is due. What fails for no reason of the draft's own is raised when all others are done."""
        due = sorted(self.due.due(self.clock.now_ms(), MOST_DRAFTS), key=lambda each: (each.owner_id, each.due_ms))
        # One after the other within an account, as they change the same count.
        accounts = [list(drafts) for _, drafts in groupby(due, key=lambda each: each.owner_id)]
        seen = self.parallel.run([self._account(each) for each in accounts])
        return Swept(tuple(each for part in seen for each in part))

    def _account(self, drafts: Sequence[DueDraft]) -> Callable[[], list[tuple[Outcome, int]]]:
        def call() -> list[tuple[Outcome, int]]:
            seen: list[tuple[Outcome, int]] = []
            failed: Exception | None = None
            for each in drafts:
                try:
                    outcome = self._see_to(each)
                except Exception as error:  # noqa: BLE001 - raised below: those behind it must not wait for it
                    failed = failed or error
                    continue
                seen.append((outcome, self.clock.now_ms() - each.due_ms))
            if failed is not None:
                raise failed
            return seen

        return call

    def _see_to(self, due: DueDraft) -> Outcome:
        for _ in range(ATTEMPTS):
            saved = self.drafts.get(due.owner_id, due.draft_id)
            if saved is None:
                return Outcome.OVER
            if saved.failure is not None:
                self._tell(saved)
                return Outcome.FAILED
            # The index may not know yet of another time.
            if saved.scheduled_ms is None or saved.scheduled_ms > self.clock.now_ms():
                return Outcome.OVER
            try:
                return self._publish(saved)
            except VersionConflict:
                continue
        return Outcome.LEFT

    def _publish(self, saved: SavedDraft) -> Outcome:
        account = self.accounts.get_account(saved.owner_id)
        if account is None or account.status is AccountStatus.ERASING:
            # The erasure takes it away.
            return Outcome.OVER
        if account.status is not AccountStatus.ACTIVE:
            self._fail(saved, DomainError(Code.SUSPENDED, "the account took no part when it was due"))
            return Outcome.FAILED
        try:
            self.publish.as_read(Viewer(saved.owner_id, 0, settings=account.settings), saved)
        except DomainError as refused:
            if refused.code in PASSING:
                return Outcome.LEFT
            self._fail(saved, refused)
            return Outcome.FAILED
        return Outcome.PUBLISHED

    def _fail(self, saved: SavedDraft, refused: DomainError) -> None:
        now_ms = self.clock.now_ms()
        failure = Failure(refused.code, refused.message, saved.scheduled_ms or now_ms, now_ms, refused.field)
        failed = replace(saved, scheduled_ms=None, failure=failure, version=saved.version + 1)
        usage = self.drafts.usage(saved.owner_id).without(saved).with_failed(failed)
        self.drafts.replace(saved, failed, usage)
        self._tell(failed)

    def _tell(self, failed: SavedDraft) -> None:
        self.jobs.send([NotificationJob(Kind.DRAFT_FAILED.value, failed.id, recipient_ids=(failed.owner_id,))])
        # Killed in between, the next run queues it a second time, which tells nobody twice.
        self.due.told(failed)
