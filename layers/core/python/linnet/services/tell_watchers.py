"""Send pushes to topics that somebody is watching, and nothing to the many that nobody is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linnet.domain.pushes import Push
from linnet.ports.pushes import Pushes
from linnet.ports.sockets import Subscribers


@dataclass(frozen=True, slots=True)
class TellWatchers:
    """For producers whose topics are mostly unwatched: half a read unit a topic instead of a message."""

    subscribers: Subscribers
    pushes: Pushes

    def run(self, pushes: Sequence[Push]) -> None:
        """Send those that have a watcher."""
        if not pushes:
            return
        watched = self.subscribers.watched({push.topic for push in pushes})
        wanted = [push for push in pushes if push.topic in watched]
        if wanted:
            self.pushes.send(wanted)
