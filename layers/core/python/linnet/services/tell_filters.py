"""Tell the apps of an account that its filters changed."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.changes import FiltersChange
from linnet.domain.pushes import Push, PushKind, TopicKind, own_topic
from linnet.services.tell_watchers import TellWatchers


@dataclass(frozen=True, slots=True)
class TellFilters:
    """What was shown before is for the app to look at again: nothing of the filters is in the push."""

    tell_watchers: TellWatchers

    def run(self, change: FiltersChange) -> None:
        """Send a push, if anybody is there to hear it."""
        home = own_topic(TopicKind.HOME, change.owner_id)
        occurrence = f"{change.version}/{change.sequence}"
        self.tell_watchers.run([Push(PushKind.FILTERS_CHANGED, home, id=change.owner_id, occurrence=occurrence)])
