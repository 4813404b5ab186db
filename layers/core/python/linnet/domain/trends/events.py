"""What the event log tells of a post: ids, names and a hash, never the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest

from linnet.domain.ids import created_ms
from linnet.domain.trends.names import names_in, text_hash
from linnet.domain.trends.settings import TrendSettings
from linnet.domain.trends.sketches import SIZE, hash_of
from linnet.domain.tweets import Audience, Tweet
from linnet.domain.users import User


class EventKind(StrEnum):
    POST = "post"
    ENGAGEMENT = "engagement"


@dataclass(frozen=True, slots=True)
class TrendEvent:
    """Somebody posted a tweet, or liked or retweeted one.

    `post_id` and `names` are the tweet's; `actor_id` is who acted, at `at_ms`. `language` is the one declared, without
    its region.
    """

    kind: EventKind
    post_id: int
    actor_id: int
    at_ms: int
    names: tuple[str, ...]
    language: str | None = None
    text_hash: int = 0
    sensitive: bool = False


def event_of_post(tweet: Tweet, author: User) -> TrendEvent | None:
    """Return what a new tweet adds to trends; None where it names nothing, or is not for everybody."""
    names = names_in(tweet.text, tweet.entities) if _counts(tweet, author) else ()
    if not names:
        return None
    return TrendEvent(
        kind=EventKind.POST,
        post_id=tweet.id,
        actor_id=tweet.author_id,
        at_ms=created_ms(tweet.id),
        names=names,
        language=_language(tweet),
        text_hash=text_hash(tweet.text, tweet.entities),
        sensitive=tweet.sensitive,
    )


def event_of_engagement(tweet: Tweet, author: User, actor_id: int, act_id: int) -> TrendEvent | None:
    """Return what a like or a retweet (by the act's id) adds; nobody engages with themselves."""
    counts = _counts(tweet, author) and actor_id != author.id
    names = names_in(tweet.text, tweet.entities) if counts else ()
    if not names:
        return None
    return TrendEvent(
        kind=EventKind.ENGAGEMENT,
        post_id=tweet.id,
        actor_id=actor_id,
        at_ms=created_ms(act_id),
        names=names,
        language=_language(tweet),
    )


def sufficient(engagements: Iterable[TrendEvent], settings: TrendSettings) -> list[TrendEvent]:
    """Leave out the engagements that can change no count: of a tweet in a window only the smallest hashes are kept.

    A window would keep no others either, so that a rush to one tweet is as many events as a sketch has places.
    """
    gathered: defaultdict[tuple[int, int], dict[int, TrendEvent]] = defaultdict(dict)
    for event in engagements:
        gathered[event.post_id, settings.window_of(event.at_ms)][hash_of(event.actor_id)] = event
    return [by_hash[each] for by_hash in gathered.values() for each in nsmallest(SIZE, by_hash)]


def _counts(tweet: Tweet, author: User) -> bool:
    # What a protected account posts is for its followers, whatever audience the tweet was given.
    shown = author.active and not author.protected
    return shown and tweet.audience is Audience.PUBLIC and tweet.deleted_ms is None


def _language(tweet: Tweet) -> str | None:
    return None if tweet.language is None else tweet.language.partition("-")[0].lower()
