"""Filters as their owner sees them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from linnet.domain.filters import MAX_FILTERED_TWEETS, MAX_FILTERS, MAX_KEYWORDS
from linnet.facades.native.schemas import IdString, Moment, Shape, Short

Context = Literal["home", "notifications", "public", "thread", "account"]
Action = Literal["warn", "hide", "blur"]


class Keyword(Shape):
    """Words of a filter."""

    id: IdString
    keyword: Short
    whole_word: bool


class Filter(Shape):
    """A filter. What it hides is left out of home, lists and notifications, and marked elsewhere."""

    id: IdString
    title: Short
    contexts: list[Context] = Field(max_length=5)
    action: Action
    expires_at: Moment | None
    keywords: list[Keyword] = Field(max_length=MAX_KEYWORDS)
    tweet_ids: list[IdString] = Field(max_length=MAX_FILTERED_TWEETS)


class Filters(Shape):
    """The reader's filters, oldest first."""

    items: list[Filter] = Field(max_length=MAX_FILTERS)
