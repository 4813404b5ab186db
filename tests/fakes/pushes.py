"""The queue of pushes in memory."""

from __future__ import annotations

from collections.abc import Sequence

from linnet.domain.pushes import Push
from linnet.services.tell_watchers import TellWatchers
from tests.fakes.environment import FakeClock
from tests.fakes.sockets import FakeConnections


class FakePushes:
    """Keep what was sent, in its order; a push that was sent before is not kept again."""

    def __init__(self) -> None:
        self.sent: list[Push] = []

    def send(self, pushes: Sequence[Push]) -> None:
        for push in pushes:
            if not any(_same(push, other) for other in self.sent):
                self.sent.append(push)


def _same(one: Push, other: Push) -> bool:
    return (one.kind, one.topic, one.id, one.occurrence, one.shard) == (
        other.kind,
        other.topic,
        other.id,
        other.occurrence,
        other.shard,
    )


def nobody_watches() -> TellWatchers:
    """Return what tells watchers where there are none."""
    return TellWatchers(FakeConnections(FakeClock()), FakePushes())
