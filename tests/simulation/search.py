"""The engine of the search index as functions see it: shared by all, somewhere else, and not always there."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from linnet.ports.search import Document, Kind, Outcome, SearchUnavailable, Written
from tests.fakes.search import FakeSearchIndex
from tests.simulation.faults import Faults
from tests.simulation.schedule import Scheduler


class SimulatedSearch(FakeSearchIndex):
    """Writes take time, in which others write; some find nobody, some get no answer, some no room."""

    def __init__(self, scheduler: Scheduler, random: Random, faults: Faults) -> None:
        super().__init__(scheduler)
        self._scheduler = scheduler
        self._random = random
        self._faults = faults

    def write(self, kind: Kind, documents: Sequence[Document], index: str | None = None) -> Sequence[Written]:
        self._scheduler.sleep(self._random.uniform(0.001, 0.05))
        if self._faults.strikes("engine_away"):
            raise SearchUnavailable
        busy = self._faults.strikes("engine_busy")
        taken = documents[: len(documents) // 2] if busy else documents
        written = super().write(kind, taken, index)
        self._scheduler.sleep(self._random.uniform(0.001, 0.05))
        if self._faults.strikes("engine_away"):
            raise SearchUnavailable
        return [*written, *(Written(each.id, Outcome.RETRY) for each in documents[len(taken) :])]
