"""Present filters, and what they match."""

from __future__ import annotations

from collections.abc import Iterable

from linnet.domain import filters as domain
from linnet.facades.mastodon.entities import filters as entities
from linnet.facades.moments import moment


def one_filter(shown: domain.Filter) -> entities.Filter:
    """Present a filter."""
    return entities.Filter(
        id=str(shown.id),
        title=shown.title,
        context=_contexts(shown),
        expires_at=None if shown.expires_ms is None else moment(shown.expires_ms),
        filter_action=shown.action.value,
        keywords=[keyword(each) for each in shown.keywords],
        statuses=[named(each) for each in shown.tweets],
    )


def keyword(shown: domain.Keyword) -> entities.FilterKeyword:
    """Present a keyword."""
    return entities.FilterKeyword(id=str(shown.id), keyword=shown.text, whole_word=shown.whole_word)


def named(shown: domain.FilteredTweet) -> entities.FilterStatus:
    """Present a status that a filter names."""
    return entities.FilterStatus(id=str(shown.id), status_id=str(shown.tweet_id))


def of_one(owner: domain.Filter, shown: domain.Keyword) -> entities.FilterOfOne:
    """Present a keyword as a filter of version 1."""
    return entities.FilterOfOne(
        id=str(shown.id),
        phrase=shown.text,
        context=_contexts(owner),
        whole_word=shown.whole_word,
        expires_at=None if owner.expires_ms is None else moment(owner.expires_ms),
        irreversible=owner.action is domain.FilterAction.HIDE,
    )


def results(matches: Iterable[domain.FilterMatch]) -> list[entities.FilterResult]:
    """Present why filters match a status."""
    return [
        entities.FilterResult(
            filter=one_filter(each.filter),
            keyword_matches=list(each.keywords) or None,
            status_matches=[str(tweet_id) for tweet_id in each.tweet_ids] or None,
        )
        for each in matches
    ]


def _contexts(shown: domain.Filter) -> list[entities.Context]:
    return [context.value for context in domain.FilterContext if context in shown.contexts]
