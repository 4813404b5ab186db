"""Gather the tags that an account hides."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.exports import ExportPage
from linnet.ports.trends import HiddenTrends


@dataclass(frozen=True, slots=True)
class GatherHiddenTrends:
    """Implement the port `ExportSource`: all of them in one page."""

    hidden: HiddenTrends
    name: str = "hidden_trends"

    def page(self, user_id: int, _position: str | None) -> ExportPage:
        return ExportPage([{"tag": tag} for tag in sorted(self.hidden.of(user_id))], None)
