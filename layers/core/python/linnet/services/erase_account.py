"""Erase an account, piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from linnet.domain import standing
from linnet.domain.erasure import Erasure, ErasureOrder
from linnet.domain.users import Account, AccountStatus
from linnet.ports.environment import Clock
from linnet.ports.erasure import Eraser, ErasureQueue, Erasures
from linnet.ports.identity import VersionConflict
from linnet.services.change_standing import ChangeStanding

# Two rounds: what was on its way during the first (a stream record, a fan-out job, an index that lagged) has arrived
# by the second.
ROUNDS: Final = 2


@dataclass(frozen=True, slots=True)
class EraseAccount:
    """Work on an order for `work_ms`, save after each piece, and queue the rest.

    Every store is cleared in each round, in the order of `erasers`; `last` (the profile, by which all others are found)
    only after that. Two deliveries at once hinder each other at the first save: one goes on.

    Nothing is erased for `grace_s` after the account was shut out for good: until then a container may take its token,
    and let it write, or show its profile from memory to whom it had blocked. The queue measures that time, and the
    pauses behind each round, as clocks that are minutes apart cannot: only the message that waited goes on.
    """

    erasures: Erasures
    erasers: Sequence[Eraser]
    last: Eraser
    change_standing: ChangeStanding
    queue: ErasureQueue
    clock: Clock
    work_ms: int
    grace_s: int
    pause_s: int

    def run(self, order: ErasureOrder) -> None:
        """Do a part of an order, or the whole. Nothing happens when it was withdrawn, carried out, or is not due."""
        erasure = self.erasures.get(order)
        if erasure is None or not self._begin(order):
            return
        if not erasure.worked_ms:
            self._let_containers_forget(erasure)
            return
        if not erasure.store and order.waited != erasure.version:
            # The message that waits may never have been sent. Where it was, this one will find its work done.
            self._wait(erasure)
            return
        until_ms = self.clock.now_ms() + self.work_ms
        while self.clock.now_ms() < until_ms:
            after = self._piece(erasure)
            if after is None:
                self.erasures.finish(order)
                return
            try:
                erasure = self.erasures.save(replace(after, worked_ms=self.clock.now_ms()))
            except VersionConflict:
                # Another delivery goes on from where this one stood, or the order is done.
                return
            if _between_rounds(after):
                self._wait(erasure)
                return
        self.queue.send([erasure.order], 0)

    def _begin(self, order: ErasureOrder) -> bool:
        """Make sure that nothing brings the account back any more."""

        def decide(account: Account) -> Account | None:
            due = account.erase_at_ms == order.due_ms and standing.may_erase(account, self.clock.now_ms())
            return standing.erasing(account) if due and account.status is not AccountStatus.ERASING else None

        changed = self.change_standing.run(order.user_id, decide)
        # Without an account only the order itself is left to be dropped.
        return changed is None or changed[1].status is AccountStatus.ERASING

    def _let_containers_forget(self, erasure: Erasure) -> None:
        try:
            begun = self.erasures.save(replace(erasure, worked_ms=self.clock.now_ms()))
        except VersionConflict:
            # Another delivery has begun as well, and waits.
            return
        self._wait(begun)

    def _wait(self, erasure: Erasure) -> None:
        delay_s = self.pause_s if erasure.round else self.grace_s
        self.queue.send([replace(erasure.order, waited=erasure.version)], delay_s)

    def _piece(self, erasure: Erasure) -> Erasure | None:
        """Erase one piece; return where that leads, None at the end of all."""
        user_id = erasure.order.user_id
        if erasure.round >= ROUNDS:
            position = self.last.erase(user_id, erasure.position)
            return None if position is None else replace(erasure, position=position)
        names = [eraser.name for eraser in self.erasers]
        # Progress in a store that is no more: the round begins anew, which does no harm.
        known = erasure.store in names
        number = names.index(erasure.store) if known else 0
        position = self.erasers[number].erase(user_id, erasure.position if known else None)
        if position is not None:
            return replace(erasure, store=names[number], position=position)
        if number + 1 < len(names):
            return replace(erasure, store=names[number + 1], position=None)
        return replace(erasure, round=erasure.round + 1, store="", position=None)


def _between_rounds(erasure: Erasure) -> bool:
    return erasure.round > 0 and not erasure.store
