"""Compare totals with their edges, a sample at a time, and repair what drifted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from linnet.domain.counting import Holder, Target, Total
from linnet.domain.reconciling import (
    CONFIRMED_AFTER_MS,
    Outcome,
    Recount,
    Standing,
    differences,
    is_ahead,
    suspect,
)
from linnet.ports.environment import Clock
from linnet.ports.reconciling import Agenda, EdgeCounts, Source, StoredTotals

# Rows of each source that a run looks at. Those of the key space are mostly cheap, those that are hot are not.
ROWS: Final[Mapping[Source, int]] = {Source.SUSPECTED: 20, Source.HOT: 10, Source.USERS: 50, Source.TWEETS: 50}
# A list of so many rows is some 12 MB to read. Beyond it a total is left to its marks.
MAX_EDGES: Final = 100_000
# A source gives way to the next one after so many: a run ends long before its function's time.
EDGES_A_SOURCE: Final = 100_000


@dataclass(frozen=True, slots=True)
class Drift:
    """A target whose totals are certainly wrong, and by how much (edges less total)."""

    target: Target
    differences: Mapping[Total, int]
    repaired: bool


@dataclass(slots=True)
class Report:
    """What a run found."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    drifts: list[Drift] = field(default_factory=list)
    edges: int = 0


@dataclass(frozen=True, slots=True)
class ReconcileTotals:
    """`quiet_ms` is the longest that a stream may take to count an act: what it gives up on then is lost."""

    totals: StoredTotals
    edges: EdgeCounts
    agenda: Agenda
    clock: Clock
    quiet_ms: int

    def run(self) -> Report:
        """Look at what is suspected, at what is hot, and at the next rows of the key space."""
        report = Report()
        looked_at: set[Target] = set()
        for source in Source:
            self._walk(source, report, looked_at)
        return report

    def check(self, targets: Iterable[Target], quiet_ms: int | None = None) -> Report:
        """Look at these targets.

        `quiet_ms` may be lowered, to no less than ten minutes, by whoever knows that no stream is late.
        """
        report = Report()
        wanted = self.quiet_ms if quiet_ms is None else max(quiet_ms, CONFIRMED_AFTER_MS)
        for target in targets:
            self._look_at(target, wanted, report)
        return report

    def _walk(self, source: Source, report: Report, looked_at: set[Target]) -> None:
        candidates = self.agenda.candidates(source, self.agenda.position(source), ROWS[source])
        begun = report.edges
        end = candidates.end
        for found in candidates.found:
            if found.target not in looked_at:
                looked_at.add(found.target)
                self._look_at(found.target, self.quiet_ms, report)
            if report.edges - begun >= EDGES_A_SOURCE:
                end = found.position
                break
        self.agenda.move(source, end)

    def _look_at(self, target: Target, quiet_ms: int, report: Report) -> None:
        report.outcomes[self._outcome(target, quiet_ms, report)] += 1

    def _outcome(self, target: Target, quiet_ms: int, report: Report) -> Outcome:
        before = self.totals.look(target)
        if before is None:
            self.agenda.acquit(target)
            return Outcome.GONE
        recount = self._recount(target, before)
        if recount is None:
            report.edges += MAX_EDGES
            return Outcome.TOO_LARGE
        report.edges += sum(recount.counts.values())
        now_ms = self.clock.now_ms()
        if self.totals.look(target) != before or is_ahead(before, recount, now_ms):
            return Outcome.MOVED
        return self._judge(target, before, recount, quiet_ms, report)

    def _recount(self, target: Target, standing: Standing) -> Recount | None:
        if target.holder is Holder.USER:
            return self.edges.of_user(target.id, MAX_EDGES)
        return self.edges.of_tweet(target.id, standing.conversation_id, MAX_EDGES)

    def _judge(self, target: Target, standing: Standing, recount: Recount, quiet_ms: int, report: Report) -> Outcome:
        now_ms = self.clock.now_ms()
        found = differences(standing, recount)
        earlier = self.agenda.suspicion(target)
        if not found:
            if earlier is not None:
                self.agenda.acquit(target)
            return Outcome.RIGHT
        suspicion = suspect(standing, found, earlier, now_ms)
        if suspicion != earlier:
            self.agenda.suspect(target, suspicion)
        if not suspicion.confirmed(now_ms):
            return Outcome.SUSPECTED
        repaired = suspicion.repairable(now_ms, quiet_ms) and self.totals.repair(
            target, standing, {total: recount.counts[total] for total in found}
        )
        report.drifts.append(Drift(target, found, repaired))
        if not repaired:
            return Outcome.DRIFTED
        self.agenda.acquit(target)
        return Outcome.REPAIRED
