"""What people told the operators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from linnet.domain.paging import PageRange
from linnet.domain.reports import Report


class Reports(Protocol):
    """Reports by who made them; they go by themselves after a year."""

    def add(self, report: Report) -> None:
        """Store a report; the same again changes nothing."""
        ...

    def made_by(self, reporter_id: int, page: PageRange) -> Sequence[Report]:
        """Return a range of what somebody reported, strongly consistent."""
        ...
