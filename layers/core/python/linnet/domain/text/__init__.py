"""The text of tweets: length, entities, validity, links and search hits, by the rules of Twitter's twitter-text.

Every function takes any string, lone surrogates and control characters included, never raises because of what it holds,
and does work that is linear in its length. See docs/text.md.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

from linnet.domain.text.entities import Cashtag, Entities, Entity, Hashtag, Mention, Url
from linnet.domain.text.extraction import extract_entities, extract_hashtags
from linnet.domain.text.length import (
    V1,
    V2,
    V3,
    LengthConfig,
    ParsedText,
    TweetProblem,
    parse_tweet,
    tweet_problem,
    weighted_length,
)
from linnet.domain.text.mentions import MAX_USERNAME_LENGTH, extract_reply
from linnet.domain.text.normalization import normalize
from linnet.domain.text.urls import display_url, extract_urls

if TYPE_CHECKING:
    from linnet.domain.text.highlight import highlight_hits
    from linnet.domain.text.links import AutolinkOptions, autolink, escape_html
    from linnet.domain.text.validation import is_valid_hashtag, is_valid_list, is_valid_url, is_valid_username

# What the functions that publish and read tweets do not need is imported at its first use: it would make every cold
# start longer by a third of what this package costs.
_LAZY: Final = {
    "AutolinkOptions": "links",
    "autolink": "links",
    "escape_html": "links",
    "highlight_hits": "highlight",
    "is_valid_hashtag": "validation",
    "is_valid_list": "validation",
    "is_valid_url": "validation",
    "is_valid_username": "validation",
}

__all__ = [
    "MAX_USERNAME_LENGTH",
    "V1",
    "V2",
    "V3",
    "AutolinkOptions",
    "Cashtag",
    "Entities",
    "Entity",
    "Hashtag",
    "LengthConfig",
    "Mention",
    "ParsedText",
    "TweetProblem",
    "Url",
    "autolink",
    "display_url",
    "escape_html",
    "extract_entities",
    "extract_hashtags",
    "extract_reply",
    "extract_urls",
    "highlight_hits",
    "is_valid_hashtag",
    "is_valid_list",
    "is_valid_url",
    "is_valid_username",
    "normalize",
    "parse_tweet",
    "tweet_problem",
    "weighted_length",
]


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
    globals()[name] = value
    return value
