"""Present filters."""

from __future__ import annotations

from collections.abc import Iterable

from linnet.domain import filters as domain
from linnet.facades.moments import moment
from linnet.facades.native.schemas_filters import Filter, Filters, Keyword


def one_filter(shown: domain.Filter) -> Filter:
    """Present one filter."""
    return Filter(
        id=str(shown.id),
        title=shown.title,
        contexts=[context.value for context in domain.FilterContext if context in shown.contexts],
        action=shown.action.value,
        expires_at=None if shown.expires_ms is None else moment(shown.expires_ms),
        keywords=[Keyword(id=str(each.id), keyword=each.text, whole_word=each.whole_word) for each in shown.keywords],
        tweet_ids=[str(each.tweet_id) for each in shown.tweets],
    )


def all_filters(shown: Iterable[domain.Filter]) -> Filters:
    """Present several filters."""
    return Filters(items=[one_filter(each) for each in shown])
