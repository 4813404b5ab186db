"""Reports: what is taken, what is refused, and what the archive says of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.domain.errors import Code, DomainError
from linnet.domain.reports import MAX_COMMENT, MAX_TWEETS, Category, Rule
from linnet.domain.users import AccountStatus
from linnet.services.gather_reports import GatherReports
from linnet.services.report_account import NewReport, ReportAccount
from tests.fakes.environment import FakeIds
from tests.fakes.reports import FakeReports
from tests.unit.services.timeline_world import ANN, BOB, CAT, World

NOBODY = 99
RULES = (Rule("Be kind"), Rule("No noise", "Not even at noon"))


class Desk(World):
    def __init__(self) -> None:
        super().__init__()
        self.kept = FakeReports()
        self.report_account = ReportAccount(self.kept, self.users, self.read, FakeIds(self.clock), RULES)

    def told(self, new: NewReport) -> Category:
        return self.report_account.run(self.viewer(ANN), new)[0].category

    def refused(self, new: NewReport) -> tuple[Code, str | None]:
        with pytest.raises(DomainError) as refused:
            self.report_account.run(self.viewer(ANN), new)
        assert not self.kept.stored
        return refused.value.code, refused.value.field


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_report_is_stored_as_it_was_told(desk: Desk) -> None:
    tweet = desk.post(BOB, "rude")
    new = NewReport(BOB, Category.SPAM, " look ", (tweet.id, tweet.id))
    stored, target = desk.report_account.run(desk.viewer(ANN), new)
    assert list(desk.kept.stored.values()) == [stored]
    assert (stored.reporter_id, stored.target_id, target.id) == (ANN, BOB, BOB)
    assert (stored.category, stored.comment, stored.tweet_ids) == (Category.SPAM, "look", (tweet.id,))


def test_rules_are_a_violation_and_nothing_else_is_other(desk: Desk) -> None:
    assert desk.told(NewReport(BOB)) is Category.OTHER
    assert desk.told(NewReport(BOB, rule_ids=(2, 1, 2))) is Category.VIOLATION
    assert desk.told(NewReport(BOB, Category.VIOLATION)) is Category.VIOLATION
    assert [each.rule_ids for each in desk.kept.stored.values()] == [(), (2, 1), ()]


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        (NewReport(ANN), (Code.INVALID, "accountId")),
        (NewReport(NOBODY), (Code.NOT_FOUND, None)),
        (NewReport(BOB, comment="x" * (MAX_COMMENT + 1)), (Code.INVALID, "comment")),
        (NewReport(BOB, tweet_ids=tuple(range(MAX_TWEETS + 1))), (Code.INVALID, "tweetIds")),
        (NewReport(BOB, tweet_ids=(5,)), (Code.NOT_FOUND, None)),
        (NewReport(BOB, rule_ids=(3,)), (Code.INVALID, "ruleIds")),
        (NewReport(BOB, rule_ids=(0,)), (Code.INVALID, "ruleIds")),
        (NewReport(BOB, Category.SPAM, rule_ids=(1,)), (Code.INVALID, "ruleIds")),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, new: NewReport, refusal: tuple[Code, str | None]) -> None:
    assert desk.refused(new) == refusal


def test_tweets_are_the_accounts_and_such_as_the_reporter_sees(desk: Desk) -> None:
    assert desk.refused(NewReport(BOB, tweet_ids=(desk.post(CAT, "fine").id,))) == (Code.NOT_FOUND, None)
    hidden = desk.post(BOB, "hidden")
    desk.change_user(BOB, protected=True)
    assert desk.refused(NewReport(BOB, tweet_ids=(hidden.id,))) == (Code.NOT_FOUND, None)
    assert desk.told(NewReport(BOB)) is Category.OTHER


def test_whoever_takes_no_part_is_nobody(desk: Desk) -> None:
    desk.change_user(BOB, status=AccountStatus.SUSPENDED)
    assert desk.refused(NewReport(BOB)) == (Code.NOT_FOUND, None)


def test_the_archive_has_ones_reports_in_pages(desk: Desk) -> None:
    tweet = desk.post(BOB, "rude")
    stored, _ = desk.report_account.run(desk.viewer(ANN), NewReport(BOB, None, "why", (tweet.id,), (2,)))
    desk.kept.add(replace(stored, id=stored.id + 1, reporter_id=BOB, target_id=ANN))
    page = GatherReports(desk.kept).page(ANN, None)
    (record,) = page.records
    assert page.position is None
    assert (record["accountId"], record["category"], record["comment"]) == (str(BOB), "violation", "why")
    assert (record["tweetIds"], record["ruleIds"]) == ([str(tweet.id)], ["2"])
    assert GatherReports(desk.kept).page(ANN, str(stored.id)).records == []
