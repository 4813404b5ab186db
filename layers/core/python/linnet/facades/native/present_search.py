"""Turn what searches found into native JSON shapes."""

from __future__ import annotations

from collections.abc import Iterable

from linnet.domain.search import kept
from linnet.domain.search.found import FoundTag, FoundTweet
from linnet.domain.search.ranking import ScoreParts
from linnet.facades.moments import moment
from linnet.facades.native import present
from linnet.facades.native import schemas_search as schemas
from linnet.ports.search import TagUse
from linnet.services.feature_hashtag import ShownTag
from linnet.services.search import Found
from linnet.services.suggest import Suggestions


def page(found: Found, next_token: str | None, explain: bool) -> schemas.SearchPage:
    """Present a page of a search."""
    return schemas.SearchPage(
        tweets=[_tweet(each, explain) for each in found.tweets.tweets],
        users=[present.user(each) for each in found.users.users],
        hashtags=[_hashtag(each) for each in found.hashtags],
        unknown_operators=list(found.tweets.unknown),
        complete=found.complete,
        next_token=next_token,
    )


def suggestions(found: Suggestions) -> schemas.Suggestions:
    """Present what is proposed."""
    return schemas.Suggestions(
        users=[
            schemas.SuggestedUser(
                id=str(each.user.id),
                username=each.user.username,
                display_name=each.user.display_name,
                following=each.following,
            )
            for each in found.users
        ],
        hashtags=[_hashtag(each) for each in found.hashtags],
    )


def _hashtag(found: FoundTag) -> schemas.FoundHashtag:
    return schemas.FoundHashtag(tag=found.tag, people=found.people)


def _tweet(found: FoundTweet, explain: bool) -> schemas.FoundTweet:
    return schemas.FoundTweet(
        tweet=present.tweet(found.shown),
        highlights=[[start, end] for start, end in found.highlights],
        score=_score(found.parts) if explain and found.parts is not None else None,
    )


def _score(parts: ScoreParts) -> schemas.Score:
    return schemas.Score(relevance=parts.relevance, engagement=parts.engagement, recency=parts.recency)


def saved(search: kept.SavedSearch) -> schemas.SavedSearch:
    """Present a saved search."""
    return schemas.SavedSearch(id=str(search.id), name=search.name, q=search.query)


def all_saved(searches: Iterable[kept.SavedSearch]) -> schemas.SavedSearches:
    """Present all saved searches."""
    return schemas.SavedSearches(items=[saved(each) for each in searches])


def recent(searches: Iterable[kept.RecentSearch]) -> schemas.RecentSearches:
    """Present recent searches."""
    return schemas.RecentSearches(
        items=[schemas.RecentSearch(q=each.query, searched_at=moment(each.searched_ms)) for each in searches]
    )


def featured_hashtag(shown: ShownTag) -> schemas.FeaturedHashtag:
    """Present a hashtag of a profile."""
    use = shown.use
    return schemas.FeaturedHashtag(
        id=str(shown.featured.id),
        tag=shown.featured.tag,
        name=shown.featured.name,
        tweets=None if use is None else use.tweets,
        last_tweet_at=None if use is None or use.newest_ms is None else moment(use.newest_ms),
    )


def featured(shown: Iterable[ShownTag]) -> schemas.FeaturedHashtags:
    """Present all of a profile."""
    return schemas.FeaturedHashtags(items=[featured_hashtag(each) for each in shown])


def used_hashtags(used: Iterable[TagUse]) -> schemas.UsedHashtags:
    """Present what the reader used."""
    return schemas.UsedHashtags(items=[schemas.UsedHashtag(tag=each.tag, tweets=each.tweets) for each in used])
