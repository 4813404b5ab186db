"""What every store of reports must do."""

from __future__ import annotations

import pytest

from linnet.adapters.dynamodb.reports import DynamoReports, ReportRow
from linnet.domain.ids import id_at
from linnet.domain.paging import PageRange
from linnet.domain.reports import REPORT_LIVES_MS, Category, Report
from linnet.ports.reports import Reports
from tests.contract.conftest import ENGINES, MakeTable, Reach, create_table
from tests.fakes.environment import START_MS
from tests.fakes.reports import FakeReports

ANN, BOB, CAT = 11, 12, 13
FIRST = Report(id_at(START_MS), ANN, BOB)
SECOND = Report(id_at(START_MS + 1), ANN, CAT, Category.VIOLATION, "rude\n<b>", (7 << 60, 5), (2, 1))


@pytest.fixture(params=["fake", *ENGINES])
def reports(request: pytest.FixtureRequest, reach: Reach) -> Reports:
    if request.param == "fake":
        return FakeReports()
    return DynamoReports(create_table(ReportRow, reach(request.param)))


def test_what_somebody_reported_is_listed_newest_first(reports: Reports) -> None:
    for each in (FIRST, SECOND, FIRST, Report(3, BOB, ANN)):
        reports.add(each)
    assert list(reports.made_by(ANN, PageRange(10))) == [SECOND, FIRST]
    assert list(reports.made_by(ANN, PageRange(10, before=SECOND.id))) == [FIRST]
    assert list(reports.made_by(CAT, PageRange(10))) == []


def test_reports_go_by_themselves(make_table: MakeTable[ReportRow]) -> None:
    row = make_table(ReportRow)
    DynamoReports(row).add(FIRST)
    (stored,) = row.scan()
    assert stored.expires_at == (START_MS + REPORT_LIVES_MS) // 1000
