"""What a report looks like to who made it."""

from __future__ import annotations

from pydantic import Field

from linnet.domain.ids import created_ms
from linnet.domain.reports import MAX_RULES, MAX_TWEETS
from linnet.domain.reports import Report as Stored
from linnet.facades.moments import moment
from linnet.facades.native.schemas import IdString, Moment, Shape, Short, Text


class Report(Shape):
    """A report as it was stored."""

    id: IdString
    created_at: Moment
    account_id: IdString
    category: Short
    comment: Text
    tweet_ids: list[IdString] = Field(max_length=MAX_TWEETS)
    rule_ids: list[IdString] = Field(max_length=MAX_RULES)


def report(stored: Stored) -> Report:
    """Present a report."""
    return Report(
        id=str(stored.id),
        created_at=moment(created_ms(stored.id)),
        account_id=str(stored.target_id),
        category=stored.category.value,
        comment=stored.comment,
        tweet_ids=[str(each) for each in stored.tweet_ids],
        rule_ids=[str(each) for each in stored.rule_ids],
    )
