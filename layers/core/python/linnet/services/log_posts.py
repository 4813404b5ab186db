"""Tell the event log of new posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linnet.domain.changes import PostChange
from linnet.domain.trends.events import event_of_post
from linnet.domain.tweets import Tweet
from linnet.domain.users import User
from linnet.ports.trends import EventLog


@dataclass(frozen=True, slots=True)
class LogPosts:
    """A batch of the router at once, with the authors that it has read already."""

    log: EventLog

    def run(self, routed: Iterable[tuple[PostChange, User | None]]) -> Mapping[str, int]:
        """Log the new public tweets. Return how many events were lost for which reason."""
        events = [
            event
            for change, author in routed
            if change.old is None
            and isinstance(change.new, Tweet)
            and author is not None
            and (event := event_of_post(change.new, author)) is not None
        ]
        return self.log.put(events) if events else {}
