"""What a report holds."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from linnet.domain.reports import MAX_COMMENT, MAX_RULES, MAX_TWEETS, Category
from linnet.facades.native.requests import Body, Id
from linnet.services.report_account import NewReport


class ReportBody(Body):
    """Tell the operators of an account: why, in which tweets, against which rules."""

    account_id: Id
    category: Annotated[Category, Field(strict=False)] | None = None
    comment: Annotated[str, Field(max_length=MAX_COMMENT)] = ""
    tweet_ids: Annotated[list[Id], Field(max_length=MAX_TWEETS)] = Field(default=[])
    rule_ids: Annotated[list[Id], Field(max_length=MAX_RULES)] = Field(default=[])

    def report(self) -> NewReport:
        """Return it as services know it."""
        return NewReport(self.account_id, self.category, self.comment, tuple(self.tweet_ids), tuple(self.rule_ids))
