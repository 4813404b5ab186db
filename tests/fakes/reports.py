"""Reports in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

from collections.abc import Sequence

from linnet.domain.paging import PageRange
from linnet.domain.reports import Report


class FakeReports:
    def __init__(self) -> None:
        self.stored: dict[int, Report] = {}

    def add(self, report: Report) -> None:
        self.stored[report.id] = report

    def made_by(self, reporter_id: int, page: PageRange) -> Sequence[Report]:
        return page.of(each for each in self.stored.values() if each.reporter_id == reporter_id)
