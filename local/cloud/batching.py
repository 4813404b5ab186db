"""When a function is called with what its source holds: at once, or after a batch has gathered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Batching:
    """The batch of one event source mapping that is gathering; times are of one monotonic clock.

    As on AWS, a window begins with the first record that waits and ends early when the batch is full.
    https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching
    """

    since: float | None = None

    def is_due(self, waiting: int, now: float, *, full: int, window_s: float) -> bool:
        """Tell whether the function is to be called now, when so many records wait."""
        if not waiting:
            self.since = None
            return False
        if self.since is None:
            self.since = now
        return waiting >= full or now >= self.since + window_s

    def take(self) -> None:
        """Begin the next batch: what waits from now on has a window of its own."""
        self.since = None
