"""Reports in the platform table, in partitions of who made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.range_reads import rows_in_range
from linnet.domain.ids import created_ms
from linnet.domain.paging import PageRange
from linnet.domain.reports import REPORT_LIVES_MS, Category, Report

SCHEMA_VERSION: Final = 1


class ReportRow(Model):
    """A report; ids are text in JSON."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    report_id = NumberAttribute()
    reporter_id = NumberAttribute()
    target_id = NumberAttribute()
    category = UnicodeAttribute()
    comment = UnicodeAttribute(null=True)
    tweet_ids = JSONAttribute(null=True)
    rule_ids = JSONAttribute(null=True)
    schema_version = NumberAttribute(default=SCHEMA_VERSION)
    expires_at = NumberAttribute()


@dataclass(frozen=True, slots=True)
class DynamoReports:
    """Implement the port `Reports`."""

    row: type[ReportRow]

    def add(self, report: Report) -> None:
        self.row(
            keys.reports(report.reporter_id),
            keys.ordered(report.id),
            report_id=report.id,
            reporter_id=report.reporter_id,
            target_id=report.target_id,
            category=report.category.value,
            comment=report.comment or None,
            tweet_ids=[str(each) for each in report.tweet_ids] or None,
            rule_ids=list(report.rule_ids) or None,
            expires_at=(created_ms(report.id) + REPORT_LIVES_MS) // 1000,
        ).save()

    def made_by(self, reporter_id: int, page: PageRange) -> Sequence[Report]:
        query = partial(self.row.query, consistent_read=True)
        rows = rows_in_range(query, keys.reports(reporter_id), self.row.sk, page, key=keys.ordered)
        return [_report(row) for row in rows]


def _report(row: ReportRow) -> Report:
    return Report(
        id=int(row.report_id),
        reporter_id=int(row.reporter_id),
        target_id=int(row.target_id),
        category=Category(row.category),
        comment=row.comment or "",
        tweet_ids=tuple(int(each) for each in row.tweet_ids or ()),
        rule_ids=tuple(int(each) for each in row.rule_ids or ()),
    )
