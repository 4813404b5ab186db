"""What publishing and editing check of a tweet's text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from linnet.domain.errors import invalid
from linnet.domain.text import V3, Entities, TweetProblem, normalize, tweet_problem

_MESSAGES: Final[Mapping[TweetProblem, str]] = {
    "empty": "must not be empty",
    "too_long": f"must have a weighted length of at most {V3.max_weighted_length}",
    "invalid_characters": "holds characters that no tweet may hold",
}


def checked(text: str, *, has_media: bool = False) -> str:
    """Return the text in NFC; with pictures it may say nothing. Raise a DomainError on the field `text`."""
    composed = normalize(text)
    problem = tweet_problem(composed)
    if problem is not None and not (problem == "empty" and has_media):
        raise invalid("text", _MESSAGES[problem])
    return composed


def mentioned_names(entities: Entities) -> frozenset[str]:
    """Return the lower-case usernames that a text mentions."""
    return frozenset(mention.username.lower() for mention in entities.mentions)


def mentioned_ids(entities: Entities, ids: Mapping[str, int]) -> tuple[int | None, ...]:
    """Return the account behind each mention, in their order."""
    return tuple(ids.get(mention.username.lower()) for mention in entities.mentions)
