"""What is not DynamoDB, in memory: a test decides what is delivered, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from linnet.domain.erasure import ErasureOrder
from linnet.domain.pushes import Push
from linnet.ports.limits import Allowance, Window
from linnet.ports.notifications import NotificationJob
from linnet.ports.timelines import Job


class MemoryJobs:
    """Keep jobs until the test delivers them."""

    def __init__(self) -> None:
        self.waiting: list[Job] = []

    def send(self, jobs: Sequence[Job]) -> None:
        self.waiting.extend(jobs)


class MemoryNotificationJobs:
    """Keep notification jobs until the test delivers them."""

    def __init__(self) -> None:
        self.waiting: list[NotificationJob] = []

    def send(self, jobs: Sequence[NotificationJob]) -> None:
        self.waiting.extend(jobs)


class MemoryPushes:
    """Keep pushes until the test delivers them, and remember all."""

    def __init__(self) -> None:
        self.waiting: list[Push] = []
        self.sent: list[Push] = []

    def send(self, pushes: Sequence[Push]) -> None:
        self.waiting.extend(pushes)
        self.sent.extend(pushes)


class MemoryFailures:
    """Keep poison."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, Any, str]] = []

    def put(self, source: str, record: Any, reason: str) -> None:
        self.kept.append((source, record, reason))


class MemoryErasures:
    """Keep the accounts whose turn it is until the test delivers them."""

    def __init__(self) -> None:
        self.waiting: list[tuple[ErasureOrder, int]] = []

    def send(self, orders: Sequence[ErasureOrder], delay_s: int) -> None:
        self.waiting.extend((order, delay_s) for order in orders)


class NoLimits:
    """Let everything pass."""

    def take(self, subject: str, bucket: str, window: Window) -> Allowance:
        return Allowance(allowed=True, limit=window.limit, remaining=window.limit, reset_ms=0)
