"""Gather what an account reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from linnet.domain.exports import moment
from linnet.domain.ids import created_ms
from linnet.domain.paging import PageRange
from linnet.ports.exports import ExportPage
from linnet.ports.reports import Reports

A_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class GatherReports:
    """Implement the port `ExportSource`: reports that the account made, newest first. Those about it are others'."""

    reports: Reports
    name: str = "reports"

    def page(self, user_id: int, position: str | None) -> ExportPage:
        found = self.reports.made_by(user_id, PageRange(A_PAGE, before=None if position is None else int(position)))
        records = [
            {
                "id": str(each.id),
                "reportedAt": moment(created_ms(each.id)),
                "accountId": str(each.target_id),
                "category": each.category.value,
                "comment": each.comment,
                "tweetIds": [str(tweet_id) for tweet_id in each.tweet_ids],
                "ruleIds": [str(rule_id) for rule_id in each.rule_ids],
            }
            for each in found
        ]
        return ExportPage(records, str(found[-1].id) if len(found) == A_PAGE else None)
